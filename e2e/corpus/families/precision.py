"""Float models made smaller: float16 by two converters, int8 by onnxruntime's quantisation, dynamic and static."""

import tempfile
from contextlib import chdir
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxconverter_common import float16 as converter
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16
from torch import nn

import sets
import simulated
from families.networks import iris_network, iris_softmax
from families.sequences import Scaled, attention, picture_network, pictures
from families.torch_export import LIBRARY, Ending, case, export, seeded, train
from record import Case, Corpus

MODELS = Corpus()
COMMON = f"onnxconverter-common {version('onnxconverter-common')}"
RUNTIME = f"onnxruntime {version('onnxruntime')}"


def exact_in_half(values: np.ndarray) -> np.ndarray:
    """To sixteenths, which float16 holds exactly below 128."""
    return np.round(np.asarray(values) * 16) / 16


def flowers(values: np.ndarray, dtype=np.float32) -> np.ndarray:
    return exact_in_half(values).astype(dtype)


def iris_export(**options) -> onnx.ModelProto:
    sample = (torch.tensor(flowers(sets.iris().held)),)
    return export(iris_softmax(), sample, ["features"], ["probabilities"], **options)[0]


def picture_export() -> onnx.ModelProto:
    network = Ending(Scaled(picture_network()), nn.Softmax(dim=1))
    sample = (torch.tensor(pictures(sets.digits().held)),)
    return export(network, sample, ["image"], ["probabilities"], how="script", opset=17)[0]


def half(exporter: str, model: onnx.ModelProto, feeds: dict, **options) -> Case:
    return Case("float16", exporter, LIBRARY, "classification", model, feeds, **options)


@MODELS.case("float16-inside")
def _():
    model = converter.convert_float_to_float16(iris_export(how="script", opset=17), keep_io_types=True)
    return half(COMMON, model, {"features": flowers(sets.iris().held)}, note="float32 in and out, float16 inside")


@MODELS.case("float16-in-and-out")
def _():
    model = converter.convert_float_to_float16(iris_export(how="script", opset=17))
    return half(COMMON, model, {"features": flowers(sets.iris().held)})


@MODELS.case("float16-inside-runtime")
def _():
    model = convert_float_to_float16(iris_export(), keep_io_types=True)
    return half(f"{RUNTIME} (transformers)", model, {"features": flowers(sets.iris().held)})


@MODELS.case("float16-cnn")
def _():
    model = convert_float_to_float16(picture_export(), keep_io_types=False)
    return half(f"{RUNTIME} (transformers)", model, {"image": pictures(sets.digits().held)})


@MODELS.case("float16-torch")
def _():
    network = Ending(iris_network(), nn.Softmax(dim=1))
    copy = Ending(nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)), nn.Softmax(dim=1))
    copy.load_state_dict(network.state_dict())
    rows = {"features": flowers(sets.iris().held, np.float16)}
    return case("classification", copy.half().eval(), rows, ["probabilities"], family="float16")


@cache
def wide_network() -> nn.Module:
    rows = sets.digits()
    network = seeded(lambda: nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 10)))
    return train(network, (torch.tensor(rows.train.astype(np.float32)),), torch.tensor(rows.answers), nn.CrossEntropyLoss(),
                 100, 0.005)


def digit_export(**options) -> onnx.ModelProto:
    sample = (torch.tensor(sets.digits().held.astype(np.float32)),)
    return export(Ending(wide_network(), nn.Softmax(dim=1)), sample, ["pixels"], ["probabilities"], **options)[0]


def digit_feeds() -> dict:
    return {"pixels": sets.digits().held.astype(np.float32)}


def quantised(model: onnx.ModelProto, quantise, *, prepare=False) -> onnx.ModelProto:
    """`quantise` gets the paths of the float model and of the one to write."""
    # Where shapes are beyond it the preparation leaves a file behind where it stands.
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        paths = [str(Path(folder) / name) for name in ("float.onnx", "ready.onnx", "int8.onnx")]
        onnx.save(model, paths[0])
        if prepare:
            quant_pre_process(paths[0], paths[1])
        quantise(paths[1] if prepare else paths[0], paths[2])
        return onnx.load(paths[2])


class Calibration(CalibrationDataReader):
    """Training rows in eight batches."""

    def __init__(self, name: str, rows: np.ndarray):
        self.batches = iter([{name: batch} for batch in np.array_split(rows[:512], 8)])

    def get_next(self):
        return next(self.batches, None)


def int8(model: onnx.ModelProto, feeds: dict, note: str) -> Case:
    return Case("int8", RUNTIME, LIBRARY, "classification", model, feeds, note=note)


@MODELS.case("int8-dynamic")
def _():
    model = quantised(digit_export(how="script"), quantize_dynamic)
    return int8(model, digit_feeds(), "weights int8, activations quantised as they come")


@MODELS.case("int8-dynamic-transformer")
def _():
    held = simulated.tokens().held
    exported, _ = export(Ending(attention(), nn.Softmax(dim=1)), (torch.tensor(held),), ["input_ids"], ["probabilities"],
                         how="script", opset=17)
    model = quantised(exported, lambda source, target: quantize_dynamic(source, target, weight_type=QuantType.QUInt8))
    return int8(model, {"input_ids": held}, "weights uint8, activations quantised as they come")


@MODELS.case("int8-static-qdq")
def _():
    train_rows = sets.digits().train.astype(np.float32)
    model = quantised(digit_export(how="script"), lambda source, target: quantize_static(
        source, target, Calibration("pixels", train_rows), quant_format=QuantFormat.QDQ), prepare=True)
    return int8(model, digit_feeds(), "static, QuantizeLinear and DequantizeLinear pairs")


@MODELS.case("int8-static-qdq-cnn")
def _():
    train_rows = pictures(sets.digits().train)
    model = quantised(picture_export(), lambda source, target: quantize_static(
        source, target, Calibration("image", train_rows), quant_format=QuantFormat.QDQ, per_channel=True), prepare=True)
    return int8(model, {"image": pictures(sets.digits().held)}, "static, per channel")


@MODELS.case("int8-static-operators")
def _():
    train_rows = sets.digits().train.astype(np.float32)
    model = quantised(digit_export(how="script"), lambda source, target: quantize_static(
        source, target, Calibration("pixels", train_rows), quant_format=QuantFormat.QOperator), prepare=True)
    return int8(model, digit_feeds(), "static, quantised operators of onnxruntime")
