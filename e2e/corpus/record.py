"""Writes a model and what Python's onnxruntime answers for its held-out rows. README.md describes the JSON."""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from scoring import depends_on_batch, run, scorable, session_of
from sets import rounded

HERE = Path(__file__).resolve().parent
NUMPY_TYPES = {
    "float16": np.float16, "float32": np.float32, "float64": np.float64, "bool": np.bool_, "string": object,
    "int8": np.int8, "uint8": np.uint8, "int32": np.int32, "int64": np.int64,
}
ORT_TYPES = {"float": "float32", "double": "float64"}


@dataclass(frozen=True)
class Case:
    """A model as its exporter made it. `feeds` holds held-out values by ONNX input; `roles` says what an output is
    (`labels`, `probabilities`, `values` or `ignored`) where its name and type do not; `beside` holds files of weights."""

    family: str
    exporter: str
    library: str
    task: str
    model: onnx.ModelProto | bytes
    feeds: dict[str, np.ndarray]
    classes: list | None = None
    roles: dict[str, str] = field(default_factory=dict)
    note: str | None = None
    beside: dict[str, bytes] = field(default_factory=dict)


class Corpus(dict[str, Callable[[], Case]]):
    """Model name to the function that makes it, in the order of writing."""

    def case(self, name: str):
        def add(make: Callable[[], Case]) -> Callable[[], Case]:
            if name in self:
                raise ValueError(f"two models are called {name}")
            self[name] = make
            return make

        return add


def element_type(ort_type: str) -> str:
    inner = ort_type.removeprefix("tensor(").removesuffix(")")
    return ORT_TYPES.get(inner, inner)


def feature_type(tensor_type: str) -> str:
    if tensor_type == "string":
        return "text"
    if tensor_type == "bool":
        return "boolean"
    return "number" if tensor_type.startswith("float") else "integer"


def to_cell(value, tensor_type: str):
    """A value as people write it: at most six significant digits; None for NaN and for an empty text."""
    kind = feature_type(tensor_type)
    if kind == "text":
        return str(value) or None
    if kind == "boolean":
        return bool(value)
    if kind == "integer":
        return int(value)
    return None if math.isnan(value) else float(rounded(np.array(value)))


def to_tensor(cells: list[list], tensor_type: str, shape: list) -> np.ndarray:
    """Cells [rows][columns] to what the graph takes."""
    missing = "" if tensor_type == "string" else math.nan
    filled = [[missing if cell is None else cell for cell in row] for row in cells]
    values = np.array(filled, dtype=object).astype(NUMPY_TYPES[tensor_type])
    return values.reshape([len(cells), *shape[1:]])


def role_of(output: onnxruntime.NodeArg, case: Case) -> str:
    if output.name in case.roles:
        return case.roles[output.name]
    if output.type.startswith("seq(map("):
        return "probabilities"
    kind = element_type(output.type)
    if kind in ("int64", "string") and case.task != "regression":
        return "labels"
    return "probabilities" if "prob" in output.name.lower() else "values"


def zipmap_classes(model: onnx.ModelProto, output: str) -> list | None:
    """In the order the graph lists them; the maps Python gets are not in that order."""
    node = next((n for n in model.graph.node if n.op_type == "ZipMap" and output in n.output), None)
    if node is None:
        return None
    attribute = node.attribute[0]
    return [value.decode() for value in attribute.strings] or list(attribute.ints)


def to_number(value) -> float | None:
    """Shortest decimal that reads back as the same number of the output's type."""
    if np.isnan(value):
        return None
    return float(str(value)) if isinstance(value, (np.float32, np.float16)) else float(value)


def matrix(values: np.ndarray) -> list[list]:
    flat = values.reshape(len(values), -1)
    return [[to_number(cell) if flat.dtype.kind == "f" else int(cell) for cell in row] for row in flat]


def scores_kind(probabilities: list[list[float]]) -> str:
    even = all(abs(sum(row) - 1) < 2e-3 and min(row) >= -1e-6 for row in probabilities)
    return "probability" if even else "decision"


