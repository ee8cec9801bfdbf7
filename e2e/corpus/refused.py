"""Small files that must be refused, and why. Most are what goes wrong for people; some are what somebody may try."""

import json
from collections.abc import Callable

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DictionaryType, FloatTensorType, StringTensorType
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multioutput import MultiOutputClassifier
from sklearn.pipeline import make_pipeline

import sets
from record import HERE

FOLDER = HERE / "refused"
# File name: what is wrong, words of the file that the sentence should name, and how to make it.
FILES: dict[str, tuple[str, list[str], Callable[[], bytes]]] = {}


def refused(name: str, why: str, *mentions: str):
    def add(make: Callable[[], onnx.ModelProto | bytes]):
        def data() -> bytes:
            made = make()
            return made if isinstance(made, bytes) else made.SerializeToString(deterministic=True)

        FILES[name] = (why, list(mentions), data)
        return make

    return add


def logistic() -> onnx.ModelProto:
    rows = sets.iris()
    model = LogisticRegression(max_iter=500).fit(rows.train, rows.answers)
    return to_onnx(model, rows.train[:1].astype(np.float32), name="logistic")


def tensor(name: str, kind: int = TensorProto.FLOAT, shape=("batch", 4)):
    return helper.make_tensor_value_info(name, kind, list(shape))


def graph(nodes: list, inputs: list, outputs: list, weights=(), opsets=None, ir_version=9) -> onnx.ModelProto:
    made = helper.make_graph(nodes, "graph", inputs, outputs, list(weights))
    imports = [helper.make_opsetid(domain, number) for domain, number in (opsets or {"": 17}).items()]
    return helper.make_model(made, opset_imports=imports, ir_version=ir_version, producer_name="corpus")


def weights_elsewhere(location: str) -> onnx.ModelProto:
    """A linear layer whose weights are said to be in another file."""
    weight = TensorProto(name="weight", data_type=TensorProto.FLOAT, dims=[4, 3], data_location=TensorProto.EXTERNAL)
    for key, value in {"location": location, "offset": "0", "length": "48"}.items():
        weight.external_data.add(key=key, value=value)
    multiply = helper.make_node("MatMul", ["features", "weight"], ["scores"])
    return graph([multiply], [tensor("features")], [tensor("scores", shape=("batch", 3))], [weight])


@refused("custom-operator.onnx", "an operator of a domain the runtime does not have", "com.acme", "Frobnicate")
def _():
    node = helper.make_node("Frobnicate", ["features"], ["scores"], domain="com.acme")
    return graph([node], [tensor("features")], [tensor("scores")], opsets={"": 17, "com.acme": 1})


@refused("unknown-operator.onnx", "an operator that ONNX does not have", "Frobnicate")
def _():
    return graph([helper.make_node("Frobnicate", ["features"], ["scores"])], [tensor("features")], [tensor("scores")])


@refused("opset-99.onnx", "a newer opset than the runtime knows", "99")
def _():
    model = logistic()
    next(entry for entry in model.opset_import if entry.domain == "").version = 99
    return model


@refused("ir-version-99.onnx", "a newer version of the file format than the runtime knows", "99")
def _():
    model = logistic()
    model.ir_version = 99
    return model


@refused("sequence-output.onnx", "an output that is a sequence and no ZipMap, from a MultiOutputClassifier", "probabilities")
def _():
    rows = sets.iris()
    answers = np.column_stack([rows.answers, rows.answers > 0])
    model = MultiOutputClassifier(LogisticRegression(max_iter=500)).fit(rows.train, answers)
    return to_onnx(model, rows.train[:1].astype(np.float32), name="several", options={"zipmap": False})


@refused("map-input.onnx", "an input that is a map and not a tensor, from a DictVectorizer", "facts")
def _():
    rows = [{"colour": 1.0, "size": 2.0}, {"colour": 3.0}, {"size": 0.5}, {"colour": 2.0, "size": 1.0}]
    model = make_pipeline(DictVectorizer(sparse=False), LogisticRegression()).fit(rows, [0, 1, 0, 1])
    types = [("facts", DictionaryType(StringTensorType([1]), FloatTensorType([1])))]
    return to_onnx(model, initial_types=types, name="facts")


