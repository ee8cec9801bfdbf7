"""Simulates card transactions: customers who shop, travel and are sometimes robbed. Nobody in it exists.

    python simulate.py --days 60 --seed 7 --drift 0.5 --from-day 30 --out transactions.csv

The same arguments give the same rows. Customers and merchants depend on the seed alone, so two runs with
another drift have the same people in them. `drift` runs from 0 (the world as at the start) to 1: from its
day on prices rise, more is bought online, at night and on marketplaces, people travel more, and fraud
hides better. patterns.py holds the fraud, features.py what a bank knows at the time of a transaction.
"""

import argparse

import numpy as np
import pandas as pd

import features
import patterns
from world import (CHIP, CONTACTLESS, COUNTRIES, DAY_S, DECEMBER, KNOWN_DEVICE, MANUAL, MEDIAN, NAMES, NEW_DEVICE,
                   NO_DEVICE, ONLINE, ONLINE_SHOP, SHARE, SPREAD, START, World, populate)

MARKETPLACE = NAMES.index("marketplace")
HOUR_SHARES = np.array([2, 1, 1, 1, 1, 2, 5, 9, 14, 16, 18, 22, 28, 25, 20, 20, 24, 30, 32, 28, 20, 14, 9, 5], float)


def trips(rng: np.random.Generator, world: World) -> list[list[tuple[float, float, int]]]:
    """For each customer: first day, last day and country of every trip; summer sees the most."""
    weights = 1 + 1.5 * np.exp(-(((np.arange(world.days) % 365) - 205) / 35.0) ** 2)
    chance = weights / weights.sum()
    result = []
    for rate in world.customers["travel"]:
        starts = rng.choice(world.days, rng.poisson(rate * world.days / 365 * (1 + 0.5 * world.drift)), p=chance)
        kept = [day for day in starts if rng.random() < (1 + 0.5 * world.drifted(day)) / (1 + 0.5 * world.drift)]
        result.append([(day, day + rng.integers(3, 15), int(rng.integers(len(COUNTRIES)))) for day in kept])
    return result


def purchases(rng: np.random.Generator, world: World) -> pd.DataFrame:
    """What customers buy themselves."""
    people = world.customers
    day = np.arange(world.days)
    month_day = (START + pd.to_timedelta(day, unit="D")).day.to_numpy()
    weekday = (START + pd.to_timedelta(day, unit="D")).day_of_week.to_numpy()
    december = (START + pd.to_timedelta(day, unit="D")).month.to_numpy() == 12
    busy = np.array([0.9, 0.9, 0.95, 1.0, 1.2, 1.3, 0.75])[weekday] * np.where(december, 1.3, 1.0)
    busy *= np.where((month_day >= 28) | (month_day <= 3), 1.12, 1.0)  # pay day
    who = np.repeat(np.arange(len(people)), rng.poisson(people["rate"] * busy.sum()))
    when = rng.choice(world.days, len(who), p=busy / busy.sum())
    keep = when >= people["opened"].to_numpy()[who]
    who, when = who[keep], when[keep]
    drift = world.drifted(when)

    shares = np.cumsum(SHARE / SHARE.sum())
    december_shares = np.cumsum(SHARE * DECEMBER / (SHARE * DECEMBER).sum())
    draw = rng.random(len(who))
    category = np.where(december[when], np.searchsorted(december_shares, draw), np.searchsorted(shares, draw))
    category = np.where(rng.random(len(who)) < 0.10 * drift, MARKETPLACE, np.minimum(category, len(NAMES) - 1))
    likes_it = np.where(ONLINE[category] < 1, people["online"].to_numpy()[who] * (1 + 0.6 * drift), 1)
    online = rng.random(len(who)) < ONLINE[category] * likes_it

    country = people["home"].to_numpy()[who].copy()
    away = np.zeros(len(who), bool)
    first = np.searchsorted(who, np.arange(len(people)))
    last = np.searchsorted(who, np.arange(len(people)), side="right")
    for customer, journeys in enumerate(trips(rng, world)):
        for start, end, place in journeys:
            there = slice(first[customer], last[customer])
            inside = (when[there] >= start) & (when[there] <= end) & ~online[there]
            country[there][inside] = place
            away[there] |= inside
    foreign_shop = online & (rng.random(len(who)) < 0.12 + 0.10 * drift)
    country = np.where(foreign_shop, rng.integers(len(COUNTRIES), size=len(who)), country)

    night = rng.random(len(who)) < 0.02 + 0.06 * drift
    hour = np.where(night, rng.integers(0, 5, len(who)), rng.choice(24, len(who), p=HOUR_SHARES / HOUR_SHARES.sum()))
    merchant = pick_merchants(rng, world, who, category, country, ~away, when)
    amount = MEDIAN[category] * world.merchants["price"].to_numpy()[merchant] * people["spend"].to_numpy()[who]
    amount *= rng.lognormal(0, SPREAD[category]) * (1 + 0.25 * drift) * (1 + 0.02 * when / 365)
    contactless = rng.random(len(who)) < np.where(amount < 50, 0.75, 0.15) + 0.1 * drift
    manual = ~online & (rng.random(len(who)) < 0.012)
    channel = np.where(online, ONLINE_SHOP, np.where(manual, MANUAL, np.where(contactless, CONTACTLESS, CHIP)))
    changed = rng.random(len(who)) < 0.08 + 0.05 * drift
    device = np.where(online, np.where(changed, NEW_DEVICE, KNOWN_DEVICE), NO_DEVICE)
    bought = pd.DataFrame({
        "time": when * DAY_S + hour * 3_600 + rng.integers(0, 3_600, len(who)), "customer": who,
        "merchant": merchant, "amount": amount, "channel": channel, "device": device, "pattern": "none"})
    return pd.concat([bought, more_of_the_same(rng, bought)], ignore_index=True)


