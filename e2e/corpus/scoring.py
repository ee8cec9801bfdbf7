"""Python's onnxruntime, one thread: what every expected answer comes from."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime


def session_of(model: bytes, beside: dict[str, bytes]) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if not beside:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    with tempfile.TemporaryDirectory() as folder:
        for name, data in {**beside, "model.onnx": model}.items():
            (Path(folder) / name).write_bytes(data)
        return onnxruntime.InferenceSession(f"{folder}/model.onnx", options, providers=["CPUExecutionProvider"])


def scorable(model: onnx.ModelProto) -> bytes:
    """The model, or the nearest thing to it that onnxruntime runs.

    On Linux a StringNormalizer without a `locale` wants en_US.UTF-8, which many machines lack; C.UTF-8 lowers letters
    the same way. And a ZipMap takes no float64, although the exporter writes such graphs: its input then stands in for
    its output.
    """
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    for node in copy.graph.node:
        if node.op_type == "StringNormalizer" and not any(a.name == "locale" for a in node.attribute):
            node.attribute.append(onnx.helper.make_attribute("locale", "C.UTF-8"))
        if node.op_type == "ZipMap" and copy.graph.input[0].type.tensor_type.elem_type == onnx.TensorProto.DOUBLE:
            output = next(o for o in copy.graph.output if o.name == node.output[0])
            output.type.Clear()
            output.type.tensor_type.elem_type = onnx.TensorProto.DOUBLE
            node.CopyFrom(onnx.helper.make_node("Identity", list(node.input), list(node.output)))
    return copy.SerializeToString(deterministic=True)


def run(session: onnxruntime.InferenceSession, feeds: dict[str, np.ndarray], rows_per_run: int | None) -> list:
    """Outputs in the graph's order. A fixed batch is padded with its last row and cut again."""
    if rows_per_run is None:
        return session.run(None, feeds)
    count = len(next(iter(feeds.values())))
    parts = []
    for start in range(0, count, rows_per_run):
        here = min(rows_per_run, count - start)
        picked = [min(start + i, start + here - 1) for i in range(rows_per_run)]
        parts.append([out[:here] for out in session.run(None, {n: v[picked] for n, v in feeds.items()})])
    return [sum(column, []) if isinstance(column[0], list) else np.concatenate(column) for column in zip(*parts)]


def depends_on_batch(session: onnxruntime.InferenceSession, feeds: dict[str, np.ndarray], together: list) -> bool:
    """Whether rows scored one at a time get other answers: dynamic quantisation scales by what runs together."""
    count = len(next(iter(feeds.values())))
    for row in range(count):
        alone = session.run(None, {name: values[row : row + 1] for name, values in feeds.items()})
        for whole, single in zip(together, alone):
            by_row = isinstance(whole, np.ndarray) and whole.dtype.kind == "f" and len(whole) == count
            if by_row and not np.allclose(whole[row : row + 1], single, rtol=1e-5, atol=1e-5, equal_nan=True):
                return True
    return False
