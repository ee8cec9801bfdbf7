"""Makes an int8 variant of a float model: a folder that `foredeck models import` takes.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python quantize.py MODEL_FOLDER NEW_FOLDER --how dynamic
    .venv/bin/python quantize.py MODEL_FOLDER NEW_FOLDER --how static --rows SAMPLE.csv

MODEL_FOLDER holds model.onnx and card.json. docs/int8.md says when which way is worth it.
"""

import argparse
import copy
import hashlib
import json
import shutil
import sys
import tempfile
from contextlib import chdir
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from rows import feeds_of, read_rows

# Layers whose weights are most of a network; everything between them stays in float.
DYNAMIC = ["MatMul", "Gemm", "Attention", "EmbedLayerNormalization", "Gather"]
STATIC = ["Conv", "ConvTranspose", "MatMul", "Gemm"]


class Refused(Exception):
    """What cannot be done, in a sentence."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--how", choices=["dynamic", "static"], required=True)
    parser.add_argument("--rows", type=Path, help="CSV or TSV to calibrate on (static)")
    parser.add_argument("--limit", type=int, default=200, help="rows of it to use (200)")
    parser.add_argument("--all", action="store_true", help="quantize also what is better left in float; see first_layers"
                        " and depthwise")
    parser.add_argument("--keep", action="append", default=[], metavar="NODE", help="a node to leave in float")
    parser.add_argument("--version", help="version of the new model (the old one with -int8)")
    asked = parser.parse_args()
    try:
        print(make(asked))
    except Refused as refused:
        sys.exit(f"quantize: {refused}")


def make(asked: argparse.Namespace) -> str:
    if asked.new.exists():
        raise Refused(f"{asked.new.name} exists already")
    if (asked.how == "static") != (asked.rows is not None):
        raise Refused("static needs --rows to calibrate on, dynamic needs none")
    content = (asked.model / "model.onnx").read_bytes()
    card = json.loads((asked.model / "card.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        ready = Path(scratch) / "ready.onnx"
        smaller = Path(scratch) / "int8.onnx"
        model = prepare(content, Path(scratch), ready)
        keep = sorted(set(asked.keep) | (set() if asked.all else first_layers(model, card) | depthwise(model)))
        used = quantize(asked, card, ready, smaller, keep)
        quantized = onnx.load(smaller)
    layers = int8_layers(quantized)
    if layers == 0:
        raise Refused("it has no layer whose weights can be int8: no convolution, matrix product or embedding")
    new = new_card(card, asked, content, quantized.SerializeToString(deterministic=True), keep, used)
    asked.new.mkdir(parents=True)
    (asked.new / "model.onnx").write_bytes(quantized.SerializeToString(deterministic=True))
    (asked.new / "card.json").write_text(json.dumps(new, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if (asked.model / "tokenizer.json").exists():
        shutil.copyfile(asked.model / "tokenizer.json", asked.new / "tokenizer.json")
    kept = f"; {len(keep)} stay in float" if keep else ""
    size = (asked.new / "model.onnx").stat().st_size
    return f"{new['name']}@{new['version']}: {layers} layers in int8, {len(content):,} → {size:,} bytes{kept}"


def prepare(content: bytes, scratch: Path, ready: Path) -> onnx.ModelProto:
    """Shapes inferred, constants folded, batch normalisation folded into convolutions; every node has a name."""
    source = scratch / "float.onnx"
    model = onnx.load_model_from_string(content)
    for number, node in enumerate(model.graph.node):
        node.name = node.name or f"{node.op_type}_{number}"
    onnx.save(model, source)
    with chdir(scratch):  # it leaves a file behind where it stands when shapes are beyond it
        try:
            quant_pre_process(source, ready)
        except Exception:  # known shapes are a help, and no more
            quant_pre_process(source, ready, skip_symbolic_shape=True)
    return onnx.load(ready)


def first_layers(model: onnx.ModelProto, card: dict) -> set[str]:
    """Layers that read a table's columns, through whatever has no weights. Columns have scales of their own, up to
    millions beside shares of one, and int8 has one scale for all: the small ones would be nothing."""
    columns = {t["name"] for t in card["tensors"] if t.get("kind", "features") == "features" and len(t["features"]) > 1}
    reached, found = set(columns), set()
    for node in model.graph.node:
        if not reached & set(node.input):
            continue
        if node.op_type in STATIC:
            found.add(node.name)
        else:
            reached |= set(node.output)
    return found


def depthwise(model: onnx.ModelProto) -> set[str]:
    """Convolutions of each channel by itself. They hold few of the weights and lose the most: their channels differ too
    much for the one scale that int8 has for what goes in."""
    return {node.name for node in model.graph.node if node.op_type == "Conv"
            and any(attribute.name == "group" and attribute.i > 1 for attribute in node.attribute)}


def quantize(asked: argparse.Namespace, card: dict, ready: Path, smaller: Path, keep: list[str]) -> int:
    """Writes the int8 model; gives the number of rows it was calibrated on."""
    if asked.how == "dynamic":
        # A Gemm becomes a MatMul and an Add first, and the MatMul gets a name of its own.
        names = keep + [f"{name}_MatMul" for name in keep]
        quantize_dynamic(ready, smaller, op_types_to_quantize=DYNAMIC, nodes_to_exclude=names,
                         weight_type=QuantType.QInt8, per_channel=True)
        return 0
    rows = Rows(card, asked.model, asked.rows, asked.limit)
    quantize_static(ready, smaller, rows, quant_format=QuantFormat.QDQ, op_types_to_quantize=STATIC,
                    nodes_to_exclude=keep, per_channel=True, activation_type=QuantType.QUInt8,
                    weight_type=QuantType.QInt8, calibrate_method=CalibrationMethod.MinMax)
    if rows.given == 0:
        raise Refused(f"no row of {asked.rows.name} fits the model's card")
    return rows.given


class Rows(CalibrationDataReader):
    def __init__(self, card: dict, folder: Path, path: Path, limit: int) -> None:
        self.feeds = feeds_of(card, folder, read_rows(path, limit))
        self.given = 0

    def get_next(self) -> dict[str, np.ndarray] | None:
        feeds = next(self.feeds, None)
        self.given += feeds is not None
        return feeds


def int8_layers(model: onnx.ModelProto) -> int:
    """Weights that take a byte now; scales and zero points do not count. Embeddings are unsigned."""
    bytes_each = {onnx.TensorProto.INT8, onnx.TensorProto.UINT8}
    return sum(1 for weight in model.graph.initializer if weight.data_type in bytes_each and len(weight.dims) > 1)


def new_card(card: dict, asked: argparse.Namespace, content: bytes, quantized: bytes, keep: list[str], used: int) -> dict:
    """The float model's card under another version. What was measured on the float model does not hold any more."""
    new = copy.deepcopy(card)
    new["version"] = asked.version or f"{card['version']}-int8"
    new["title"] = f"{card['title']}, int8"
    new["sha256"] = hashlib.sha256(quantized).hexdigest()
    new.pop("metrics", None)
    if "profile" in new:
        new["profile"].pop("scores", None)
    new["provenance"] = {
        "madeFrom": {"name": card["name"], "version": card["version"], "sha256": hashlib.sha256(content).hexdigest()},
        "how": f"onnxruntime {version('onnxruntime')} quantization, {asked.how}",
        "calibration": {"file": asked.rows.name, "rows": used} if asked.how == "static" else None,
        "inFloat": keep,
        "before": card.get("provenance"),
    }
    return new


if __name__ == "__main__":
    main()
