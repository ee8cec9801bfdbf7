"""What turns up in practice beside plain estimators: missing cells in typed tables, odd labels, searches, transformers."""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestRegressor, VotingClassifier
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import MultiOutputRegressor
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import OneClassSVM
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import sets
import simulated
from families.scikit import table, wide
from record import Corpus

MODELS = Corpus()
SEED = sets.SEED


@MODELS.case("table-missing-numbers")
def _():
    rows = simulated.homes()
    pick = np.random.default_rng(SEED)

    def with_gaps(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.drop(columns=["rooms", "year_built"]).assign(
            area_m2=frame["area_m2"].mask(pick.random(len(frame)) < 0.2),
            distance_km=frame["distance_km"].mask(pick.random(len(frame)) < 0.2))

    gaps = sets.Split(with_gaps(rows.train), with_gaps(rows.held), rows.answers)
    parts = ColumnTransformer([("word", OneHotEncoder(), ["district"]),
                               ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()),
                                ["area_m2", "distance_km"])])
    return table("tables", "regression", make_pipeline(parts, Ridge()), gaps)


@MODELS.case("table-missing-words")
def _():
    rows = simulated.customers()
    pick = np.random.default_rng(SEED)

    def with_gaps(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[["plan", "country"]].apply(lambda column: column.mask(pick.random(len(frame)) < 0.2, ""))

    gaps = sets.Split(with_gaps(rows.train), with_gaps(rows.held), rows.answers)
    fill = SimpleImputer(strategy="constant", missing_values="", fill_value="unknown")
    words = make_pipeline(fill, OneHotEncoder(handle_unknown="ignore"))
    parts = ColumnTransformer([("words", words, ["plan", "country"])])
    return table("tables", "classification", make_pipeline(parts, LogisticRegression()), gaps)


def relabelled(rows: sets.Split, names: list) -> sets.Split:
    return sets.Split(rows.train, rows.held, np.array([names[answer] for answer in rows.answers]))


@MODELS.case("labels-unusual")
def _():
    rows = relabelled(sets.iris(), ["Iris, blau", 'the "large" one', "Überraschung 🌸"])
    return wide("labels", "classification", LogisticRegression(max_iter=500), rows)


@MODELS.case("labels-sparse-integers")
def _():
    tree = DecisionTreeClassifier(max_depth=3, random_state=SEED)
    return wide("labels", "classification", tree, relabelled(sets.iris(), [-5, 10, 1_000_000]))


@MODELS.case("labels-boolean")
def _():
    return wide("labels", "classification", LogisticRegression(max_iter=5000),
                relabelled(sets.tumour_codes(), [False, True]), note="labels are True and False in Python")


@MODELS.case("labels-like-numbers")
def _():
    return wide("labels", "classification", GaussianNB(), relabelled(sets.iris(), ["1.10", "007", "1e3"]))


@MODELS.case("grid-search")
def _():
    steps = make_pipeline(StandardScaler(), LogisticRegression())
    search = GridSearchCV(steps, {"logisticregression__C": [0.1, 1.0]}, cv=3)
    return wide("combined", "classification", search, sets.wine())


@MODELS.case("voting-hard")
def _():
    voters = [("line", LogisticRegression(max_iter=500)), ("bayes", GaussianNB()),
              ("tree", DecisionTreeClassifier(max_depth=3, random_state=SEED))]
    return wide("combined", "classification", VotingClassifier(voters, flatten_transform=False), sets.iris())


@MODELS.case("selected-components")
def _():
    steps = make_pipeline(StandardScaler(), SelectKBest(k=8), PCA(4, random_state=SEED), LogisticRegression())
    return wide("combined", "classification", steps, sets.wine())


@MODELS.case("components-alone")
def _():
    return wide("combined", "other", make_pipeline(StandardScaler(), PCA(3, random_state=SEED)), sets.wine(),
                note="a transformer: three numbers a row")


@MODELS.case("two-regressors")
def _():
    trees = MultiOutputRegressor(DecisionTreeRegressor(max_depth=3, random_state=SEED))
    return wide("combined", "regression", trees, sets.wine_pairs())


@MODELS.case("forest-large-numbers")
def _():
    rows = sets.alcohol()
    forest = RandomForestRegressor(n_estimators=5, max_depth=4, random_state=SEED)
    return wide("trees", "regression", forest, sets.Split(rows.train, rows.held, np.exp(rows.answers * 1.5)))


@MODELS.case("one-class-svm")
def _():
    return wide("kernels", "other", make_pipeline(StandardScaler(), OneClassSVM(nu=0.2)), sets.iris(), classes=[-1, 1])
