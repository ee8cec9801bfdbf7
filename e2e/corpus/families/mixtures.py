"""Naive Bayes, multi-layer perceptrons, models made of other models, and clusters in scikit-learn."""

from sklearn.cluster import KMeans
from sklearn.ensemble import StackingClassifier, VotingClassifier, VotingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.mixture import GaussianMixture
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import sets
from families.scikit import wide
from record import Corpus

MODELS = Corpus()
SEED = sets.SEED


@MODELS.case("gaussian-nb")
def _():
    return wide("bayes", "classification", GaussianNB(), sets.iris())


@MODELS.case("multinomial-nb")
def _():
    return wide("bayes", "classification", MultinomialNB(), sets.digits())


@MODELS.case("bernoulli-nb")
def _():
    return wide("bayes", "classification", make_pipeline(MinMaxScaler(), BernoulliNB(binarize=0.4)), sets.tumours())


@MODELS.case("mlp-classifier")
def _():
    network = MLPClassifier((16,), max_iter=300, random_state=SEED)
    return wide("perceptrons", "classification", make_pipeline(StandardScaler(), network), sets.wine())


@MODELS.case("mlp-classifier-binary")
def _():
    network = MLPClassifier((12, 6), activation="tanh", max_iter=300, random_state=SEED)
    return wide("perceptrons", "classification", make_pipeline(StandardScaler(), network), sets.tumours())


@MODELS.case("mlp-regressor")
def _():
    network = MLPRegressor(hidden_layer_sizes=(16,), max_iter=600, random_state=SEED)
    return wide("perceptrons", "regression", make_pipeline(StandardScaler(), network), sets.petals())


@MODELS.case("voting-soft")
def _():
    voters = [("line", LogisticRegression(max_iter=500)), ("tree", DecisionTreeClassifier(max_depth=3, random_state=SEED)),
              ("bayes", GaussianNB())]
    return wide("combined", "classification", VotingClassifier(voters, voting="soft", flatten_transform=False), sets.iris())


@MODELS.case("voting-regression")
def _():
    voters = [("line", LinearRegression()), ("tree", DecisionTreeRegressor(max_depth=3, random_state=SEED))]
    return wide("combined", "regression", VotingRegressor(voters), sets.petals())


@MODELS.case("stacking")
def _():
    parts = [("tree", DecisionTreeClassifier(max_depth=3, random_state=SEED)), ("bayes", GaussianNB())]
    stack = StackingClassifier(parts, LogisticRegression(), cv=3)
    return wide("combined", "classification", stack, sets.tumours())


@MODELS.case("one-vs-rest")
def _():
    return wide("combined", "classification", OneVsRestClassifier(LogisticRegression(max_iter=500)), sets.iris_names())


@MODELS.case("k-means")
def _():
    groups = KMeans(3, n_init=2, random_state=SEED)
    return wide("clusters", "other", groups, sets.iris(), classes=[0, 1, 2])


@MODELS.case("gaussian-mixture")
def _():
    mixture = GaussianMixture(3, random_state=SEED)
    return wide("clusters", "other", mixture, sets.iris(), classes=[0, 1, 2])
