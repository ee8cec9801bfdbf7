"""Builds the fraud model and everything that comes from it: model.onnx, card.json, expected.json, the
figures in README.md and the samples in resources/samples/. The data is simulated: see simulate.py.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python build.py

Two runs give the same bytes. About half a minute on one core.
"""

import os

# The sums that pick a split run in parallel; one thread makes them the same on every machine.
os.environ["OMP_NUM_THREADS"] = "1"

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "resources" / "samples"
sys.path[:0] = [str(HERE), str(HERE.parent)]

import modelcard as cards
from simulate import simulate
from world import CHANNELS, COUNTRIES, DEVICES, NAMES as CATEGORIES

SEED = 2024
DAYS = 456
HELD_OUT_DAY = 366
TRAIN_FROM = "2024-02-01"  # before, nobody has a past
HELD_OUT_FROM = "2025-01-01"
SAMPLE_ROWS = 8_000
DRIFTED_ROWS = 2_000
LABELS = ["genuine", "fraud"]
VALUES = {"category": sorted(CATEGORIES), "channel": CHANNELS, "device": DEVICES, "country": sorted(COUNTRIES)}

INPUTS = [
    {"name": "amount", "title": "Amount", "type": "number", "unit": "EUR", "range": [0.5, 15000],
     "example": 23.9, "description": "What is to be paid."},
    {"name": "category", "title": "Category", "type": "category",
     "example": "groceries", "description": "What the merchant sells."},
    {"name": "channel", "title": "Channel", "type": "category",
     "example": "contactless", "description": "How the card is used; manual is typed in by the merchant."},
    {"name": "device", "title": "Device", "type": "category", "example": "none",
     "description": "Online: whether the customer's account has seen the device before. Elsewhere none."},
    {"name": "country", "title": "Country", "type": "category",
     "example": "DE", "description": "Country of the merchant."},
    {"name": "abroad", "title": "Abroad", "type": "boolean", "example": False,
     "description": "Whether that is another country than the customer's."},
    {"name": "hour", "title": "Hour", "type": "integer", "unit": "h", "range": [0, 23],
     "example": 17, "description": "Hour of the day."},
    {"name": "day_of_week", "title": "Day of week", "type": "integer", "unit": None, "range": [1, 7],
     "example": 5, "description": "1 is Monday, 7 is Sunday."},
    {"name": "account_age_days", "title": "Account age", "type": "integer", "unit": "d", "range": [0, 20000],
     "example": 830, "description": "Days since the account was opened."},
    {"name": "merchant_age_days", "title": "Merchant age", "type": "integer", "unit": "d", "range": [0, 20000],
     "acceptsMissing": True, "example": 1204,
     "description": "Days since the merchant took its first card; empty where nobody knows."},
    {"name": "hours_since_last", "title": "Since last purchase", "type": "number", "unit": "h", "range": [0, 12000],
     "acceptsMissing": True, "example": 31.5,
     "description": "Time since the card's last transaction; empty at its first."},
    {"name": "amount_ratio", "title": "Amount to usual", "type": "number", "unit": None, "range": [0, 1000],
     "acceptsMissing": True, "example": 0.8,
     "description": "The amount by the card's running mean; empty at its first transaction."},
    {"name": "count_1h", "title": "Purchases in 1 h", "type": "integer", "unit": None, "range": [0, 20],
     "example": 0, "description": "Transactions of the card in the hour before."},
    {"name": "count_24h", "title": "Purchases in 24 h", "type": "integer", "unit": None, "range": [0, 30],
     "example": 1, "description": "Transactions of the card in the day before."},
    {"name": "amount_24h", "title": "Spent in 24 h", "type": "number", "unit": "EUR", "range": [0, 30000],
     "example": 12.4, "description": "What the card paid in the day before."},
    {"name": "country_changed", "title": "Country changed", "type": "boolean", "example": False,
     "description": "Whether the card's last transaction was in another country."},
    {"name": "merchant_known", "title": "Merchant known", "type": "boolean", "example": True,
     "description": "Whether the card was at this merchant before."},
    {"name": "merchant_count_24h", "title": "Merchant's day", "type": "integer", "unit": None, "range": [0, 200],
     "example": 2, "description": "Transactions of the merchant in the day before."},
]
NAMES = [feature["name"] for feature in INPUTS]

DAY_EDGES = [0, 7, 30, 90, 180, 365, 730, 1095, 1460, 2190, 3650, 20000]
COUNT_EDGES = [i - 0.5 for i in range(7)]
EDGES = {
    "amount": [0, 2, 5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000, 15000],
    "hour": [i - 0.5 for i in range(25)], "day_of_week": [i + 0.5 for i in range(8)],
    "account_age_days": DAY_EDGES, "merchant_age_days": DAY_EDGES,
    "hours_since_last": [0, 0.1, 0.5, 1, 3, 6, 12, 24, 48, 72, 120, 240, 480, 12000],
    "amount_ratio": [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 1000],
    "count_1h": [*COUNT_EDGES, 20], "count_24h": [*COUNT_EDGES, 30],
    "amount_24h": [0, 0.01, 10, 20, 30, 50, 75, 100, 200, 500, 30000],
    "merchant_count_24h": [*COUNT_EDGES, 10, 20, 50, 200],
}


