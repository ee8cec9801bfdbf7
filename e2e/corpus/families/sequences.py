"""PyTorch networks on pictures and token numbers. Their tensors are given flat, a column for each element."""

from functools import cache

import numpy as np
import torch
from torch import nn

import sets
import simulated
from families.torch_export import Ending, case, seeded, train
from record import Corpus

MODELS = Corpus()
CROSS_ENTROPY = nn.CrossEntropyLoss()


def pictures(flat: np.ndarray) -> np.ndarray:
    """[N, 64] to NCHW [N, 1, 8, 8]."""
    return flat.reshape(-1, 1, 8, 8).astype(np.float32)


@cache
def picture_network() -> nn.Module:
    rows = sets.digits()
    network = seeded(lambda: nn.Sequential(
        nn.Conv2d(1, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 12, 3, padding=1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(48, 10)))
    return train(network, (torch.tensor(pictures(rows.train) / 16),), torch.tensor(rows.answers), CROSS_ENTROPY, 80)


class Scaled(nn.Module):
    """Pixels 0 to 16 in, as floats or bytes, in NCHW or NHWC."""

    def __init__(self, network: nn.Module, *, channels_last=False):
        super().__init__()
        self.network, self.channels_last = network, channels_last

    def forward(self, image):
        image = image.to(torch.float32) / 16
        if self.channels_last:
            image = image.permute(0, 3, 1, 2)
        return self.network(image)


@MODELS.case("torch-cnn")
def _():
    feeds = {"image": pictures(sets.digits().held)}
    return case("other", Scaled(picture_network()), feeds, ["logits"], family="pictures")


@MODELS.case("torch-cnn-batch-of-1")
def _():
    feeds = {"image": pictures(sets.digits().held)}
    network = Ending(Scaled(picture_network()), nn.Softmax(dim=1))
    return case("classification", network, feeds, ["probabilities"], family="pictures", batch=1, how="script", opset=13)


@MODELS.case("torch-cnn-bytes-nhwc")
def _():
    feeds = {"image": sets.digits().held.reshape(-1, 8, 8, 1).astype(np.uint8)}
    network = Ending(Scaled(picture_network(), channels_last=True), nn.Softmax(dim=1))
    return case("classification", network, feeds, ["probabilities"], family="pictures", note="uint8 [N, 8, 8, 1]")


class Attention(nn.Module):
    """Two heads of self-attention over twelve tokens, padding masked, the mean of what is left."""

    def __init__(self, width: int = 16):
        super().__init__()
        self.tokens = nn.Embedding(simulated.VOCABULARY, width)
        self.places = nn.Parameter(torch.randn(simulated.TOKENS, width) * 0.1)
        self.layer = nn.TransformerEncoderLayer(width, 2, 32, dropout=0.0, batch_first=True, norm_first=True)
        self.head = nn.Linear(width, 2)

    def forward(self, input_ids):
        real = input_ids != 0
        states = self.layer(self.tokens(input_ids) + self.places, src_key_padding_mask=~real)
        weights = real.unsqueeze(-1).to(states.dtype)
        return self.head((states * weights).sum(dim=1) / weights.sum(dim=1))


@cache
def attention() -> nn.Module:
    rows = simulated.tokens()
    return train(seeded(Attention), (torch.tensor(rows.train),), torch.tensor(rows.answers), CROSS_ENTROPY, 60, 0.01)


@MODELS.case("torch-transformer")
def _():
    return case("other", attention(), {"input_ids": simulated.tokens().held}, ["logits"], family="tokens")


@MODELS.case("torch-transformer-script")
def _():
    network = Ending(attention(), nn.Softmax(dim=1))
    return case("classification", network, {"input_ids": simulated.tokens().held}, ["probabilities"], family="tokens",
                how="script", opset=17)


class Masked(nn.Module):
    """The mask comes as an input of its own, as tokenizers give it."""

    def __init__(self, network: Attention):
        super().__init__()
        self.network = network

    def forward(self, input_ids, attention_mask):
        return self.network(input_ids.to(torch.int64) * attention_mask.to(torch.int64)).softmax(dim=1)


@MODELS.case("torch-transformer-int32")
def _():
    held = simulated.tokens().held.astype(np.int32)
    feeds = {"input_ids": held, "attention_mask": (held != 0).astype(np.int32)}
    return case("classification", Masked(attention()), feeds, ["probabilities"], family="tokens")


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(simulated.VOCABULARY, 8)
        self.cells = nn.GRU(8, 12, batch_first=True)
        self.head = nn.Linear(12, 2)

    def forward(self, input_ids):
        _, last = self.cells(self.tokens(input_ids))
        return self.head(last[0]).softmax(dim=1)


@MODELS.case("torch-gru")
def _():
    rows = simulated.tokens()
    network = train(seeded(Recurrent), (torch.tensor(rows.train),), torch.tensor(rows.answers),
                    lambda probabilities, known: nn.functional.nll_loss(probabilities.log(), known), 30)
    return case("classification", network, {"input_ids": rows.held}, ["probabilities"], family="tokens", how="script")


@MODELS.case("torch-signal")
def _():
    rows = sets.digits()
    network = seeded(lambda: nn.Sequential(
        nn.Conv1d(8, 8, 3, padding=1), nn.Hardswish(), nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1)))
    signals = rows.train.reshape(-1, 8, 8).astype(np.float32)
    train(network, (torch.tensor(signals),), torch.tensor(rows.answers),
          lambda probabilities, known: nn.functional.nll_loss(probabilities.clamp_min(1e-9).log(), known), 40)
    return case("classification", network, {"signal": rows.held.reshape(-1, 8, 8).astype(np.float32)}, ["probabilities"],
                family="pictures", note="float32 [N, 8, 8]: eight lines of eight values")
