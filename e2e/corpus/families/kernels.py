"""Support vectors, neighbours and a Gaussian process in scikit-learn."""

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC

import sets
from families.scikit import wide
from record import Corpus

MODELS = Corpus()
SEED = sets.SEED


@MODELS.case("svc-probability")
def _():
    return wide("kernels", "classification", make_pipeline(StandardScaler(), SVC(probability=True, random_state=SEED)),
                sets.iris_names())


@MODELS.case("svc-decision-binary")
def _():
    return wide("kernels", "classification", make_pipeline(StandardScaler(), SVC()), sets.tumours())


@MODELS.case("svc-decision-multiclass")
def _():
    return wide("kernels", "classification", make_pipeline(StandardScaler(), SVC(kernel="poly")), sets.wine())


@MODELS.case("nu-svc")
def _():
    return wide("kernels", "classification", NuSVC(nu=0.3, probability=True, random_state=SEED), sets.iris())


@MODELS.case("linear-svc")
def _():
    return wide("kernels", "classification", LinearSVC(random_state=SEED), sets.tumours())


@MODELS.case("linear-svc-multiclass")
def _():
    return wide("kernels", "classification", LinearSVC(random_state=SEED), sets.wine())


@MODELS.case("svr")
def _():
    return wide("kernels", "regression", make_pipeline(StandardScaler(), SVR()), sets.alcohol())


@MODELS.case("linear-svr")
def _():
    return wide("kernels", "regression", make_pipeline(StandardScaler(), LinearSVR(random_state=SEED)), sets.petals())


@MODELS.case("knn")
def _():
    return wide("kernels", "classification", KNeighborsClassifier(5), sets.iris_names())


@MODELS.case("knn-regression")
def _():
    return wide("kernels", "regression", make_pipeline(StandardScaler(), KNeighborsRegressor(4, weights="distance")),
                sets.alcohol())


@MODELS.case("gaussian-process")
def _():
    process = GaussianProcessRegressor(ConstantKernel(1.0) * RBF(1.5), alpha=0.05, optimizer=None)
    return wide("kernels", "regression", process, sets.petals(), dtype=np.float64,
                note="exported for float64, as skl2onnx advises for this model")
