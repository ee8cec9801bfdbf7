"""Decision trees and what is built of them in scikit-learn."""

from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import sets
import simulated
from families.scikit import wide
from record import Corpus

MODELS = Corpus()
SEED = sets.SEED


@MODELS.case("decision-tree")
def _():
    return wide("trees", "classification", DecisionTreeClassifier(max_depth=4, random_state=SEED), sets.iris_names())


@MODELS.case("decision-tree-regression")
def _():
    return wide("trees", "regression", DecisionTreeRegressor(max_depth=4, random_state=SEED), sets.petals())


@MODELS.case("decision-tree-two-targets")
def _():
    return wide("trees", "regression", DecisionTreeRegressor(max_depth=4, random_state=SEED), sets.wine_pairs())


@MODELS.case("random-forest")
def _():
    forest = RandomForestClassifier(n_estimators=12, max_depth=5, random_state=SEED)
    return wide("trees", "classification", forest, sets.tumours())


@MODELS.case("random-forest-digits")
def _():
    forest = RandomForestClassifier(n_estimators=6, max_depth=6, random_state=SEED)
    return wide("trees", "classification", forest, sets.digits())


@MODELS.case("random-forest-regression")
def _():
    forest = RandomForestRegressor(n_estimators=12, max_depth=5, random_state=SEED)
    return wide("trees", "regression", forest, sets.alcohol())


@MODELS.case("extra-trees")
def _():
    forest = ExtraTreesClassifier(n_estimators=12, max_depth=5, random_state=SEED)
    return wide("trees", "classification", forest, sets.wine())


@MODELS.case("extra-trees-two-targets")
def _():
    forest = ExtraTreesRegressor(n_estimators=8, max_depth=4, random_state=SEED)
    return wide("trees", "regression", forest, sets.wine_pairs())


@MODELS.case("gradient-boosting-binary")
def _():
    boosted = GradientBoostingClassifier(n_estimators=25, max_depth=3, random_state=SEED)
    return wide("trees", "classification", boosted, sets.tumour_codes())


@MODELS.case("gradient-boosting-multiclass")
def _():
    boosted = GradientBoostingClassifier(n_estimators=10, max_depth=3, random_state=SEED)
    return wide("trees", "classification", boosted, sets.iris_names())


@MODELS.case("gradient-boosting-regression")
def _():
    boosted = GradientBoostingRegressor(n_estimators=25, max_depth=3, random_state=SEED)
    return wide("trees", "regression", boosted, sets.alcohol())


@MODELS.case("hist-gradient-boosting-missing")
def _():
    boosted = HistGradientBoostingClassifier(max_iter=20, max_depth=4, random_state=SEED)
    return wide("trees", "classification", boosted, simulated.gaps())


@MODELS.case("hist-gradient-boosting-multiclass")
def _():
    boosted = HistGradientBoostingClassifier(max_iter=8, max_depth=3, random_state=SEED)
    return wide("trees", "classification", boosted, sets.wine())


@MODELS.case("hist-gradient-boosting-regression")
def _():
    boosted = HistGradientBoostingRegressor(max_iter=20, max_depth=4, random_state=SEED)
    return wide("trees", "regression", boosted, sets.petals())


@MODELS.case("adaboost")
def _():
    boosted = AdaBoostClassifier(DecisionTreeClassifier(max_depth=1), n_estimators=10, random_state=SEED)
    return wide("trees", "classification", boosted, sets.tumours())


@MODELS.case("bagging")
def _():
    bag = BaggingClassifier(DecisionTreeClassifier(max_depth=3), n_estimators=5, random_state=SEED)
    return wide("trees", "classification", bag, sets.iris())


@MODELS.case("isolation-forest")
def _():
    forest = IsolationForest(n_estimators=10, max_samples=64, random_state=SEED)
    return wide("trees", "other", forest, sets.iris(), target_opset={"": 21, "ai.onnx.ml": 3}, classes=[-1, 1])
