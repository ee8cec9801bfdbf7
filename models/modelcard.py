"""What the build scripts of the bundled models share: the parts of card.json that are counted
or measured, the conversion to ONNX, and how both are written.

Rules that every card here follows:
- a category becomes the index of its text in the card's own `values` list, as float32;
- every number is rounded to float32 before it meets the model, in training as in scoring;
- histogram edges are fixed and chosen by hand; a bin holds its lower edge, the last one both.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score


def encode(rows: pd.DataFrame, inputs: list[dict]) -> np.ndarray:
    """Named columns to the tensor [rows, inputs], float32. NaN where a cell is missing or a
    category is not in the card's list: the product rejects such a row."""
    columns = []
    for feature in inputs:
        column = rows[feature["name"]]
        if feature["type"] == "category":
            codes = {value: code for code, value in enumerate(feature["values"])}
            column = column.map(codes)
        columns.append(column.astype("float64").to_numpy())
    return np.column_stack(columns).astype(np.float32)


def fill_defaults(rows: pd.DataFrame, inputs: list[dict]) -> pd.DataFrame:
    """Missing cells become the card's default where it has one, as `--missing default` does."""
    defaults = {f["name"]: f["default"] for f in inputs if f["default"] is not None}
    return rows.fillna(defaults)


def session(model: bytes) -> onnxruntime.InferenceSession:
    """One thread, as the product runs a model."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def score(model: bytes, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels [rows] and probabilities [rows, 2] from onnxruntime."""
    return session(model).run(["label", "probabilities"], {"features": features})


def profile(rows: pd.DataFrame, inputs: list[dict], edges: dict, positive: np.ndarray,
            probability: np.ndarray) -> dict:
    """The training data in numbers: per feature its fixed histogram and span (cells that are not missing;
    of a text its characters are counted) and the share of missing cells; P(positive) in twenty bins."""
    features = {}
    for feature in inputs:
        name = feature["name"]
        missing = round(float(rows[name].isna().mean()), 6)
        present = rows[name].dropna()
        if feature["type"] == "category":
            counts = present.value_counts()
            features[name] = {"kind": "values", "values": feature["values"],
                              "counts": [int(counts.get(v, 0)) for v in feature["values"]]}
        elif feature["type"] == "boolean":
            features[name] = {"kind": "values", "values": ["false", "true"],
                              "counts": [int((present == answer).sum()) for answer in (False, True)]}
        else:
            numbers = present.str.len() if feature["type"] == "text" else present
            counts = np.histogram(numbers.to_numpy("float64"), bins=edges[name])[0]
            features[name] = {"kind": "histogram", "edges": edges[name],
                              "counts": [int(c) for c in counts], **span(numbers)}
        if sum(features[name]["counts"]) != len(present):
            raise ValueError(f"{name}: training values outside the edges or the value list")
        features[name]["missing"] = missing
    score_edges = [round(0.05 * i, 2) for i in range(21)]
    score_counts = np.histogram(probability, bins=score_edges)[0]
    return {"rows": len(rows), "features": features,
            "scores": {"edges": score_edges, "counts": [int(c) for c in score_counts]},
            "positiveShare": round(float(positive.mean()), 6)}


