"""Builds the two synthetic models of the batch benchmark, mlp-30 and trees-30, from columns.json.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python build.py

Two runs on one machine give the same bytes. About a minute on one core.
"""

import os

# Parallel sums depend on the number of threads; one makes them the same everywhere.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import pandas as pd
from onnx import TensorProto, helper, numpy_helper
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "models"))

import modelcard as cards

SEED = 30
ROWS = {"train": 300_000, "heldOut": 50_000}
LABELS = ["no", "yes"]
COLUMNS = json.loads((HERE / "columns.json").read_text(encoding="utf-8"))


def make_rows(count: int, pick: np.random.Generator) -> pd.DataFrame:
    """Every cell even over its column's range or values, whatever the other cells are."""
    rows = {}
    for column in COLUMNS:
        if column["type"] == "category":
            rows[column["name"]] = pick.choice(column["values"], count)
        elif column["type"] == "integer":
            rows[column["name"]] = pick.integers(column["min"], column["max"] + 1, count)
        else:
            even = pick.uniform(column["min"], column["max"], count)
            rows[column["name"]] = np.round(even, column["decimals"])
    return pd.DataFrame(rows)


def make_inputs() -> list[dict]:
    inputs = []
    for column in COLUMNS:
        entry = {"name": column["name"], "title": column["title"], "type": column["type"],
                 "unit": column.get("unit"), "range": None}
        if column["type"] == "category":
            inputs.append({**entry, "values": column["values"], "default": None,
                           "example": column["values"][3], "description": "One of twelve values, all as likely."})
            continue
        entry["range"] = [column["min"], column["max"]]
        middle = round((column["min"] + column["max"]) / 2, column["decimals"])
        kind = "Whole numbers" if column["type"] == "integer" else f"{column['decimals']} decimals"
        inputs.append({**entry, "default": None,
                       "example": int(middle) if column["type"] == "integer" else middle,
                       "description": f"{kind}, even over the range."})
    return inputs


def make_answers(features: np.ndarray, pick: np.random.Generator) -> np.ndarray:
    """Answers that take many splits to find: waves, products, steps, and a random effect for each
    pair of categories. Some noise keeps them from being certain."""
    numbers = features[:, :26].astype("float64")
    low = np.array([c["min"] for c in COLUMNS[:26]])
    high = np.array([c["max"] for c in COLUMNS[:26]])
    u = 2 * (numbers - low) / (high - low) - 1
    codes = features[:, 26:].astype(int)
    logit = 1.2 * np.sin(3 * u[:, 8]) + 1.5 * u[:, 9] * u[:, 15] + np.where(u[:, 0] > 0.3, 1.0, -0.5)
    logit += 1.2 * np.sin(2 * u[:, 1] + 3 * u[:, 10]) + u[:, 16] * u[:, 19] * 2 + np.abs(u[:, 20]) * 1.5 - 0.75
    logit += np.where(u[:, 14] * u[:, 12] > 0, 0.8, -0.8) + np.cos(4 * u[:, 25]) + 0.6 * u[:, 5] * u[:, 6]
    for at in range(26):
        logit += 0.25 * np.sin((1 + at % 5) * u[:, at] + at)
    effects = np.random.default_rng(SEED).normal(0, 0.7, (4, 12, 12))
    for first in range(4):
        logit += effects[first, codes[:, first], codes[:, (first + 1) % 4]]
    return (pick.random(len(logit)) < 1 / (1 + np.exp(-logit))).astype(int)


def build_trees(features: np.ndarray, answers: np.ndarray, path: Path):
    """100 trees, 64 leaves each at depth 6."""
    trees = HistGradientBoostingClassifier(
        max_iter=100, max_depth=6, max_leaf_nodes=64, learning_rate=0.1, min_samples_leaf=20,
        early_stopping=False, random_state=SEED).fit(features, answers)
    leaves = [tree.get_n_leaf_nodes() for (tree,) in trees._predictors]
    print(f"trees-30: {len(leaves)} trees, {min(leaves)} to {max(leaves)} leaves, "
          f"{sum(leaves) / len(leaves):.1f} on average")
    return cards.write_trees(trees, "trees-30", path), trees.predict_proba


