"""Linear models and their near relations, from all-number sets."""

from sklearn.calibration import CalibratedClassifierCV
from sklearn.cross_decomposition import PLSRegression
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.linear_model import (
    BayesianRidge,
    ElasticNet,
    Lasso,
    LinearRegression,
    LogisticRegression,
    Perceptron,
    PoissonRegressor,
    QuantileRegressor,
    Ridge,
    SGDClassifier,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

import sets
from families.scikit import wide
from record import Corpus

MODELS = Corpus()
SEED = sets.SEED


@MODELS.case("logistic-binary-strings")
def _():
    return wide("linear", "classification", make_pipeline(StandardScaler(), LogisticRegression()), sets.tumours())


@MODELS.case("logistic-binary-integers")
def _():
    return wide("linear", "classification", make_pipeline(StandardScaler(), LogisticRegression()), sets.tumour_codes())


@MODELS.case("logistic-multiclass-integers")
def _():
    return wide("linear", "classification", LogisticRegression(max_iter=500), sets.iris())


@MODELS.case("logistic-multiclass-strings")
def _():
    return wide("linear", "classification", LogisticRegression(max_iter=500), sets.iris_names())


@MODELS.case("logistic-digits")
def _():
    return wide("linear", "classification", LogisticRegression(max_iter=30, C=0.01), sets.digits())


@MODELS.case("sgd-log-loss")
def _():
    steps = make_pipeline(StandardScaler(), SGDClassifier(loss="log_loss", random_state=SEED))
    return wide("linear", "classification", steps, sets.tumours())


@MODELS.case("sgd-hinge")
def _():
    steps = make_pipeline(StandardScaler(), SGDClassifier(random_state=SEED))
    return wide("linear", "classification", steps, sets.wine())


@MODELS.case("perceptron")
def _():
    return wide("linear", "classification", make_pipeline(StandardScaler(), Perceptron(random_state=SEED)), sets.tumours())


@MODELS.case("linear-discriminant")
def _():
    return wide("linear", "classification", LinearDiscriminantAnalysis(), sets.wine())


@MODELS.case("quadratic-discriminant")
def _():
    return wide("linear", "classification", QuadraticDiscriminantAnalysis(reg_param=0.1), sets.iris_names())


@MODELS.case("calibrated-logistic")
def _():
    steps = make_pipeline(StandardScaler(), CalibratedClassifierCV(LogisticRegression(), cv=3))
    return wide("linear", "classification", steps, sets.tumours())


@MODELS.case("linear-regression")
def _():
    return wide("linear", "regression", LinearRegression(), sets.alcohol())


@MODELS.case("ridge")
def _():
    return wide("linear", "regression", make_pipeline(StandardScaler(), Ridge()), sets.petals())


@MODELS.case("lasso")
def _():
    return wide("linear", "regression", Lasso(alpha=0.01), sets.alcohol())


@MODELS.case("elastic-net-polynomial")
def _():
    steps = make_pipeline(PolynomialFeatures(2), StandardScaler(), ElasticNet(alpha=0.01, max_iter=20_000))
    return wide("linear", "regression", steps, sets.petals())


@MODELS.case("bayesian-ridge")
def _():
    return wide("linear", "regression", BayesianRidge(), sets.petals())


@MODELS.case("poisson")
def _():
    return wide("linear", "regression", PoissonRegressor(), sets.petals())


@MODELS.case("quantile-90")
def _():
    return wide("linear", "regression", QuantileRegressor(quantile=0.9, alpha=0.01), sets.petals())


@MODELS.case("two-targets-linear")
def _():
    return wide("linear", "regression", LinearRegression(), sets.wine_pairs())


@MODELS.case("partial-least-squares")
def _():
    return wide("linear", "regression", PLSRegression(n_components=3), sets.alcohol())