def more_of_the_same(rng: np.random.Generator, bought: pd.DataFrame) -> pd.DataFrame:
    """One purchase in forty is followed by one to three more at the same merchant within minutes."""
    again = bought.sample(frac=0.025, random_state=rng)
    again = again.loc[again.index.repeat(rng.integers(1, 4, len(again)))].reset_index(drop=True)
    again["time"] += rng.integers(30, 1_200, len(again))
    again["amount"] *= rng.lognormal(-0.3, 0.6, len(again))
    return again


def pick_merchants(rng: np.random.Generator, world: World, who: np.ndarray, category: np.ndarray,
                   country: np.ndarray, usual: np.ndarray, day: np.ndarray) -> np.ndarray:
    """A merchant of that category and country: at home mostly one of the customer's few favourites, away
    any. Without one in the country, the nearest thing is one elsewhere."""
    shops = world.merchants
    merchant = np.empty(len(who), np.int64)
    favourite = np.where(usual, rng.geometric(0.45, len(who)), 0)
    draw = rng.random(len(who))
    for kind in range(len(NAMES)):
        everywhere = np.flatnonzero(shops["category"] == kind)
        for place in range(len(COUNTRIES)):
            rows = np.flatnonzero((category == kind) & (country == place))
            here = everywhere[shops["country"].to_numpy()[everywhere] == place]
            here = here if len(here) else everywhere
            own = (who[rows] * 7_919 + favourite[rows] * 31) % len(here)
            anywhere = (draw[rows] ** 1.5 * len(here)).astype(int)
            merchant[rows] = here[np.where(favourite[rows] > 0, own, anywhere)]
    return world.open_then(merchant, day)


def simulate(days: int, seed: int, drift: float = 0.0, from_day: int = 0,
             customers: int = 2_500, merchants: int = 1_200) -> pd.DataFrame:
    """All transactions in order of time, with what the bank knows at that moment, `outcome` (genuine or
    fraud) and `pattern`. Amounts are in euros."""
    if not 0 <= drift <= 1:
        raise ValueError(f"drift runs from 0 to 1, not {drift}")
    seeds = np.random.SeedSequence(seed).spawn(4)
    people_rng, shop_rng, fraud_rng, noise_rng = (np.random.default_rng(part) for part in seeds)
    world = World(*populate(people_rng, customers, merchants, days), days, drift, from_day)
    rows = pd.concat([purchases(shop_rng, world), patterns.frauds(fraud_rng, world)], ignore_index=True)
    rows["amount"] = rows["amount"].clip(0.5, 15_000).round(2)
    rows = rows.sort_values(["time", "customer", "amount"], kind="stable").reset_index(drop=True)
    # One fraud in thirty is never reported.
    missed = noise_rng.random(len(rows)) < 1 / 30
    rows["outcome"] = np.where((rows["pattern"] != "none") & ~missed, "fraud", "genuine")
    return features.describe(rows, world, noise_rng)


def main() -> None:
    parser = argparse.ArgumentParser(description="Simulated card transactions as CSV.")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--drift", type=float, default=0.0, help="0 to 1")
    parser.add_argument("--from-day", type=int, default=0, help="first day of the drift")
    parser.add_argument("--customers", type=int, default=2_500)
    parser.add_argument("--out", required=True)
    given = parser.parse_args()
    rows = simulate(given.days, given.seed, given.drift, given.from_day, given.customers)
    rows.to_csv(given.out, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