def complete_inputs() -> list[dict]:
    """The card's inputs in the order of its keys."""
    inputs = []
    for feature in INPUTS:
        entry = {key: feature[key] for key in ("name", "title", "type", "unit", "range", "acceptsMissing")
                 if key in feature}
        if feature["type"] == "category":
            entry["values"] = VALUES[feature["name"]]
        inputs.append({**entry, "default": None, "example": feature["example"],
                       "description": feature["description"]})
    return inputs


def fit(features: np.ndarray, fraud: np.ndarray) -> HistGradientBoostingClassifier:
    """100 trees; a missing value takes the way that was better in training."""
    return HistGradientBoostingClassifier(
        max_iter=100, max_leaf_nodes=31, learning_rate=0.08, min_samples_leaf=40, l2_regularization=1.0,
        early_stopping=False, random_state=SEED).fit(features, fraud)


def is_fraud(rows: pd.DataFrame) -> np.ndarray:
    return (rows["outcome"] == "fraud").to_numpy(int)


def measure(model: bytes, rows: pd.DataFrame, inputs: list[dict]) -> dict:
    """Figures for these rows; averagePrecision is the one to read where one row in 150 counts."""
    probability = cards.score(model, cards.encode(rows, inputs))[1][:, 1].astype("float64")
    figures = cards.measure(is_fraud(rows), probability)
    precision = round(float(average_precision_score(is_fraud(rows), probability)), 6)
    return {"rows": len(rows), "from": rows["time"].min()[:10], "to": rows["time"].max()[:10],
            "averagePrecision": precision, **figures}


def found_share(model: bytes, rows: pd.DataFrame, inputs: list[dict], pattern: str) -> float:
    """Which part of a pattern's transactions gets more than 0.5."""
    chosen = rows[rows["pattern"] == pattern]
    return float((cards.score(model, cards.encode(chosen, inputs))[1][:, 1] > 0.5).mean())


def write_sample(held: pd.DataFrame, rows: int, name: str, typed: bool) -> pd.DataFrame:
    """Transactions drawn at random, ordered by time, as CSV and perhaps as Parquet."""
    sample = held.sample(rows, random_state=SEED).sort_values("transaction").reset_index(drop=True)
    whole = sample.columns[sample.dtypes.map(lambda kind: kind.kind == "i")]
    whole = [*whole, "merchant_age_days"]
    flags = [feature["name"] for feature in INPUTS if feature["type"] == "boolean"]
    sample = sample.astype({column: "Int32" for column in whole})
    text = sample.assign(**{flag: sample[flag].map({True: "true", False: "false"}) for flag in flags})
    text.to_csv(SAMPLES / f"{name}.csv", index=False, lineterminator="\n")
    if typed:
        kinds = {**{column: pa.int32() for column in whole}, **{flag: pa.bool_() for flag in flags},
                 "time": pa.timestamp("us", tz="UTC")}
        schema = pa.schema([(column, kinds.get(column, pa.float64() if sample[column].dtype.kind == "f"
                                               else pa.string())) for column in sample.columns])
        moments = sample.assign(time=pd.to_datetime(sample["time"], utc=True))
        table = pa.Table.from_pandas(moments, schema=schema, preserve_index=False)
        parquet.write_table(table.replace_schema_metadata(None), SAMPLES / f"{name}.parquet",
                            compression="snappy", row_group_size=2_000)
    return sample


def write_expected(model: bytes, sample: pd.DataFrame, inputs: list[dict]) -> None:
    """What onnxruntime answers for 40 rows of the sample CSV: ten frauds, ten rows with an empty cell and
    twenty others."""
    empty = sample[NAMES].isna()
    fraud, gaps = is_fraud(sample) == 1, empty.any(axis=1).to_numpy()
    pick = np.random.default_rng(SEED)
    chosen = np.sort(np.concatenate([
        pick.choice(np.flatnonzero(fraud & ~gaps), 10, replace=False),
        pick.choice(np.flatnonzero(gaps), 10, replace=False),
        pick.choice(np.flatnonzero(~fraud & ~gaps), 20, replace=False)]))
    labels, probabilities = cards.score(model, cards.encode(sample.iloc[chosen], inputs))
    entries = [{
        "row": int(at), "missing": [name for name in NAMES if empty[name].iloc[at]],
        "prediction": LABELS[int(label)],
        "probabilities": {name: float(value) for name, value in zip(LABELS, pair)}}
        for at, label, pair in zip(chosen, labels, probabilities)]
    all_rows = {"rows": len(sample), "scored": len(sample), "rejected": 0}
    cards.write_json({
        "file": "resources/samples/fraud.csv", "model": "fraud", "version": "1",
        "sha256": cards.sha256(model), "onnxruntime": onnxruntime.__version__,
        "note": "row counts from 0 after the header; missing names the empty cells, which go in as NaN",
        "counts": {"model": all_rows,
                   "reject": {**all_rows, "scored": int((~gaps).sum()), "rejected": int(gaps.sum())}},
        "rows": entries}, HERE / "expected.json")