def answers(case: Case, model: onnx.ModelProto, session: onnxruntime.InferenceSession, results: list) -> dict:
    expected = {"labels": None, "classes": None, "probabilities": None, "scores": None, "values": None}
    classes = case.classes
    for output, result in zip(session.get_outputs(), results):
        role = role_of(output, case)
        if role == "ignored":
            continue
        if role == "labels" and expected[role] is not None:
            raise ValueError("two outputs are labels")
        classes = zipmap_classes(model, output.name) or classes
        if output.type.startswith("seq(map("):
            expected[role] = [[to_number(np.float32(row[key])) for key in classes] for row in result]
        elif role == "labels":
            expected[role] = [str(label) for label in result.reshape(-1).tolist()]
        else:
            columns = matrix(result)
            expected[role] = columns if expected[role] is None else [a + b for a, b in zip(expected[role], columns)]
    if classes is not None:
        expected["classes"] = [str(label) for label in classes]
    if expected["probabilities"] is not None:
        expected["scores"] = scores_kind(expected["probabilities"])
    return expected


def describe(case: Case, name: str) -> tuple[bytes, dict]:
    """The model's bytes and the JSON beside it."""
    data = case.model if isinstance(case.model, bytes) else case.model.SerializeToString(deterministic=True)
    model = onnx.load_from_string(data)
    session = session_of(scorable(model), case.beside)
    inputs, columns, features, feeds, rows = [], [], [], {}, None
    rows_per_run = None
    for port in session.get_inputs():
        tensor_type, shape = element_type(port.type), list(port.shape)
        values = np.asarray(case.feeds[port.name])
        flat = values.reshape(len(values), -1)
        names = [port.name] if flat.shape[1] == 1 else [f"{port.name}_{i}" for i in range(flat.shape[1])]
        cells = [[to_cell(cell, tensor_type) for cell in row] for row in flat.tolist()]
        if isinstance(shape[0], int):
            rows_per_run = shape[0]
        fixed = [d if isinstance(d, int) else flat.shape[1] for d in shape[1:]]
        feeds[port.name] = to_tensor(cells, tensor_type, [None, *fixed])
        inputs.append({"name": port.name, "type": tensor_type, "shape": shape, "columns": names})
        columns += names
        features += [{"name": n, "type": feature_type(tensor_type), "column": len(features) + i}
                     for i, n in enumerate(names)]
        rows = cells if rows is None else [a + b for a, b in zip(rows, cells)]
    results = run(session, feeds, rows_per_run)
    expected = answers(case, model, session, results)
    for key in ("labels", "probabilities", "values"):
        if expected[key] is not None and len(expected[key]) != len(rows):
            raise ValueError(f"{key}: {len(expected[key])} answers for {len(rows)} rows")
    return data, {
        "name": name, "family": case.family, "exporter": case.exporter, "library": case.library, "task": case.task,
        "note": case.note,
        "sha256": hashlib.sha256(data).hexdigest(),
        "opsets": {entry.domain or "ai.onnx": entry.version for entry in model.opset_import},
        "rowsPerRun": rows_per_run,
        "dependsOnBatch": rows_per_run is None and depends_on_batch(session, feeds, results),
        "missing": any(cell is None for row in rows for cell in row),
        "inputs": inputs,
        "outputs": [{"name": o.name, "type": o.type if not o.type.startswith("tensor") else element_type(o.type),
                     "shape": list(o.shape), "role": role_of(o, case)} for o in session.get_outputs()],
        "features": features, "columns": columns, "rows": rows, "expected": expected,
    }


def compact(value, indent: int = 0, key: str = "") -> str:
    """JSON with one row of numbers a line."""
    pad = " " * (indent + 1)
    if isinstance(value, dict) and (indent == 0 or key == "expected"):
        inner = ",\n".join(f"{pad}{json.dumps(k)}: {compact(v, indent + 1, k)}" for k, v in value.items())
        return "{\n" + inner + "\n" + " " * indent + "}"
    if isinstance(value, list) and value and isinstance(value[0], (list, dict)) and key != "features":
        inner = ",\n".join(pad + json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in value)
        return "[\n" + inner + "\n" + " " * indent + "]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write(name: str, case: Case) -> dict:
    data, entry = describe(case, name)
    for folder in ("models", "expected"):
        (HERE / folder).mkdir(exist_ok=True)
    for file, content in {f"{name}.onnx": data, **case.beside}.items():
        (HERE / "models" / file).write_bytes(content)
    (HERE / "expected" / f"{name}.json").write_text(compact(entry) + "\n", encoding="utf-8")
    return entry
