"""The people and shops of the simulation, and the constants of their world."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

START = pd.Timestamp("2024-01-01")
DAY_S = 86_400
HOMES = ["AT", "BE", "DE", "ES", "FR", "IT", "NL", "PL", "PT", "SE"]
HOME_SHARES = [0.05, 0.06, 0.24, 0.13, 0.18, 0.14, 0.07, 0.06, 0.03, 0.04]
ELSEWHERE = ["CH", "GB", "HR", "MA", "TH", "TR", "US"]
COUNTRIES = HOMES + ELSEWHERE

# Share of purchases, median amount in euros, spread of its logarithm, part bought online, factor in December.
CATEGORIES = {
    "groceries": (0.30, 24, 0.7, 0.03, 1.1), "restaurant": (0.15, 19, 0.6, 0.08, 1.2),
    "transport": (0.10, 9, 0.8, 0.35, 1.0), "fuel": (0.08, 46, 0.4, 0.0, 1.0),
    "clothing": (0.08, 42, 0.7, 0.45, 1.5), "pharmacy": (0.06, 14, 0.6, 0.15, 1.1),
    "marketplace": (0.07, 31, 0.9, 1.0, 1.6), "entertainment": (0.05, 17, 0.7, 0.55, 1.1),
    "home": (0.04, 48, 0.9, 0.30, 1.1), "travel": (0.03, 130, 1.0, 0.80, 0.8),
    "electronics": (0.025, 95, 1.0, 0.60, 1.8), "gift_cards": (0.01, 30, 0.6, 0.85, 2.5),
    "jewellery": (0.005, 110, 0.9, 0.25, 2.2)}
NAMES = list(CATEGORIES)
SHARE, MEDIAN, SPREAD, ONLINE, DECEMBER = np.array(list(CATEGORIES.values())).T
MARKETPLACE = NAMES.index("marketplace")
CHANNELS = ["chip", "contactless", "online", "manual"]
DEVICES = ["none", "known", "new"]
CHIP, CONTACTLESS, ONLINE_SHOP, MANUAL = range(4)
NO_DEVICE, KNOWN_DEVICE, NEW_DEVICE = range(3)


@dataclass
class World:
    """Customers and merchants as tables; one row each."""
    customers: pd.DataFrame
    merchants: pd.DataFrame
    days: int
    drift: float
    from_day: int

    def drifted(self, day: np.ndarray) -> np.ndarray:
        """How far the world has drifted on these days."""
        return np.where(np.asarray(day) >= self.from_day, self.drift, 0.0)

    def open_then(self, merchant: np.ndarray, day: np.ndarray) -> np.ndarray:
        """These merchants; the oldest of the same category and country instead of one not open yet."""
        kind = (self.merchants["category"] * len(COUNTRIES) + self.merchants["country"]).to_numpy()
        by_age = self.merchants["opened"].to_numpy().argsort(kind="stable")
        kinds, first = np.unique(kind[by_age], return_index=True)
        oldest = by_age[first][np.searchsorted(kinds, kind[merchant])]
        return np.where(self.merchants["opened"].to_numpy()[merchant] <= day, merchant, oldest)


def populate(rng: np.random.Generator, customers: int, merchants: int, days: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who is there. Some accounts and merchants are opened while the simulation runs. Of every category
    there are four merchants from the start; crooked ones never last long."""
    people = pd.DataFrame({
        "home": rng.choice(len(HOMES), customers, p=HOME_SHARES),
        "rate": rng.gamma(2.5, 0.18, customers),  # purchases a day
        "spend": rng.lognormal(0, 0.35, customers),  # factor on amounts
        "online": rng.beta(2, 2, customers) * 2,  # factor on what is bought online
        "travel": rng.gamma(1.2, 1.0, customers),  # trips a year
        "opened": days - rng.exponential(1_500, customers) - rng.uniform(0, 300, customers)})
    category = np.concatenate([np.arange(len(NAMES)).repeat(4), rng.choice(len(NAMES), merchants, p=SHARE)])
    count = len(category)
    crooked = rng.random(count) < 0.01
    opened = np.where(rng.random(count) < 0.15, rng.uniform(0, days, count), -rng.exponential(1_200, count))
    opened[:4 * len(NAMES)] = -rng.exponential(3_000, 4 * len(NAMES)) - 365
    crooked[:4 * len(NAMES)] = False
    shops = pd.DataFrame({
        "category": category,
        "country": rng.choice(len(COUNTRIES), count, p=[*(0.82 * share for share in HOME_SHARES),
                                                      *[0.18 / len(ELSEWHERE)] * len(ELSEWHERE)]),
        "price": rng.lognormal(0, 0.25, count),
        "opened": np.where(crooked, rng.uniform(-150, days, count), opened),
        "crooked": crooked})
    return people, shops
