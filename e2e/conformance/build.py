"""Writes the models that the conformance cases call: one a datatype that gives back what it is given, and sums of two
tensors in two versions. All is determined by this file."""

import hashlib
import json
from pathlib import Path

import onnx
from onnx import TensorProto, helper

HERE = Path(__file__).resolve().parent
WIDTH = 3
TYPES = {
    "bool": TensorProto.BOOL, "uint8": TensorProto.UINT8, "uint16": TensorProto.UINT16, "uint32": TensorProto.UINT32,
    "uint64": TensorProto.UINT64, "int8": TensorProto.INT8, "int16": TensorProto.INT16, "int32": TensorProto.INT32,
    "int64": TensorProto.INT64, "float16": TensorProto.FLOAT16, "float32": TensorProto.FLOAT,
    "float64": TensorProto.DOUBLE, "string": TensorProto.STRING,
}
CLIENT_NAMES = {"float16": "fp16", "float32": "fp32", "float64": "fp64", "string": "bytes"}


def model_of(graph: onnx.GraphProto) -> bytes:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], producer_name="foredeck-conformance")
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def feature(name: str, type_: str) -> dict:
    kinds = {"bool": "boolean", "string": "text"}
    kind = kinds.get(type_, "number" if type_.startswith("float") else "integer")
    return {"name": name, "type": kind}


def write(folder: str, name: str, version: str, data: bytes, inputs: dict[str, str], outputs: dict) -> None:
    """`inputs`: element type by input of the graph."""
    place = HERE / "models" / folder
    place.mkdir(parents=True, exist_ok=True)
    columns = {port: [f"{port}_{i}" for i in range(WIDTH)] for port in inputs}
    card = {
        "format": 1, "name": name, "version": version, "title": f"Conformance: {name}",
        "summary": "For tests of the Open Inference Protocol; its answers mean nothing.", "task": "other",
        "inputs": [feature(column, inputs[port]) for port in inputs for column in columns[port]],
        "tensors": [{"name": port, "type": type_, "features": columns[port]} for port, type_ in inputs.items()],
        "outputs": outputs,
        "licence": "MIT, as this repository",
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    (place / "model.onnx").write_bytes(data)
    (place / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def identity(type_: str) -> None:
    ports = [helper.make_tensor_value_info(name, TYPES[type_], ["rows", WIDTH]) for name in ("input", "output")]
    node = helper.make_node("Identity", ["input"], ["output"])
    data = model_of(helper.make_graph([node], "identity", ports[:1], ports[1:]))
    if type_ == "string":
        outputs = {"kind": "classification", "label": "output", "probabilities": None, "labels": ["no", "yes"]}
    else:
        outputs = {"kind": "regression", "value": "output", "targets": [f"value_{i}" for i in range(WIDTH)]}
    name = f"identity-{CLIENT_NAMES.get(type_, type_)}"
    write(name, name, "1", data, {"input": type_}, outputs)


def sums(version: str, scale: float) -> None:
    """sum = (first + second) × scale, difference = first - second."""
    names = ("first", "second", "sum", "difference")
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", WIDTH]) for name in names]
    scaled = helper.make_tensor("scale", TensorProto.FLOAT, [1], [scale])
    nodes = [
        helper.make_node("Add", ["first", "second"], ["added"]),
        helper.make_node("Mul", ["added", "scale"], ["sum"]),
        helper.make_node("Sub", ["first", "second"], ["difference"]),
    ]
    data = model_of(helper.make_graph(nodes, "sums", ports[:2], ports[2:], [scaled]))
    outputs = {"kind": "regression", "value": "sum", "targets": [f"sum_{i}" for i in range(WIDTH)]}
    write(f"sums-{version}", "sums", version, data, {"first": "float32", "second": "float32"}, outputs)


for name in TYPES:
    identity(name)
sums("1", 1)
sums("2", 2)
