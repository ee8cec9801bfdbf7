"""What a bank knows at the time of a transaction: the card's own past, the merchant's, and the rest of it.
Nothing that comes later is used, the outcome of earlier transactions neither."""

from collections import defaultdict, deque

import numpy as np
import pandas as pd

from world import CHANNELS, COUNTRIES, DAY_S, DEVICES, NAMES, START, World

HOUR_S = 3_600


def describe(rows: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """The transactions, ordered by time, as a table for people and models. Of one merchant in a hundred
    nobody knows the age; the first purchase with a card has no past: those cells are empty."""
    shops, people = world.merchants, world.customers
    merchant, customer = rows["merchant"].to_numpy(), rows["customer"].to_numpy()
    country = shops["country"].to_numpy()[merchant]
    day = rows["time"].to_numpy() / DAY_S
    when = START + pd.to_timedelta(rows["time"], unit="s")
    age = np.floor(np.maximum(day - shops["opened"].to_numpy()[merchant], 0))
    nameless = rng.random(len(shops)) < 0.01
    table = pd.DataFrame({
        "transaction": np.arange(1, len(rows) + 1), "time": when.dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "card": customer + 100_000, "merchant": merchant + 1_000, "amount": rows["amount"],
        "category": np.array(NAMES)[shops["category"].to_numpy()[merchant]],
        "channel": np.array(CHANNELS)[rows["channel"].to_numpy()],
        "device": np.array(DEVICES)[rows["device"].to_numpy()],
        "country": np.array(COUNTRIES)[country], "abroad": country != people["home"].to_numpy()[customer],
        "hour": when.dt.hour, "day_of_week": when.dt.day_of_week + 1,
        "account_age_days": np.floor(np.maximum(day - people["opened"].to_numpy()[customer], 0)).astype(int),
        "merchant_age_days": np.where(nameless[merchant], np.nan, age)})
    past = pd.DataFrame(histories(rows, country), columns=[
        "hours_since_last", "amount_ratio", "count_1h", "count_24h", "amount_24h", "country_changed",
        "merchant_known", "merchant_count_24h"])
    return pd.concat([table, past, rows[["pattern", "outcome"]].reset_index(drop=True)], axis=1)


def histories(rows: pd.DataFrame, country: np.ndarray) -> list[tuple]:
    """For each transaction, in order: what its card and its merchant did before."""
    recent, shop_recent = defaultdict(deque), defaultdict(deque)
    last, usual, known = {}, {}, defaultdict(set)
    found = []
    for time, card, merchant, amount, place in zip(
            rows["time"].tolist(), rows["customer"].tolist(), rows["merchant"].tolist(),
            rows["amount"].tolist(), country.tolist()):
        window, shop_window = recent[card], shop_recent[merchant]
        while window and window[0][0] <= time - DAY_S:
            window.popleft()
        while shop_window and shop_window[0] <= time - DAY_S:
            shop_window.popleft()
        since, before = last.get(card, (None, None))
        mean = usual.get(card)
        found.append((
            None if since is None else round((time - since) / HOUR_S, 3),
            None if mean is None else round(amount / mean, 3),
            sum(1 for earlier, _ in window if earlier > time - HOUR_S), len(window),
            round(sum(paid for _, paid in window), 2), since is not None and place != before,
            merchant in known[card], len(shop_window)))
        window.append((time, amount))
        shop_window.append(time)
        last[card] = (time, place)
        usual[card] = amount if mean is None else 0.95 * mean + 0.05 * amount
        known[card].add(merchant)
    return found
