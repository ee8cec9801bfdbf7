"""Writes oracle.json: small random answers and what scikit-learn 1.9.1 and numpy say of them. Run: python oracle.py
&& npm run format"""

import json
from pathlib import Path

import numpy as np
from sklearn import metrics

random = np.random.default_rng(20_260_726)


def two_classes(rows: int, decimals: int) -> dict:
    truth = random.integers(0, 2, rows)
    # Few decimals make ties; 0 and 1 themselves are among them.
    probability = np.clip((truth * 0.3 + random.random(rows) * 0.8).round(decimals), 0, 1)
    classes = (probability >= 0.5).astype(int)
    of_truth = np.where(truth == 1, probability, 1 - probability)
    return {"probability": probability.tolist(), "classes": classes.tolist(), "truth": truth.tolist(),
            "ofTruth": of_truth.tolist(),
            "auc": metrics.roc_auc_score(truth, probability),
            "brier": metrics.brier_score_loss(truth, probability),
            "accuracy": metrics.accuracy_score(truth, classes),
            "logLoss": metrics.log_loss(truth, probability)}


def values(rows: int) -> dict:
    truth = random.normal(50, 20, rows).round(3)
    value = (truth + random.normal(0, 5, rows)).round(3)
    return {"value": value.tolist(), "truth": truth.tolist(),
            "mae": metrics.mean_absolute_error(truth, value),
            "rmse": metrics.root_mean_squared_error(truth, value),
            "p50": float(np.percentile(value, 50, method="inverted_cdf")),
            "p99": float(np.percentile(value, 99, method="inverted_cdf"))}


answers = {"twoClasses": [two_classes(40, 6), two_classes(60, 1), two_classes(50, 0)], "values": [values(40)]}
text = json.dumps(answers)
Path(__file__).with_name("oracle.json").write_text(text + "\n", encoding="utf-8")
