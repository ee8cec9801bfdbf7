"""The same kinds of model with the exporter's options turned: ZipMap off or as columns, raw scores, and every opset."""

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import sets
from families.scikit import wide
from record import Corpus

MODELS = Corpus()
SEED = sets.SEED
OPSETS = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]


def logistic():
    return LogisticRegression(max_iter=500)


@MODELS.case("zipmap-off")
def _():
    return wide("options", "classification", logistic(), sets.iris_names(), options={"zipmap": False})


@MODELS.case("zipmap-off-forest")
def _():
    forest = RandomForestClassifier(n_estimators=6, max_depth=4, random_state=SEED)
    return wide("options", "classification", forest, sets.tumours(), options={"zipmap": False})


@MODELS.case("zipmap-off-class-output")
def _():
    return wide("options", "classification", logistic(), sets.iris_names(),
                options={"zipmap": False, "output_class_labels": True},
                note="a third output holds the class names once, whatever the number of rows",
                roles={"class_labels": "ignored"})


@MODELS.case("zipmap-columns")
def _():
    return wide("options", "classification", logistic(), sets.iris_names(), options={"zipmap": "columns"},
                roles=dict.fromkeys(["ssetosa", "sversicolor", "svirginica"], "probabilities"),
                note="one output [N] for each class, named i or s (integer or string) and the class")


@MODELS.case("raw-scores")
def _():
    return wide("options", "classification", logistic(), sets.iris(), options={"raw_scores": True})


@MODELS.case("raw-scores-zipmap-off")
def _():
    return wide("options", "classification", SVC(), sets.iris(), options={"raw_scores": True, "zipmap": False})


@MODELS.case("float64-zipmap")
def _():
    return wide("options", "classification", make_pipeline(StandardScaler(), logistic()), sets.tumours(), dtype=np.float64,
                note="onnxruntime refuses the file as it is, for its ZipMap of float64; scored without the ZipMap")


@MODELS.case("float64-zipmap-off")
def _():
    return wide("options", "classification", make_pipeline(StandardScaler(), logistic()), sets.tumours(), dtype=np.float64,
                options={"zipmap": False})


@MODELS.case("float64-regression")
def _():
    return wide("options", "regression", LinearRegression(), sets.alcohol(), dtype=np.float64)


@MODELS.case("integer-regression")
def _():
    return wide("options", "regression", LinearRegression(), sets.digits(), dtype=np.int64)


def models_by_opset(opset: int):
    kinds = [lambda: make_pipeline(StandardScaler(), logistic()),
             lambda: GradientBoostingClassifier(n_estimators=6, max_depth=2, random_state=SEED),
             lambda: make_pipeline(StandardScaler(), MLPClassifier((8,), max_iter=400, random_state=SEED))]
    return kinds[OPSETS.index(opset) % len(kinds)]()


def opset_case(opset: int):
    return lambda: wide("opsets", "classification", models_by_opset(opset), sets.iris_names(), target_opset=opset)


for number in OPSETS:
    MODELS.case(f"opset-{number}")(opset_case(number))
