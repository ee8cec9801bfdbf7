"""Tables with typed columns: one ONNX input for each, words and yes/no included, through ColumnTransformer."""

from skl2onnx import to_onnx
from skl2onnx.common.data_types import BooleanTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import BernoulliNB
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)
from sklearn.tree import DecisionTreeClassifier

import sets
import simulated
from families.scikit import EXPORTER, LIBRARY, table, wide
from record import Case, Corpus

MODELS = Corpus()
SEED = sets.SEED
WORDS = ["plan", "country"]
NUMBERS = ["age", "income", "tenure_months"]


def columns(words, numbers, more=()) -> ColumnTransformer:
    return ColumnTransformer([("words", words, WORDS), ("numbers", numbers, NUMBERS), *more])


@MODELS.case("table-one-hot-logistic")
def _():
    parts = columns(OneHotEncoder(handle_unknown="ignore"), StandardScaler(), [("card", "passthrough", ["has_card"])])
    return table("tables", "classification", make_pipeline(parts, LogisticRegression()), simulated.customers())


@MODELS.case("table-ordinal-forest")
def _():
    forest = RandomForestClassifier(n_estimators=8, max_depth=5, random_state=SEED)
    return table("tables", "classification", make_pipeline(columns(OrdinalEncoder(), "passthrough"), forest),
                 simulated.customers())


@MODELS.case("table-from-a-frame")
def _():
    rows = simulated.homes()
    parts = ColumnTransformer([("word", OneHotEncoder(), ["district"]),
                               ("numbers", StandardScaler(), ["area_m2", "rooms", "year_built", "distance_km"])])
    pipeline = make_pipeline(parts, Ridge()).fit(rows.train, rows.answers)
    model = to_onnx(pipeline, rows.train[:1], name="pipeline")
    feeds = {name: rows.held[name].to_numpy() for name in rows.held.columns}
    return Case("tables", EXPORTER, LIBRARY, "regression", model, feeds, note="types guessed from a pandas frame: float64")


@MODELS.case("table-bins-and-ranks")
def _():
    parts = ColumnTransformer([("area", KBinsDiscretizer(5, encode="onehot-dense", quantile_method="averaged_inverted_cdf"),
                                ["area_m2"]),
                               ("far", RobustScaler(), ["distance_km"]), ("rest", MinMaxScaler(), ["rooms", "year_built"]),
                               ("word", OneHotEncoder(drop="first"), ["district"])])
    return table("tables", "regression", make_pipeline(parts, Ridge()), simulated.homes())


@MODELS.case("table-boosted-homes")
def _():
    parts = ColumnTransformer([("word", OrdinalEncoder(), ["district"])], remainder="passthrough")
    boosted = GradientBoostingRegressor(n_estimators=25, max_depth=3, random_state=SEED)
    return table("tables", "regression", make_pipeline(parts, boosted), simulated.homes())


@MODELS.case("table-perceptron-homes")
def _():
    parts = ColumnTransformer([("word", OneHotEncoder(), ["district"]),
                               ("numbers", StandardScaler(), ["area_m2", "rooms", "year_built", "distance_km"])])
    network = MLPRegressor(hidden_layer_sizes=(12,), max_iter=500, random_state=SEED, learning_rate_init=0.02)
    return table("tables", "regression", make_pipeline(parts, network), simulated.homes())


@MODELS.case("table-unusual-names")
def _():
    rows = simulated.customers()
    names = {"age": "Alter (Jahre)", "income": "income.€", "plan": "plan,type", "country": 'the "country"'}
    train, held = rows.train.rename(columns=names), rows.held.rename(columns=names)
    parts = ColumnTransformer([("words", OneHotEncoder(), [names["plan"], names["country"]]),
                               ("numbers", StandardScaler(), [names["age"], names["income"], "tenure_months"])])
    renamed = sets.Split(train, held, rows.answers)
    return table("tables", "classification", make_pipeline(parts, LogisticRegression()), renamed)


@MODELS.case("one-word-column")
def _():
    rows = simulated.customers()
    some = sets.Split(rows.train[["country"]], rows.held[["country"]], rows.train["plan"].to_numpy())
    tree = DecisionTreeClassifier(max_depth=4, random_state=SEED)
    return table("tables", "classification", make_pipeline(OneHotEncoder(), tree), some)


@MODELS.case("words-wide")
def _():
    rows = simulated.customers()
    pipeline = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression())
    pipeline.fit(rows.train[WORDS].to_numpy(dtype=object), rows.answers)
    model = to_onnx(pipeline, initial_types=[("words", StringTensorType([None, 2]))], name="words")
    held = rows.held[WORDS].to_numpy(dtype=object)
    held[-1] = ["gold", "Atlantis"]
    return Case("tables", EXPORTER, LIBRARY, "classification", model, {"words": held},
                note="the last row holds words the training never saw")


@MODELS.case("integers-wide")
def _():
    rows = simulated.customers()
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    pipeline.fit(rows.train[["age", "tenure_months"]].to_numpy(), rows.answers)
    model = to_onnx(pipeline, initial_types=[("counts", Int64TensorType([None, 2]))], name="counts")
    return Case("tables", EXPORTER, LIBRARY, "classification", model,
                {"counts": rows.held[["age", "tenure_months"]].to_numpy()})


@MODELS.case("booleans-wide")
def _():
    rows = simulated.switches()
    bayes = BernoulliNB().fit(rows.train, rows.answers)
    model = to_onnx(bayes, initial_types=[("facts", BooleanTensorType([None, 6]))], name="facts")
    return Case("tables", EXPORTER, LIBRARY, "classification", model, {"facts": rows.held})


@MODELS.case("missing-mean")
def _():
    steps = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression())
    return wide("tables", "classification", steps, simulated.gaps())


@MODELS.case("missing-median-flags")
def _():
    steps = make_pipeline(SimpleImputer(strategy="median"), HistGradientBoostingClassifier(max_iter=10, random_state=SEED))
    return wide("tables", "classification", steps, simulated.gaps())


@MODELS.case("quantile-transform")
def _():
    steps = make_pipeline(QuantileTransformer(n_quantiles=20, random_state=SEED), LogisticRegression())
    return wide("tables", "classification", steps, sets.tumours())


@MODELS.case("power-transform")
def _():
    return wide("tables", "classification", make_pipeline(PowerTransformer(), LogisticRegression()), sets.wine())


@MODELS.case("target-encoding")
def _():
    parts = columns(TargetEncoder(random_state=SEED), "passthrough")
    return table("tables", "classification", make_pipeline(parts, LogisticRegression(max_iter=2000)), simulated.customers())
