"""Made-up tables with the column types people have: words, whole numbers, yes/no, missing cells, sentences, tokens.

Every set is drawn from a generator with a fixed seed; nothing in them is about anyone.
"""

from functools import cache

import numpy as np
import pandas as pd

from sets import Split, rounded, split

PLANS = ["basic", "plus", "family", "pro"]
COUNTRIES = ["DE", "FR", "ES", "Österreich", "U.K."]
GOOD = ["lovely", "fresh", "great", "tasty", "perfect", "rich"]
BAD = ["stale", "awful", "bitter", "broken", "bland", "late"]
THINGS = ["coffee", "tea", "chocolate", "bread", "soup", "cereal", "sauce"]
FILLERS = ["the", "a", "really", "very", "somewhat", "this", "my", "was", "is", "and"]
VOCABULARY = 32
TOKENS = 12


def draw(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@cache
def customers() -> Split:
    """Who leaves: whole numbers, decimals, words and yes/no in one table; answers 'stays' and 'leaves'."""
    pick = draw(1)
    count = 900
    table = pd.DataFrame(
        {
            "age": pick.integers(18, 90, count),
            "income": rounded(pick.lognormal(10, 0.5, count), 5),
            "tenure_months": pick.integers(0, 120, count),
            "plan": pick.choice(PLANS, count),
            "country": pick.choice(COUNTRIES, count),
            "has_card": pick.random(count) < 0.6,
        }
    )
    risk = 1.4 - 0.03 * table["tenure_months"] + 0.9 * (table["plan"] == "basic") - 0.7 * table["has_card"]
    risk += 0.6 * (table["country"] == "FR") - 0.01 * (table["age"] - 50) + 0.00002 * (table["income"] - 20_000)
    leaves = pick.random(count) < 1 / (1 + np.exp(-risk))
    return split(table, np.where(leaves, "leaves", "stays"))


@cache
def gaps() -> Split:
    """Numbers with missing cells, as NaN; answers 0 and 1."""
    pick = draw(2)
    numbers = rounded(pick.normal(size=(600, 5)) * [1, 10, 100, 0.1, 5], 5)
    answers = (numbers[:, 0] + numbers[:, 1] / 10 - numbers[:, 4] / 5 + pick.normal(size=600) * 0.5 > 0).astype(int)
    numbers[pick.random(numbers.shape) < 0.12] = np.nan
    return split(numbers, answers)


@cache
def homes() -> Split:
    """Price (thousands) of a home: decimals, whole numbers and a word."""
    pick = draw(3)
    count = 700
    table = pd.DataFrame(
        {
            "area_m2": rounded(pick.gamma(6, 15, count), 4),
            "rooms": pick.integers(1, 8, count),
            "year_built": pick.integers(1900, 2025, count),
            "district": pick.choice(["centre", "harbour", "north", "hills"], count),
            "distance_km": rounded(pick.exponential(6, count), 3),
        }
    )
    base = {"centre": 120.0, "harbour": 80.0, "north": 10.0, "hills": 60.0}
    price = 40 + 2.4 * table["area_m2"] + 6 * table["rooms"] + 0.3 * (table["year_built"] - 1950)
    price += table["district"].map(base) - 4 * table["distance_km"] + pick.normal(size=count) * 12
    return split(table, price.to_numpy())


@cache
def reviews() -> Split:
    """Short sentences, some with capitals, commas and accents; answers 'negative' and 'positive'."""
    pick = draw(4)
    texts, answers = [], []
    for number in range(700):
        positive = pick.random() < 0.5
        words = list(pick.choice(FILLERS, pick.integers(2, 6)))
        words += list(pick.choice(GOOD if positive else BAD, pick.integers(1, 3)))
        words += list(pick.choice(THINGS, pick.integers(1, 3)))
        if pick.random() < 0.15:
            words.append(str(pick.choice(BAD if positive else GOOD)))
        pick.shuffle(words)
        text = " ".join(words)
        if number % 5 == 0:
            text = f"{text.capitalize()}, crème brûlée!"
        texts.append(text)
        answers.append("positive" if positive else "negative")
    return split(np.array(texts, dtype=object), np.array(answers))


@cache
def switches() -> Split:
    """Six yes/no facts; answers True and False are left as 0 and 1."""
    pick = draw(5)
    facts = pick.random((500, 6)) < [0.5, 0.3, 0.7, 0.5, 0.2, 0.6]
    score = facts @ np.array([1.5, -2.0, 0.7, 0.0, 2.5, -0.4]) - 0.4 + pick.normal(size=500) * 0.4
    return split(facts, (score > 0).astype(int))


@cache
def tokens() -> Split:
    """Twelve token numbers a row, 1 to 31, 0 for padding; the answer is whether a low token comes before token 20."""
    pick = draw(6)
    rows = pick.integers(1, VOCABULARY, (2000, TOKENS))
    lengths = pick.integers(5, TOKENS + 1, 2000)
    rows[np.arange(TOKENS) >= lengths[:, None]] = 0
    low = np.where((rows > 0) & (rows < 6), np.arange(TOKENS), TOKENS).min(axis=1)
    twenty = np.where(rows > 20, np.arange(TOKENS), TOKENS).min(axis=1)
    return split(rows.astype(np.int64), (low < twenty).astype(int))


@cache
def queries() -> tuple[Split, np.ndarray]:
    """Forty queries of twelve documents with grades 0 to 3, for ranking; the second part is the queries' sizes."""
    pick = draw(7)
    numbers = rounded(pick.normal(size=(504, 6)), 5)
    grade = np.digitize(numbers[:, 0] - 0.7 * numbers[:, 2] + pick.normal(size=504) * 0.4, [-0.5, 0.6, 1.5])
    return Split(numbers[:480], numbers[480:], grade[:480]), np.full(40, 12)
