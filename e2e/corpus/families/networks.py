"""PyTorch networks on numbers: any batch and fixed ones, softmax, logits, several inputs and outputs, every late opset."""

from functools import cache

import numpy as np
import torch
from torch import nn
from torch.nn import functional

import sets
import simulated
from families.torch_export import Ending, case, seeded, train
from record import Corpus

MODELS = Corpus()
CROSS_ENTROPY = nn.CrossEntropyLoss()


def floats(values) -> np.ndarray:
    return np.ascontiguousarray(values, dtype=np.float32)


@cache
def iris_network() -> nn.Module:
    rows = sets.iris()
    network = seeded(lambda: nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)))
    return train(network, (torch.tensor(floats(rows.train)),), torch.tensor(rows.answers), CROSS_ENTROPY)


def iris_softmax() -> nn.Module:
    return Ending(iris_network(), nn.Softmax(dim=1))


def iris_rows() -> dict:
    return {"features": floats(sets.iris().held)}


@MODELS.case("torch-logits")
def _():
    return case("other", iris_network(), iris_rows(), ["logits"])


@MODELS.case("torch-softmax")
def _():
    return case("classification", iris_softmax(), iris_rows(), ["probabilities"])


@MODELS.case("torch-softmax-script")
def _():
    return case("classification", iris_softmax(), iris_rows(), ["probabilities"], how="script")


@MODELS.case("torch-batch-of-1")
def _():
    return case("classification", iris_softmax(), iris_rows(), ["probabilities"], batch=1)


@MODELS.case("torch-batch-of-8")
def _():
    return case("classification", iris_softmax(), iris_rows(), ["probabilities"], batch=8)


@MODELS.case("torch-batch-of-8-script")
def _():
    return case("classification", iris_softmax(), iris_rows(), ["probabilities"], batch=8, how="script")


@MODELS.case("torch-weights-beside")
def _():
    return case("classification", iris_softmax(), iris_rows(), ["probabilities"], external=True, name="torch-weights-beside",
                note="PyTorch's default: the weights are in a second file, NAME.onnx.data")


@MODELS.case("torch-default-names")
def _():
    feeds = {"onnx::Gemm_0": iris_rows()["features"]}
    return case("other", iris_network(), feeds, [], how="script", batch=1, names=[],
                note="no names were given: the input is onnx::Gemm_0, the output a number")


@MODELS.case("torch-label-and-softmax")
def _():
    class Both(nn.Module):
        def __init__(self, network):
            super().__init__()
            self.network = network

        def forward(self, features):
            logits = self.network(features)
            return logits.argmax(dim=1), logits.softmax(dim=1)

    return case("classification", Both(iris_network()), iris_rows(), ["label", "probabilities"])


@MODELS.case("torch-sigmoid")
def _():
    rows = sets.tumour_codes()
    scale = floats(rows.train).std(axis=0)
    network = seeded(lambda: nn.Sequential(nn.Linear(10, 8), nn.Tanh(), nn.Linear(8, 1)))
    answers = torch.tensor(floats(rows.answers)).reshape(-1, 1)
    train(network, (torch.tensor(floats(rows.train) / scale),), answers, nn.BCEWithLogitsLoss())
    network[0].weight.data /= torch.tensor(scale)
    return case("classification", Ending(network, nn.Sigmoid()), {"measures": floats(rows.held)}, ["probability"],
                note="one column: the probability of the second of two classes")


@MODELS.case("torch-regression")
def _():
    rows = sets.petals()
    network = seeded(lambda: nn.Sequential(nn.Linear(3, 12), nn.GELU(), nn.Linear(12, 1)))
    train(network, (torch.tensor(floats(rows.train)),), torch.tensor(floats(rows.answers)).reshape(-1, 1), nn.MSELoss())
    return case("regression", network, {"sepals": floats(rows.held)}, ["width"])


@MODELS.case("torch-regression-vector")
def _():
    rows = sets.petals()
    network = seeded(lambda: nn.Sequential(nn.Linear(3, 12), nn.SiLU(), nn.LayerNorm(12), nn.Linear(12, 1), nn.Flatten(0)))
    train(network, (torch.tensor(floats(rows.train)),), torch.tensor(floats(rows.answers)), nn.MSELoss())
    return case("regression", network, {"sepals": floats(rows.held)}, ["width"], how="script", opset=17,
                note="the output is [N], not [N, 1]")


@MODELS.case("torch-two-targets")
def _():
    rows = sets.wine_pairs()
    answers = torch.tensor(floats(rows.answers))
    network = seeded(lambda: nn.Sequential(nn.BatchNorm1d(11), nn.Linear(11, 12), nn.ReLU(), nn.Linear(12, 2)))
    train(network, (torch.tensor(floats(rows.train)),), answers, nn.MSELoss())
    return case("regression", network, {"chemistry": floats(rows.held)}, ["targets"])


class Homes(nn.Module):
    """A word's number goes through an embedding; numbers come in two more inputs, one of them yes/no."""

    def __init__(self):
        super().__init__()
        self.places = nn.Embedding(4, 3)
        self.layers = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 1))

    def forward(self, district, numbers, old):
        joined = torch.cat([self.places(district), numbers / 50, old.to(torch.float32)], dim=1)
        return self.layers(joined) * 100


def home_rows(table) -> dict:
    codes = {name: number for number, name in enumerate(["centre", "harbour", "hills", "north"])}
    return {
        "district": table["district"].map(codes).to_numpy(dtype=np.int64),
        "numbers": floats(table[["area_m2", "distance_km"]]),
        "old": (table["year_built"] < 1950).to_numpy().reshape(-1, 1),
    }


@MODELS.case("torch-mixed-inputs")
def _():
    rows = simulated.homes()
    inputs = tuple(torch.from_numpy(values) for values in home_rows(rows.train).values())
    answers = torch.tensor(floats(rows.answers)).reshape(-1, 1)
    network = train(seeded(Homes), inputs, answers, nn.SmoothL1Loss(), rate=0.01)
    return case("regression", network, home_rows(rows.held), ["price"], how="script",
                note="inputs: int64 [N], float32 [N, 2] and bool [N, 1]")


@MODELS.case("torch-float64")
def _():
    rows = sets.iris()
    network = seeded(lambda: nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3), nn.Softmax(dim=1)).double())
    train(network, (torch.tensor(rows.train),), torch.tensor(rows.answers),
          lambda probabilities, known: functional.nll_loss(probabilities.log(), known))
    return case("classification", network, {"features": rows.held}, ["probabilities"])


def late_opset(opset: int):
    return lambda: case("classification", iris_softmax(), iris_rows(), ["probabilities"], family="opsets", opset=opset)


for number in (23, 24, 25, 26):
    MODELS.case(f"opset-{number}")(late_opset(number))
