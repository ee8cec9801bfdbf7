"""Four ways of fraud with cards, each as a list of transactions. Thieves differ in `skill`, from 0 to 1:
the more of it, the more a theft looks like shopping. Drift adds to everybody's."""

import numpy as np
import pandas as pd

from world import CHIP, CONTACTLESS, DAY_S, KNOWN_DEVICE, MANUAL, NAMES, NEW_DEVICE, NO_DEVICE, ONLINE_SHOP, World

# Incidents a customer and year.
RATES = {"card_testing": 0.06, "stolen_abroad": 0.06, "takeover": 0.09, "collusion": 0.20}


def frauds(rng: np.random.Generator, world: World) -> pd.DataFrame:
    """Transactions of all incidents, unsorted."""
    found = []
    for name, make in (("card_testing", card_testing), ("stolen_abroad", stolen_abroad),
                       ("takeover", takeover), ("collusion", collusion)):
        count = rng.poisson(RATES[name] * len(world.customers) * world.days / 365)
        for customer in rng.choice(len(world.customers), count):
            earliest = max(0, int(np.ceil(world.customers["opened"].iat[customer])))
            if earliest >= world.days - 1:
                continue
            day = int(rng.integers(earliest, world.days - 1))
            skill = min(1.0, float(rng.beta(1.2, 1.8) + world.drifted(day)))
            found += [(*row, name) for row in make(rng, world, int(customer), day, skill)]
    columns = ["time", "customer", "merchant", "amount", "channel", "device", "pattern"]
    return pd.DataFrame(found, columns=columns)


def shops(world: World, day: int, categories: list[str]) -> np.ndarray:
    """Merchants of these categories that are open on that day."""
    table = world.merchants
    wanted = table["category"].isin([NAMES.index(name) for name in categories])
    return np.flatnonzero(wanted & (table["opened"] <= day))


def card_testing(rng, world, customer, day, skill):
    """A stolen number is tried with small amounts online, minutes apart; in half the cases a large
    purchase follows. With skill: fewer tries, hours apart, of ordinary amounts."""
    tries = int(rng.integers(3, 11) * (1 - 0.6 * skill)) + 1
    time = day * DAY_S + rng.integers(DAY_S)
    places = rng.choice(shops(world, day, ["entertainment", "marketplace", "transport"]), 2)
    device = KNOWN_DEVICE if rng.random() < 0.2 + 0.4 * skill else NEW_DEVICE
    rows = []
    for _ in range(tries):
        time += rng.exponential(120 + 7_200 * skill)
        amount = rng.uniform(0.5, 4) * (1 + 6 * skill * rng.random())
        rows.append((int(time), customer, int(rng.choice(places)), amount, ONLINE_SHOP, device))
    if rng.random() < 0.5:
        time += rng.exponential(3_600)
        place = rng.choice(shops(world, day, ["electronics", "gift_cards", "marketplace"]))
        rows.append((int(time), customer, int(place), rng.lognormal(5.3, 0.6), ONLINE_SHOP, device))
    return rows


def stolen_abroad(rng, world, customer, day, skill):
    """A stolen card is used in shops of another country for a few hours. With skill: without contact, below
    the limit, over more hours."""
    home = world.customers["home"].iat[customer]
    abroad = np.flatnonzero(world.merchants["country"] != home)
    wanted = np.intersect1d(abroad, shops(world, day, ["electronics", "clothing", "jewellery", "fuel", "groceries"]))
    country = world.merchants["country"].iat[int(rng.choice(wanted))]
    places = wanted[world.merchants["country"].to_numpy()[wanted] == country]
    time = day * DAY_S + rng.integers(8 * 3_600, 20 * 3_600)
    rows = []
    for _ in range(int(rng.integers(2, 8))):
        time += rng.exponential(1_800 + 5_400 * skill)
        small = rng.random() < 0.3 + 0.5 * skill
        amount = rng.uniform(20, 50) if small else rng.lognormal(5.0, 0.7)
        channel = CONTACTLESS if small else (MANUAL if rng.random() < 0.15 else CHIP)
        rows.append((int(time), customer, int(rng.choice(places)), amount, channel, NO_DEVICE))
    return rows


def takeover(rng, world, customer, day, skill):
    """Somebody else is in the customer's account: dear goods and gift cards from a new device, mostly at
    night. With skill: by day, from a device that looks known, for less."""
    hour = rng.integers(0, 6) if rng.random() < 0.6 * (1 - skill) else rng.integers(8, 23)
    time = day * DAY_S + hour * 3_600 + rng.integers(3_600)
    places = shops(world, day, ["electronics", "gift_cards", "marketplace", "clothing", "travel"])
    device = KNOWN_DEVICE if rng.random() < 0.15 + 0.5 * skill else NEW_DEVICE
    rows = []
    for _ in range(int(rng.integers(1, 5))):
        time += rng.exponential(1_200)
        amount = rng.lognormal(5.2 - 0.7 * skill, 0.8)
        rows.append((int(time), customer, int(rng.choice(places)), amount, ONLINE_SHOP, device))
    return rows


def collusion(rng, world, customer, day, skill):
    """A crooked merchant charges a card it has seen again: typed in by hand, often a round amount.
    With skill: charged online, not round."""
    crooked = np.flatnonzero(world.merchants["crooked"] & (world.merchants["opened"] <= day))
    if len(crooked) == 0:
        return []
    time = day * DAY_S + rng.integers(7 * 3_600, 22 * 3_600)
    amount = rng.lognormal(4.3, 0.5)
    amount = round(amount / 10) * 10 + 10 if rng.random() < 0.7 * (1 - skill) else amount
    channel = ONLINE_SHOP if rng.random() < 0.15 + 0.6 * skill else MANUAL
    return [(int(time), customer, int(rng.choice(crooked)), amount, channel,
             KNOWN_DEVICE if channel == ONLINE_SHOP else NO_DEVICE)]
