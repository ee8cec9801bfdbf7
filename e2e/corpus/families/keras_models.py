"""Keras on its PyTorch backend, by `model.export(…, format="onnx")`. Its outputs are named by number."""

import os

os.environ["KERAS_BACKEND"] = "torch"

import tempfile
from pathlib import Path

import keras
import numpy as np
import onnx
from keras import layers

import sets
import simulated
from record import Case, Corpus

MODELS = Corpus()
LIBRARY = f"keras {keras.__version__}"


def start() -> None:
    """Keras counts names through the whole process."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(sets.SEED)


def fitted(model: keras.Model, loss: str, inputs, answers, epochs: int) -> keras.Model:
    model.compile(keras.optimizers.Adam(0.01), loss)
    model.fit(inputs, answers, epochs=epochs, batch_size=64, shuffle=False, verbose=0)
    return model


def exported(family: str, task: str, model: keras.Model, held: list[np.ndarray]) -> Case:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        model.export(str(path), format="onnx", verbose=False)
        graph = onnx.load(path)
    feeds = {port.name: values for port, values in zip(graph.graph.input, held, strict=True)}
    role = "values" if task == "regression" else "probabilities"
    return Case(family, f"{LIBRARY} (PyTorch backend)", LIBRARY, task, graph, feeds,
                roles={graph.graph.output[0].name: role})


@MODELS.case("keras-dense")
def _():
    start()
    rows = sets.wine()
    scale = layers.Normalization()
    scale.adapt(rows.train.astype(np.float32))
    model = keras.Sequential([keras.Input((13,)), scale, layers.Dense(8, "relu"), layers.Dense(3, "softmax")])
    fitted(model, "sparse_categorical_crossentropy", rows.train.astype(np.float32), rows.answers, 30)
    return exported("keras", "classification", model, [rows.held])


@MODELS.case("keras-cnn")
def _():
    start()
    rows = sets.digits()
    model = keras.Sequential([
        keras.Input((8, 8, 1)), layers.Rescaling(1 / 16), layers.Conv2D(6, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dense(10, "softmax")])
    fitted(model, "sparse_categorical_crossentropy", rows.train.reshape(-1, 8, 8, 1), rows.answers, 6)
    return exported("keras", "classification", model, [rows.held.reshape(-1, 8, 8, 1)])


@MODELS.case("keras-two-inputs")
def _():
    start()
    rows = simulated.homes()

    def parts(table) -> list[np.ndarray]:
        near = table[["area_m2", "distance_km"]].to_numpy(dtype=np.float32)
        return [near, table[["rooms"]].to_numpy(dtype=np.float32)]

    near, rooms = keras.Input((2,), name="near"), keras.Input((1,), name="rooms")
    joined = layers.Concatenate()([layers.Rescaling(0.02)(near), layers.Rescaling(0.2)(rooms)])
    price = layers.Rescaling(100.0)(layers.Dense(1)(layers.Dense(8, "relu")(joined)))
    model = keras.Model([near, rooms], price)
    fitted(model, "mean_absolute_error", parts(rows.train), rows.answers, 20)
    return exported("keras", "regression", model, parts(rows.held))
