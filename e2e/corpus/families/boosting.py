"""XGBoost and LightGBM through onnxmltools, CatBoost through its own exporter, and both inside scikit-learn pipelines."""

import tempfile
from importlib.metadata import version
from pathlib import Path

import catboost
import lightgbm
import numpy as np
import onnx
import onnxmltools
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
from skl2onnx import to_onnx, update_registered_converter
from skl2onnx.common.shape_calculator import (
    calculate_linear_classifier_output_shapes,
    calculate_linear_regressor_output_shapes,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import sets
import simulated
from record import Case, Corpus
from sets import Split

MODELS = Corpus()
SEED = sets.SEED
MLTOOLS = f"onnxmltools {version('onnxmltools')}"
SKL2ONNX = f"skl2onnx {version('skl2onnx')} with onnxmltools {version('onnxmltools')}"
XGBOOST = f"xgboost {xgboost.__version__}"
LIGHTGBM = f"lightgbm {lightgbm.__version__}"
CATBOOST = f"catboost {catboost.__version__}"
# What CatBoost makes anew in every run.
ANEW = {"train_finish_time": "2026-01-01T00:00:00Z", "model_guid": "00000000-00000000-00000000-00000000"}
ROUNDS = {"n_estimators": 15, "max_depth": 3, "random_state": SEED, "n_jobs": 1}


def classes_of(model, task: str) -> dict:
    return {"classes": [*model.classes_.tolist()]} if task == "classification" else {}


def from_xgboost(task: str, model, rows: Split, answers=None, **case) -> Case:
    model.fit(rows.train, rows.answers if answers is None else answers)
    types = [("input", FloatTensorType([None, rows.train.shape[1]]))]
    exported = onnxmltools.convert_xgboost(model, initial_types=types, name="xgboost")
    return Case("xgboost", MLTOOLS, XGBOOST, task, exported, {"input": rows.held}, **{**classes_of(model, task), **case})


def from_lightgbm(task: str, model, rows: Split, *, fitted=False, options=None, **case) -> Case:
    if not fitted:
        model.fit(rows.train, rows.answers)
    types = [("input", FloatTensorType([None, rows.train.shape[1]]))]
    exported = onnxmltools.convert_lightgbm(model, initial_types=types, name="lightgbm", **(options or {}))
    known = {} if fitted else classes_of(model, task)
    return Case("lightgbm", MLTOOLS, LIGHTGBM, task, exported, {"input": rows.held}, **{**known, **case})


def from_catboost(task: str, model, rows: Split, **case) -> Case:
    model.fit(rows.train, rows.answers)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.onnx")
        model.save_model(path, format="onnx")
        exported = onnx.load(path)
    for entry in exported.metadata_props:
        entry.value = ANEW.get(entry.key, entry.value)
    return Case("catboost", CATBOOST, CATBOOST, task, exported, {"features": rows.held}, **case)


def in_pipeline(kind: type, shapes, convert, options: dict, library: str, model, rows: Split, **case) -> Case:
    update_registered_converter(kind, kind.__name__, shapes, convert, options=options)
    pipeline = make_pipeline(StandardScaler(), model).fit(rows.train, rows.answers)
    opsets = {"": 17, "ai.onnx.ml": 3}
    exported = to_onnx(pipeline, rows.train[:1].astype(np.float32), name="pipeline", target_opset=opsets)
    return Case(library.split()[0], SKL2ONNX, library, case.pop("task"), exported, {"X": rows.held}, **case)


@MODELS.case("xgboost-binary")
def _():
    return from_xgboost("classification", xgboost.XGBClassifier(**ROUNDS), sets.tumour_codes())


@MODELS.case("xgboost-multiclass")
def _():
    return from_xgboost("classification", xgboost.XGBClassifier(**ROUNDS), sets.wine())


@MODELS.case("xgboost-missing")
def _():
    return from_xgboost("classification", xgboost.XGBClassifier(**ROUNDS), simulated.gaps())


@MODELS.case("xgboost-regression")
def _():
    return from_xgboost("regression", xgboost.XGBRegressor(**ROUNDS), sets.alcohol())


@MODELS.case("xgboost-poisson")
def _():
    return from_xgboost("regression", xgboost.XGBRegressor(objective="count:poisson", **ROUNDS), sets.petals())


@MODELS.case("xgboost-forest")
def _():
    return from_xgboost("classification", xgboost.XGBRFClassifier(**ROUNDS), sets.tumour_codes())


@MODELS.case("xgboost-booster")
def _():
    rows = sets.alcohol()
    booster = xgboost.train({"max_depth": 3, "nthread": 1, "seed": SEED}, xgboost.DMatrix(rows.train, rows.answers), 12)
    types = [("input", FloatTensorType([None, rows.train.shape[1]]))]
    exported = onnxmltools.convert_xgboost(booster, initial_types=types, name="xgboost")
    return Case("xgboost", MLTOOLS, XGBOOST, "regression", exported, {"input": rows.held})


@MODELS.case("xgboost-ranking")
def _():
    rows, sizes = simulated.queries()
    ranker = xgboost.XGBRanker(**ROUNDS)
    ranker.fit(rows.train, rows.answers, group=sizes)
    types = [("input", FloatTensorType([None, rows.train.shape[1]]))]
    exported = onnxmltools.convert_xgboost(ranker.get_booster(), initial_types=types, name="xgboost")
    return Case("xgboost", MLTOOLS, XGBOOST, "classification", exported, {"input": rows.held},
                note="onnxmltools takes a ranking Booster for a classifier of two classes")


@MODELS.case("xgboost-in-pipeline")
def _():
    options = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    return in_pipeline(xgboost.XGBClassifier, calculate_linear_classifier_output_shapes, convert_xgboost, options, XGBOOST,
                       xgboost.XGBClassifier(**ROUNDS), sets.iris(), task="classification")


@MODELS.case("lightgbm-binary")
def _():
    return from_lightgbm("classification", lightgbm.LGBMClassifier(verbose=-1, **ROUNDS), sets.tumours())


@MODELS.case("lightgbm-multiclass")
def _():
    return from_lightgbm("classification", lightgbm.LGBMClassifier(verbose=-1, **ROUNDS), sets.wine())


@MODELS.case("lightgbm-missing")
def _():
    return from_lightgbm("classification", lightgbm.LGBMClassifier(verbose=-1, **ROUNDS), simulated.gaps())


@MODELS.case("lightgbm-zipmap-off")
def _():
    return from_lightgbm("classification", lightgbm.LGBMClassifier(verbose=-1, **ROUNDS), sets.iris(),
                         options={"zipmap": False})


@MODELS.case("lightgbm-regression")
def _():
    return from_lightgbm("regression", lightgbm.LGBMRegressor(verbose=-1, **ROUNDS), sets.alcohol())


@MODELS.case("lightgbm-booster")
def _():
    rows = sets.tumour_codes()
    options = {"objective": "binary", "verbose": -1, "max_depth": 3, "num_threads": 1, "seed": SEED}
    booster = lightgbm.train(options, lightgbm.Dataset(rows.train, rows.answers), 12)
    return from_lightgbm("classification", booster, rows, fitted=True)


@MODELS.case("lightgbm-ranking")
def _():
    rows, sizes = simulated.queries()
    ranker = lightgbm.LGBMRanker(verbose=-1, **ROUNDS)
    ranker.fit(rows.train, rows.answers, group=sizes)
    return from_lightgbm("regression", ranker.booster_, rows, fitted=True)


@MODELS.case("lightgbm-in-pipeline")
def _():
    return in_pipeline(lightgbm.LGBMRegressor, calculate_linear_regressor_output_shapes, convert_lightgbm, {}, LIGHTGBM,
                       lightgbm.LGBMRegressor(verbose=-1, **ROUNDS), sets.petals(), task="regression")


def catboost_options() -> dict:
    return {"iterations": 15, "depth": 4, "random_seed": SEED, "thread_count": 1, "verbose": False,
            "allow_writing_files": False}


@MODELS.case("catboost-binary-strings")
def _():
    return from_catboost("classification", catboost.CatBoostClassifier(**catboost_options()), sets.tumours())


@MODELS.case("catboost-binary-integers")
def _():
    return from_catboost("classification", catboost.CatBoostClassifier(**catboost_options()), sets.tumour_codes())


@MODELS.case("catboost-multiclass")
def _():
    return from_catboost("classification", catboost.CatBoostClassifier(**catboost_options()), sets.iris_names())


@MODELS.case("catboost-regression")
def _():
    return from_catboost("regression", catboost.CatBoostRegressor(**catboost_options()), sets.alcohol())
