"""From the detector as it is published to one whose outputs are boxes: any number of pictures at once, the
boxes computed inside.

The published graph gives, for each of four grids over the picture, class probabilities [1, cells, 10] and
[1, cells, 32] numbers that say how far a box reaches from the cell's centre to each side, as a
distribution over 0 to 7 cells (PP-PicoDet: Yu et al. 2021, arXiv 2111.00902).
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH, HEIGHT = 608, 800
STRIDES = [8, 16, 32, 64]
CLASSES, STEPS = 10, 8


def centres() -> tuple[np.ndarray, np.ndarray]:
    """The centre of every cell [cells, 2] in pixels, and its grid's stride [cells, 1]."""
    points, strides = [], []
    for stride in STRIDES:
        x, y = np.meshgrid(np.arange(-(-WIDTH // stride)), np.arange(-(-HEIGHT // stride)))
        points.append((np.stack([x.ravel(), y.ravel()], axis=1) + 0.5) * stride)
        strides.append(np.full((x.size, 1), stride))
    return np.concatenate(points).astype(np.float32), np.concatenate(strides).astype(np.float32)


def boxes_inside(published: onnx.ModelProto) -> onnx.ModelProto:
    """`image` float32 [N, 3, 800, 608] → `boxes` float32 [N, 10105, 4] (left, top, right, bottom in pixels)
    and `scores` float32 [N, 10105, 10]."""
    probabilities = [output.name for output in published.graph.output[:4]]
    reaches = [output.name for output in published.graph.output[4:]]
    constants, nodes = {}, []
    for node in published.graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        else:
            nodes.append(node)
    for node in nodes:
        if node.op_type == "Reshape":  # [1, 10, -1]: the picture's place in the batch, fixed
            shape = constants[node.input[1]].copy()
            shape[0] = 0
            constants[node.input[1]] = shape

    nodes = with_hard_swish(nodes)

    points, strides = centres()
    constants |= {
        "sides": np.array([0, -1, 4, STEPS], np.int64), "steps": np.arange(STEPS, dtype=np.float32),
        "last_axis": np.array([-1], np.int64), "strides": strides,
        "signs": np.array([-1, -1, 1, 1], np.float32), "centres": np.tile(points, 2)[None],
        "corner": np.zeros(4, np.float32), "far_corner": np.array([WIDTH, HEIGHT] * 2, np.float32)}
    node = helper.make_node
    nodes += [
        node("Concat", probabilities, ["scores"], axis=1),
        node("Concat", reaches, ["reaches"], axis=1),
        node("Reshape", ["reaches", "sides"], ["reaches_by_side"]),
        node("Softmax", ["reaches_by_side"], ["chances"], axis=-1),
        node("Mul", ["chances", "steps"], ["weighted_steps"]),
        node("ReduceSum", ["weighted_steps", "last_axis"], ["cells_away"], keepdims=0),
        node("Mul", ["cells_away", "strides"], ["pixels_away"]),
        node("Mul", ["pixels_away", "signs"], ["offsets"]),
        node("Add", ["offsets", "centres"], ["corners"]),
        node("Max", ["corners", "corner"], ["corners_from_0"]),
        node("Min", ["corners_from_0", "far_corner"], ["boxes"])]
    used = {name for each in nodes for name in each.input}
    tensor = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes, "page-layout",
        [tensor("image", TensorProto.FLOAT, ["N", 3, HEIGHT, WIDTH])],
        [tensor("boxes", TensorProto.FLOAT, ["N", len(points), 4]),
         tensor("scores", TensorProto.FLOAT, ["N", len(points), CLASSES])],
        [numpy_helper.from_array(value, name) for name, value in constants.items() if name in used])
    return helper.make_model(graph, ir_version=8, producer_name="foredeck",
                             opset_imports=[helper.make_opsetid("", 14)])


def with_hard_swish(nodes: list[onnx.NodeProto]) -> list[onnx.NodeProto]:
    """x × clip(x + 3, 0, 6) / 6 is one operator since opset 14, and a third of the time is saved with it."""
    made = {output: node for node in nodes for output in node.output}

    def source(node: onnx.NodeProto | None, at: int, kind: str) -> onnx.NodeProto | None:
        found = made.get(node.input[at]) if node is not None else None
        return found if found is not None and found.op_type == kind else None

    gone, instead = set(), {}
    for node in nodes:
        product = source(node, 0, "Mul") if node.op_type == "Div" else None
        clip = source(product, 1, "Clip")
        shifted = source(clip, 0, "Add")
        if shifted is not None and shifted.input[0] == product.input[0]:
            gone |= {product.output[0], clip.output[0], shifted.output[0]}
            instead[node.output[0]] = helper.make_node("HardSwish", [shifted.input[0]], list(node.output))
    return [instead.get(node.output[0], node) for node in nodes if node.output[0] not in gone]