def build_mlp(features: np.ndarray, answers: np.ndarray, path: Path):
    """30-64-32-1 with ReLU and a sigmoid. The scaling of the inputs is folded into the first layer."""
    mean = features.mean(axis=0, dtype="float64")
    spread = features.std(axis=0, dtype="float64")
    network = MLPClassifier((64, 32), batch_size=1000, learning_rate_init=0.003, max_iter=12,
                            n_iter_no_change=12, random_state=SEED)
    warnings.simplefilter("ignore", ConvergenceWarning)  # twelve rounds are meant to be enough
    network.fit((features - mean) / spread, answers)
    weights = [w.copy() for w in network.coefs_]
    biases = [b.copy() for b in network.intercepts_]
    biases[0] -= (mean / spread) @ weights[0]
    weights[0] /= spread[:, None]

    def constant(name: str, value: object, kind: type) -> TensorProto:
        return numpy_helper.from_array(np.asarray(value, kind), name)

    constants = [constant("one", 1, np.float32), constant("half", 0.5, np.float32),
                 constant("column", [1], np.int64)]
    nodes, at = [], "features"
    for layer, (weight, bias) in enumerate(zip(weights, biases), start=1):
        constants += [constant(f"weight{layer}", weight, np.float32), constant(f"bias{layer}", bias, np.float32)]
        nodes.append(helper.make_node("Gemm", [at, f"weight{layer}", f"bias{layer}"], [f"sum{layer}"]))
        at = "yes" if layer == len(weights) else f"hidden{layer}"
        nodes.append(helper.make_node("Sigmoid" if at == "yes" else "Relu", [f"sum{layer}"], [at]))
    nodes += [
        helper.make_node("Sub", ["one", "yes"], ["no"]),
        helper.make_node("Concat", ["no", "yes"], ["probabilities"], axis=1),
        helper.make_node("Greater", ["yes", "half"], ["above"]),
        helper.make_node("Squeeze", ["above", "column"], ["flat"]),
        helper.make_node("Cast", ["flat"], ["label"], to=TensorProto.INT64)]
    graph = helper.make_graph(
        nodes, "mlp-30",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, len(COLUMNS)])],
        [helper.make_tensor_value_info("label", TensorProto.INT64, [None]),
         helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 2])], constants)
    model = helper.make_model(graph, producer_name="foredeck", ir_version=8,
                              opset_imports=[helper.make_opsetid("", 15)])
    return cards.write_model(model, path), lambda x: network.predict_proba((x - mean) / spread)


def main() -> None:
    inputs = make_inputs()
    names = [feature["name"] for feature in inputs]
    edges = {c["name"]: np.linspace(c["min"], c["max"], 11).round(8).tolist()
             for c in COLUMNS if c["type"] != "category"}
    pick = np.random.default_rng(SEED)
    rows = {part: make_rows(count, pick) for part, count in ROWS.items()}
    features = {part: cards.encode(rows[part], inputs) for part in ROWS}
    answers = {part: make_answers(features[part], pick) for part in ROWS}

    for name, build, summary in [
        ("mlp-30", build_mlp, "A small neural network, 30-64-32-1, for measuring how fast files are scored."),
        ("trees-30", build_trees, "100 boosted trees of depth 6 for measuring how fast files are scored."),
    ]:
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        model, expected = build(features["train"], answers["train"], folder / "model.onnx")
        held = cards.score(model, features["heldOut"])[1]
        apart = cards.check_same(held, expected(features["heldOut"]))
        metrics = cards.measure(answers["heldOut"], held[:, 1].astype("float64"))
        cards.write_json({
            "format": 1, "name": name, "version": "1", "title": f"Benchmark: {name}",
            "summary": f"{summary} The data is synthetic; the answers mean nothing.",
            "task": "classification", "inputs": inputs,
            "tensors": [{"name": "features", "type": "float32", "features": names}],
            "outputs": {"kind": "classification", "probabilities": "probabilities",
                        "labels": LABELS, "positive": "yes"},
            "licence": {"model": "MIT", "data": "synthetic, made by build.py"},
            "provenance": {
                "data": "synthetic rows, every column even over its range", "source": "columns.json",
                "script": "../build.py",
                "rows": {"train": ROWS["train"], "validate": 0, "heldOut": ROWS["heldOut"]},
                "split": "independent rows from one seeded generator"},
            "profile": cards.profile(rows["train"], inputs, edges, answers["train"],
                                     cards.score(model, features["train"])[1][:, 1]),
            "metrics": {"heldOut": {"rows": ROWS["heldOut"], "from": None, "to": None, **metrics}},
            "sha256": cards.sha256(model)}, folder / "card.json")
        print(f"{name}: {len(model):,} bytes, sha256 {cards.sha256(model)}, AUC {metrics['auc']}, "
              f"share of yes {metrics['positiveShare']}, largest difference to scikit-learn {apart:.2g}")


if __name__ == "__main__":
    main()
