"""The linear model over tokens and pairs of tokens, as arithmetic for training and as an ONNX graph.

A text's score is  (sum of weight × idf) / sqrt(sum of idf²) + bias,  both sums over its tokens and over
the pairs of neighbouring tokens that training saw often enough. Every token and pair has a line in a
table [lines, 2]: weight × idf and idf². Summing lines is all the graph does, so padding adds zeros.
"""

import numpy as np
import onnx
import scipy.sparse as sparse
from onnx import TensorProto, helper, numpy_helper

MIN_PAIR_TEXTS = 2


def terms(ids: list[int], tokens: int) -> np.ndarray:
    """The tokens of a text, and its pairs as numbers above them: left × tokens + right + tokens."""
    codes = np.array(ids, np.int64)
    return np.concatenate([codes, tokens + codes[:-1] * tokens + codes[1:]])


def count_terms(texts: list[list[int]], tokens: int) -> tuple[np.ndarray, np.ndarray]:
    """The terms that the model knows, ascending, and the idf of each: ln((1 + n) / (1 + texts with it)) + 1.
    All tokens are known, pairs only from MIN_PAIR_TEXTS texts on."""
    seen, times = np.unique(np.concatenate([np.unique(terms(ids, tokens)) for ids in texts]), return_counts=True)
    frequency = np.zeros(tokens, np.int64)
    frequency[seen[seen < tokens]] = times[seen < tokens]
    pairs = (seen >= tokens) & (times >= MIN_PAIR_TEXTS)
    frequency = np.concatenate([frequency, times[pairs]])
    known = np.concatenate([np.arange(tokens, dtype=np.int64), seen[pairs]])
    return known, np.log((1 + len(texts)) / (1 + frequency)) + 1


def matrix(texts: list[list[int]], tokens: int, known: np.ndarray, idf: np.ndarray) -> sparse.csr_matrix:
    """What the weights are multiplied with: [texts, known terms]."""
    lines, columns, values = [], [], []
    for line, ids in enumerate(texts):
        codes = terms(ids, tokens)
        at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
        at, times = np.unique(at[known[at] == codes], return_counts=True)
        length = np.sqrt((times * idf[at] ** 2).sum())
        lines.append(np.full(len(at), line))
        columns.append(at)
        values.append(times * idf[at] / length)
    return sparse.csr_matrix((np.concatenate(values), (np.concatenate(lines), np.concatenate(columns))),
                             shape=(len(texts), len(known)))


def export(tokens: int, known: np.ndarray, idf: np.ndarray, weights: np.ndarray, bias: float) -> onnx.ModelProto:
    """`ids` and `mask` int64 [N, T] → `probabilities` float32 [N, 2]: other, great."""
    table = np.column_stack([weights * idf, idf ** 2]).astype(np.float32)
    unknown_pair = np.zeros((1, 2), np.float32)
    pair_table = np.concatenate([unknown_pair, table[tokens:]])
    pair_keys = (known[tokens:] - tokens).tolist()
    constants = {
        "token_table": table[:tokens], "pair_table": pair_table, "bias": np.array([bias], np.float32),
        "tokens": np.array(tokens, np.int64), "first": np.array([0], np.int64), "second": np.array([1], np.int64),
        "last": np.array([-1], np.int64), "end": np.array([2**31 - 1], np.int64), "two": np.array([2], np.int64),
        "least": np.array(1e-6, np.float32)}
    node = helper.make_node
    nodes = [
        node("Cast", ["mask"], ["present"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["present", "last"], ["present_column"]),
        node("Gather", ["token_table", "ids"], ["token_lines"]),
        node("Mul", ["token_lines", "present_column"], ["token_lines_present"]),
        node("ReduceSum", ["token_lines_present", "second"], ["token_sums"], keepdims=0),

        node("Slice", ["ids", "first", "last", "second"], ["left"]),
        node("Slice", ["ids", "second", "end", "second"], ["right"]),
        node("Slice", ["present_column", "second", "end", "second"], ["right_present"]),
        node("Mul", ["left", "tokens"], ["left_part"]),
        node("Add", ["left_part", "right"], ["pairs"]),
        node("LabelEncoder", ["pairs"], ["pair_numbers"], domain="ai.onnx.ml", default_int64=0,
             keys_int64s=pair_keys, values_int64s=list(range(1, len(pair_keys) + 1))),
        node("Gather", ["pair_table", "pair_numbers"], ["pair_lines"]),
        node("Mul", ["pair_lines", "right_present"], ["pair_lines_present"]),
        node("ReduceSum", ["pair_lines_present", "second"], ["pair_sums"], keepdims=0),

        node("Add", ["token_sums", "pair_sums"], ["sums"]),
        node("Slice", ["sums", "first", "second", "second"], ["weighted"]),
        node("Slice", ["sums", "second", "two", "second"], ["squares"]),
        node("Max", ["squares", "least"], ["squares_not_zero"]),
        node("Sqrt", ["squares_not_zero"], ["length"]),
        node("Div", ["weighted", "length"], ["direction"]),
        node("Add", ["direction", "bias"], ["great"]),
        node("Neg", ["great"], ["other"]),
        node("Concat", ["other", "great"], ["scores"], axis=1),
        node("Sigmoid", ["scores"], ["probabilities"])]
    graph = helper.make_graph(
        nodes, "review-sentiment",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["N", "T"]) for name in ("ids", "mask")],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 2])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()])
    return helper.make_model(graph, ir_version=8, producer_name="foredeck", opset_imports=[
        helper.make_opsetid("ai.onnx.ml", 2), helper.make_opsetid("", 15)])