def write_figures(model: bytes, held: pd.DataFrame, drifted: pd.DataFrame, inputs: list[dict]) -> None:
    """Puts the measured numbers between the marks in README.md."""
    now, then = (measure(model, rows, inputs) for rows in (held, drifted))
    table = ["| | held out | held out, drift 1 |", "| --- | --- | --- |",
             f"| transactions | {now['rows']:,} | {then['rows']:,} |"]
    for key, title in (("positiveShare", "fraud"), ("auc", "AUC"), ("averagePrecision", "average precision"),
                       ("logLoss", "log loss"), ("brier", "Brier"), ("accuracy", "accuracy")):
        table.append(f"| {title} | {now[key]:.4f} | {then[key]:.4f} |")
    for pattern in sorted(set(held["pattern"]) - {"none"}):
        shares = [found_share(model, rows, inputs, pattern) for rows in (held, drifted)]
        table.append(f"| found at 0.5: {pattern.replace('_', ' ')} | {shares[0]:.2f} | {shares[1]:.2f} |")
    table += ["", "| predicted P(fraud), held out | transactions | mean predicted | fraud in fact |",
              "| --- | --- | --- | --- |"]
    for part in now["calibration"]:
        table.append(f"| {part['from']:.1f}–{part['to']:.1f} | {part['rows']:,} | "
                     f"{part['predicted']:.3f} | {part['observed']:.3f} |")
    cards.write_between(HERE / "README.md", "\n".join(table))


def main() -> None:
    rows = simulate(DAYS, SEED)
    train = rows[(rows["time"] >= TRAIN_FROM) & (rows["time"] < HELD_OUT_FROM)]
    held = rows[rows["time"] >= HELD_OUT_FROM]
    other = simulate(DAYS, SEED, drift=1.0, from_day=HELD_OUT_DAY)
    drifted = other[other["time"] >= HELD_OUT_FROM]
    inputs = complete_inputs()
    train_x, held_x = cards.encode(train, inputs), cards.encode(held, inputs)

    classifier = fit(train_x, is_fraud(train))
    model = cards.write_trees(classifier, "fraud", HERE / "model.onnx")
    apart = cards.check_same(cards.score(model, held_x)[1], classifier.predict_proba(held_x))
    metrics = measure(model, held, inputs)

    card = {
        "format": 1, "name": "fraud", "version": "1", "title": "Card fraud",
        "summary": "Is a card transaction fraud? Boosted trees over eighteen facts known when it is made. The "
                   "transactions are simulated: no real ones may be passed on.",
        "task": "classification", "inputs": inputs,
        "tensors": [{"kind": "features", "name": "features", "type": "float32", "features": NAMES}],
        "outputs": {"kind": "classification", "label": None, "probabilities": "probabilities",
                    "labels": LABELS, "positive": "fraud"},
        "truth": {"column": "outcome"},
        "licence": {"model": "MIT", "data": "MIT: simulated here, nobody's data"},
        "provenance": {
            "data": f"{len(rows):,} simulated card transactions of 2,500 customers in fifteen months, with four "
                    "patterns of fraud",
            "source": "simulate.py beside this card, seed 2024; nothing in it was fitted to real transactions",
            "script": "build.py",
            "rows": {"train": len(train), "heldOut": len(held)},
            "split": "by time: train on February to December 2024, hold out January to March 2025 of the "
                     "same simulation"},
        "profile": cards.profile(train, inputs, EDGES, is_fraud(train), cards.score(model, train_x)[1][:, 1]),
        "metrics": {"heldOut": metrics, "drifted": measure(model, drifted, inputs)},
        "sha256": cards.sha256(model),
    }
    cards.write_json(card, HERE / "card.json")
    sample = write_sample(held, SAMPLE_ROWS, "fraud", typed=True)
    write_sample(drifted, DRIFTED_ROWS, "fraud-drifted", typed=False)
    write_expected(model, sample, inputs)
    write_figures(model, held, drifted, inputs)
    print(f"model.onnx {len(model):,} bytes, sha256 {card['sha256']}")
    print(f"largest difference to scikit-learn on {len(held):,} held-out rows: {apart:.2g}")
    print({name: value for name, value in metrics.items() if name != "calibration"})


if __name__ == "__main__":
    main()