def span(numbers: pd.Series) -> dict:
    """The least, the middle and the largest value. The middle is one that rows had: of an even number of
    values the lower of the two in the middle, never what lies between them."""
    ordered = np.sort(numbers.to_numpy("float64"))
    return {name: _plain(float(ordered[at])) for name, at in
            (("min", 0), ("median", (len(ordered) - 1) // 2), ("max", -1))}


def _plain(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def measure(positive: np.ndarray, probability: np.ndarray) -> dict:
    """How good P(positive) is on rows with known answers. Accuracy cuts at 0.5. Calibration has
    ten bins of equal width; a bin without rows has null for its means."""
    calibration = []
    bins = np.minimum((probability * 10).astype(int), 9)
    for number in range(10):
        inside = bins == number
        rows = int(inside.sum())
        calibration.append({
            "from": round(number / 10, 1), "to": round((number + 1) / 10, 1), "rows": rows,
            "predicted": round(float(probability[inside].mean()), 6) if rows else None,
            "observed": round(float(positive[inside].mean()), 6) if rows else None})
    figures = {
        "auc": roc_auc_score(positive, probability),
        "logLoss": log_loss(positive, probability),
        "brier": brier_score_loss(positive, probability),
        "accuracy": ((probability > 0.5) == (positive == 1)).mean(),
        "positiveShare": positive.mean()}
    return {**{name: round(float(value), 6) for name, value in figures.items()},
            "calibration": calibration}


def write_trees(classifier, name: str, path: Path) -> bytes:
    """A fitted HistGradientBoostingClassifier as ONNX: `features` float32 [rows, columns] in,
    `label` int64 [rows] and `probabilities` float32 [rows, 2] out, no ZipMap. The converter knows
    no native categories, so the trees split on the codes as on numbers."""
    columns = FloatTensorType([None, classifier.n_features_in_])
    model = convert_sklearn(classifier, name=name, initial_types=[("features", columns)],
                            target_opset={"": 15, "ai.onnx.ml": 3},
                            options={id(classifier): {"zipmap": False}})
    return write_converted(model, path)


def write_converted(model: onnx.ModelProto, path: Path) -> bytes:
    """Writes what skl2onnx made."""
    versions = {entry.domain: entry.version for entry in model.opset_import}
    del model.opset_import[:]  # the converter names domains twice and in no fixed order
    model.opset_import.extend(onnx.helper.make_opsetid(d, v) for d, v in sorted(versions.items(), reverse=True))
    return write_model(model, path)


def write_model(model: onnx.ModelProto, path: Path) -> bytes:
    """Checks the model and writes it with a stable order of bytes."""
    onnx.checker.check_model(model, full_check=True)
    content = model.SerializeToString(deterministic=True)
    path.write_bytes(content)
    return content


def check_same(probabilities: np.ndarray, expected: np.ndarray) -> float:
    """The largest difference between onnxruntime and the trained model; more than 1e-5 ends the build."""
    apart = float(np.abs(probabilities - expected).max())
    if apart > 1e-5:
        raise SystemExit(f"onnxruntime and scikit-learn differ by {apart:g}")
    return apart


def write_figures(path: Path, measured: dict[str, dict], titles: tuple[str, str, str],
                  calibration: list[dict]) -> None:
    """Puts the measured numbers between the marks in a README: a line for each of `measured`, then
    the calibration under `titles` (the predicted probability, the rows, the observed share)."""
    table = ["| | AUC | log loss | Brier | accuracy |", "| --- | --- | --- | --- | --- |"]
    for name, figures in measured.items():
        cells = (f"{figures[key]:.4f}" for key in ("auc", "logLoss", "brier", "accuracy"))
        table.append(f"| {name} | {' | '.join(cells)} |")
    table += ["", f"| {titles[0]} | {titles[1]} | mean predicted | {titles[2]} |", "| --- | --- | --- | --- |"]
    for part in calibration:
        means = ["–" if part[key] is None else f"{part[key]:.3f}" for key in ("predicted", "observed")]
        table.append(f"| {part['from']:.1f}–{part['to']:.1f} | {part['rows']:,} | {' | '.join(means)} |")
    write_between(path, "\n".join(table))


def write_between(path: Path, text: str) -> None:
    """Replaces what stands between the marks of a README that are there for figures."""
    start, end = "<!-- figures: written by build.py -->", "<!-- /figures -->"
    before, rest = path.read_text(encoding="utf-8").split(start)
    after = rest.split(end)[1]
    path.write_text(before + start + "\n" + text + "\n" + end + after, encoding="utf-8")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_json(value: dict, path: Path) -> None:
    """JSON with two spaces of indent; lists of plain values and short objects stay on one line."""
    path.write_text(_text(value, "") + "\n", encoding="utf-8")


def _text(value: object, indent: str) -> str:
    deeper = indent + "  "
    if isinstance(value, dict) and value:
        line = "{ " + ", ".join(f"{json.dumps(k)}: {_text(v, '')}" for k, v in value.items()) + " }"
        if len(line) <= 120 and "\n" not in line:
            return line
        lines = [f"{deeper}{json.dumps(k)}: {_text(v, deeper)}" for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(v, (dict, list)) for v in value):
        return "[\n" + ",\n".join(deeper + _text(v, deeper) for v in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
