"""How a scikit-learn model becomes a case, the way people do it: `to_onnx(model, sample)` with default options."""

from importlib.metadata import version

import numpy as np
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import (
    BooleanTensorType,
    FloatTensorType,
    Int64TensorType,
    StringTensorType,
)

from record import Case
from sets import Split

EXPORTER = f"skl2onnx {version('skl2onnx')}"
LIBRARY = f"scikit-learn {version('scikit-learn')}"


def known_classes(estimator, case: dict) -> dict:
    """The estimator's own class order, for exports without a ZipMap that tells it."""
    classes = getattr(estimator, "classes_", None)
    return {"classes": None if classes is None else classes.tolist(), **case}


def wide(family: str, task: str, estimator, rows: Split, *, dtype=np.float32, **options) -> Case:
    """One tensor [N, k] called X. `classes`, `roles` and `note` go to the case, other options to the exporter."""
    case = {key: options.pop(key) for key in ("classes", "roles", "note") if key in options}
    estimator.fit(rows.train, rows.answers)
    model = to_onnx(estimator, rows.train[:1].astype(dtype), name=type(estimator).__name__, **options)
    return Case(family, EXPORTER, LIBRARY, task, model, {"X": rows.held}, **known_classes(estimator, case))


def column_types(table: pd.DataFrame) -> list:
    """One input [N, 1] per column."""
    kinds = {"f": FloatTensorType, "i": Int64TensorType, "b": BooleanTensorType}
    return [(name, kinds.get(table[name].dtype.kind, StringTensorType)([None, 1])) for name in table.columns]


def table(family: str, task: str, pipeline, rows: Split, **options) -> Case:
    """One typed input [N, 1] per column of a frame."""
    case = {key: options.pop(key) for key in ("classes", "roles", "note") if key in options}
    pipeline.fit(rows.train, rows.answers)
    types = column_types(rows.train)
    model = to_onnx(pipeline, initial_types=types, name="pipeline", **options)
    # The exporter replaces what is not a letter, a digit or an underscore.
    feeds = {port.name: rows.held[name].to_numpy() for port, name in zip(model.graph.input, rows.held.columns)}
    return Case(family, EXPORTER, LIBRARY, task, model, feeds, **known_classes(pipeline, case))
