"""The small sets the corpus is trained on, each split once into `train` and `held` rows.

Numbers are rounded to six significant digits before anything sees them, so that the float32 a cell becomes is the same
whoever reads it.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from sklearn import datasets
from sklearn.model_selection import train_test_split

SEED = 11


@dataclass(frozen=True)
class Split:
    """Features and answers; arrays for the all-number sets, frames where columns have types."""

    train: np.ndarray | pd.DataFrame
    held: np.ndarray | pd.DataFrame
    answers: np.ndarray
    names: tuple[str, ...] = ()


def rounded(numbers: np.ndarray, digits: int = 6) -> np.ndarray:
    """Each number to `digits` significant digits, as written in decimal."""
    flat = [float(f"{value:.{digits}g}") for value in np.asarray(numbers, dtype=np.float64).ravel()]
    return np.array(flat).reshape(np.shape(numbers))


def split(features, answers, held: int = 24, names=()) -> Split:
    train, rest, known, _ = train_test_split(features, answers, test_size=held, random_state=SEED)
    return Split(train, rest, np.asarray(known), tuple(names))


@cache
def iris() -> Split:
    """150 flowers, 4 numbers, three kinds: answers 0, 1, 2."""
    flowers = datasets.load_iris()
    return split(rounded(flowers.data), flowers.target, names=flowers.target_names)


@cache
def iris_names() -> Split:
    """The same flowers with their names as answers."""
    flowers = datasets.load_iris()
    return split(rounded(flowers.data), flowers.target_names[flowers.target].astype(str))


@cache
def petals() -> Split:
    """Petal width of a flower from its three other numbers."""
    flowers = datasets.load_iris()
    return split(rounded(flowers.data[:, :3]), flowers.data[:, 3])


@cache
def wine() -> Split:
    """178 wines, 13 numbers, three growers: answers 0, 1, 2."""
    wines = datasets.load_wine()
    return split(rounded(wines.data), wines.target)


@cache
def alcohol() -> Split:
    """Alcohol of a wine from its twelve other numbers."""
    wines = datasets.load_wine()
    return split(rounded(wines.data[:, 1:]), wines.data[:, 0])


@cache
def wine_pairs() -> Split:
    """Alcohol and colour intensity of a wine, two answers a row, from the eleven other numbers."""
    wines = datasets.load_wine()
    others = np.delete(wines.data, [0, 9], axis=1)
    return split(rounded(others), wines.data[:, [0, 9]])


@cache
def tumours() -> Split:
    """569 biopsies, the first ten numbers of thirty (the means); answers 'benign' and 'malignant'."""
    cells = datasets.load_breast_cancer()
    words = np.array(["malignant", "benign"])[cells.target]
    return split(rounded(cells.data[:, :10]), words.astype(str))


@cache
def tumour_codes() -> Split:
    """The same biopsies with answers 0 (malignant) and 1."""
    cells = datasets.load_breast_cancer()
    return split(rounded(cells.data[:, :10]), cells.target)


@cache
def digits() -> Split:
    """1797 handwritten digits of 8 x 8 pixels, 0 to 16, in row-major order; answers 0 to 9."""
    pictures = datasets.load_digits()
    return split(pictures.data.astype(np.float64), pictures.target, held=20)
