"""Sentences in, a class out: vectorisers inside the graph, with onnxruntime's own `com.microsoft.Tokenizer`."""

import numpy as np
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import sets
import simulated
from families.scikit import EXPORTER, LIBRARY
from record import Case, Corpus

MODELS = Corpus()
SEED = sets.SEED


def sentences(pipeline, shape: list, **case) -> Case:
    rows = simulated.reviews()
    pipeline.fit(rows.train, rows.answers)
    model = to_onnx(pipeline, initial_types=[("text", StringTensorType(shape))], name="text")
    return Case("texts", EXPORTER, LIBRARY, "classification", model, {"text": rows.held.reshape(-1, *shape[1:])}, **case)


@MODELS.case("tfidf-logistic")
def _():
    return sentences(make_pipeline(TfidfVectorizer(), LogisticRegression()), [None, 1])


@MODELS.case("tfidf-vector-input")
def _():
    return sentences(make_pipeline(TfidfVectorizer(), LogisticRegression()), [None], note="the input is [N], not [N, 1]")


@MODELS.case("counts-naive-bayes")
def _():
    return sentences(make_pipeline(CountVectorizer(), MultinomialNB()), [None, 1])


@MODELS.case("tfidf-bigrams-sgd")
def _():
    steps = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=5), SGDClassifier(loss="log_loss", random_state=SEED))
    return sentences(steps, [None, 1])


@MODELS.case("counts-stop-words")
def _():
    steps = make_pipeline(CountVectorizer(stop_words="english", lowercase=True, binary=True), LogisticRegression())
    return sentences(steps, [None, 1])


@MODELS.case("tfidf-characters")
def _():
    steps = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 2), min_df=10), LogisticRegression())
    return sentences(steps, [None, 1])


@MODELS.case("text-and-number")
def _():
    rows = simulated.reviews()
    stars = np.random.default_rng(SEED)
    texts = np.concatenate([rows.train, rows.held])
    lengths = np.array([float(len(text)) for text in texts]) + sets.rounded(stars.random(len(texts)), 2)
    frame = pd.DataFrame({"review": texts, "length": sets.rounded(lengths, 5)})
    parts = ColumnTransformer([("text", TfidfVectorizer(min_df=3), "review"), ("number", StandardScaler(), ["length"])])
    count = len(rows.train)
    pipeline = make_pipeline(parts, LogisticRegression()).fit(frame[:count], rows.answers)
    types = [("review", StringTensorType([None, 1])), ("length", FloatTensorType([None, 1]))]
    model = to_onnx(pipeline, initial_types=types, name="review")
    held = frame[count:]
    return Case("texts", EXPORTER, LIBRARY, "classification", model,
                {"review": held["review"].to_numpy(), "length": held["length"].to_numpy()})