@refused("mean-over-rows.onnx", "an output that has one row however many go in", "mean")
def _():
    node = helper.make_node("ReduceMean", ["features"], ["mean"], axes=[0], keepdims=1)
    return graph([node], [tensor("features")], [tensor("mean", shape=(1, 4))])


@refused("complex-input.onnx", "an input type that no table cell can fill", "complex64", "signal")
def _():
    node = helper.make_node("Identity", ["signal"], ["answer"])
    return graph([node], [tensor("signal", TensorProto.COMPLEX64)], [tensor("answer", TensorProto.COMPLEX64)])


@refused("no-inputs.onnx", "a graph without inputs, so that nothing can be predicted from anything")
def _():
    value = numpy_helper.from_array(np.ones((1, 3), dtype=np.float32))
    return graph([helper.make_node("Constant", [], ["scores"], value=value)], [], [tensor("scores", shape=(1, 3))])


@refused("empty-graph.onnx", "a graph without nodes and outputs")
def _():
    return graph([], [tensor("features")], [])


@refused("cycle.onnx", "two nodes that each wait for the other")
def _():
    nodes = [helper.make_node("Add", ["features", "second"], ["first"]), helper.make_node("Relu", ["first"], ["second"])]
    return graph(nodes, [tensor("features")], [tensor("second")])


@refused("external-parent.onnx", "weights in a file outside the model's folder", "../weights.bin")
def _():
    return weights_elsewhere("../weights.bin")


@refused("external-absolute.onnx", "weights in a file named by an absolute path", "/etc/hostname")
def _():
    return weights_elsewhere("/etc/hostname")


@refused("external-missing.onnx", "weights in a file that is not there", "missing-weights.bin")
def _():
    return weights_elsewhere("missing-weights.bin")


@refused("huge-constant.onnx", "a constant of 2^40 numbers (4 TiB) from a file of a few hundred bytes")
def _():
    shape = numpy_helper.from_array(np.array([1 << 20, 1 << 20], dtype=np.int64), "shape")
    nodes = [helper.make_node("ConstantOfShape", ["shape"], ["huge"]),
             helper.make_node("ReduceMax", ["huge"], ["top"], keepdims=0),
             helper.make_node("Add", ["features", "top"], ["scores"])]
    return graph(nodes, [tensor("features")], [tensor("scores")], [shape])


@refused("wrong-weights.onnx", "weights that hold fewer numbers than their shape says", "weight")
def _():
    weight = TensorProto(name="weight", data_type=TensorProto.FLOAT, dims=[4, 3], raw_data=bytes(12))
    node = helper.make_node("MatMul", ["features", "weight"], ["scores"])
    return graph([node], [tensor("features")], [tensor("scores", shape=("batch", 3))], [weight])


@refused("truncated.onnx", "a file that ends in the middle, as after a broken download")
def _():
    data = logistic().SerializeToString(deterministic=True)
    return data[: len(data) * 2 // 3]


@refused("empty.onnx", "a file of no bytes")
def _():
    return b""


@refused("page.onnx", "a web page, saved instead of the model")
def _():
    return b"<!doctype html>\n<html><head><title>404 Not Found</title></head><body>Not Found</body></html>\n"


@refused("pointer.onnx", "a Git LFS pointer instead of the model it stands for", "Git LFS")
def _():
    return (b"version https://git-lfs.github.com/spec/v1\n"
            b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n")


def write_refused() -> int:
    """The number of files written."""
    FOLDER.mkdir(exist_ok=True)
    entries = []
    for name, (why, mentions, make) in FILES.items():
        (FOLDER / name).write_bytes(make())
        entries.append({"file": name, "why": why, "mentions": mentions})
    lines = ",\n".join(" " + json.dumps(entry) for entry in entries)
    (FOLDER / "expected.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return len(entries)
