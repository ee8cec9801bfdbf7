"""Support vectors, neighbours, naive Bayes, neural networks, mixtures of models and clusters in scikit-learn."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.ensemble import StackingClassifier, VotingClassifier, VotingRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.mixture import GaussianMixture
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

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


@MODELS.case("gaussian-nb")
def _():
    return wide("kernels", "classification", GaussianNB(), sets.iris())


@MODELS.case("multinomial-nb")
def _():
    return wide("kernels", "classification", MultinomialNB(), sets.digits())


@MODELS.case("bernoulli-nb")
def _():
    return wide("kernels", "classification", make_pipeline(MinMaxScaler(), BernoulliNB(binarize=0.4)), sets.tumours())


@MODELS.case("mlp-classifier")
def _():
    network = MLPClassifier((16,), max_iter=300, random_state=SEED)
    return wide("kernels", "classification", make_pipeline(StandardScaler(), network), sets.wine())


@MODELS.case("mlp-classifier-binary")
def _():
    network = MLPClassifier((12, 6), activation="tanh", max_iter=300, random_state=SEED)
    return wide("kernels", "classification", make_pipeline(StandardScaler(), network), sets.tumours())


@MODELS.case("mlp-regressor")
def _():
    network = MLPRegressor(hidden_layer_sizes=(16,), max_iter=600, random_state=SEED)
    return wide("kernels", "regression", make_pipeline(StandardScaler(), network), sets.petals())


@MODELS.case("voting-soft")
def _():
    voters = [("line", LogisticRegression(max_iter=500)), ("tree", DecisionTreeClassifier(max_depth=3, random_state=SEED)),
              ("bayes", GaussianNB())]
    return wide("kernels", "classification", VotingClassifier(voters, voting="soft", flatten_transform=False), sets.iris())


@MODELS.case("voting-regression")
def _():
    voters = [("line", LinearRegression()), ("tree", DecisionTreeRegressor(max_depth=3, random_state=SEED))]
    return wide("kernels", "regression", VotingRegressor(voters), sets.petals())


@MODELS.case("stacking")
def _():
    parts = [("tree", DecisionTreeClassifier(max_depth=3, random_state=SEED)), ("bayes", GaussianNB())]
    stack = StackingClassifier(parts, LogisticRegression(), cv=3)
    return wide("kernels", "classification", stack, sets.tumours())


@MODELS.case("one-vs-rest")
def _():
    return wide("kernels", "classification", OneVsRestClassifier(LogisticRegression(max_iter=500)), sets.iris_names())


@MODELS.case("gaussian-process")
def _():
    process = GaussianProcessRegressor(ConstantKernel(1.0) * RBF(1.5), alpha=0.05, optimizer=None)
    return wide("kernels", "regression", process, sets.petals(), dtype=np.float64,
                note="exported for float64, as skl2onnx advises for this model")


@MODELS.case("k-means")
def _():
    groups = KMeans(3, n_init=2, random_state=SEED)
    return wide("kernels", "other", groups, sets.iris(), classes=[0, 1, 2])


@MODELS.case("gaussian-mixture")
def _():
    mixture = GaussianMixture(3, random_state=SEED)
    return wide("kernels", "other", mixture, sets.iris(), classes=[0, 1, 2])
