"""How a PyTorch network is trained and exported. `dynamo` is PyTorch's default exporter, `script` the older one."""

import logging
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch

from record import Case
from sets import SEED

LIBRARY = f"torch {torch.__version__.split('+')[0]}"
EXPORTERS = {"dynamo": f"{LIBRARY} (torch.export)", "script": f"{LIBRARY} (TorchScript)"}
STACK_TRACE = "pkg.torch.onnx.stack_trace"

torch.set_num_threads(1)
logging.getLogger("torch.onnx").setLevel(logging.ERROR)


def seeded(make) -> torch.nn.Module:
    torch.manual_seed(SEED)
    return make()


def train(network: torch.nn.Module, inputs: tuple, answers, loss, steps: int = 200, rate: float = 0.02):
    torch.manual_seed(SEED)
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(network(*inputs), answers).backward()
        optimizer.step()
    return network.eval()


class Ending(torch.nn.Module):
    """A network with one more step behind it, as people add a softmax before they export."""

    def __init__(self, network: torch.nn.Module, step: torch.nn.Module):
        super().__init__()
        self.network, self.step = network, step

    def forward(self, rows):
        return self.step(self.network(rows))


def without_stack_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """They name folders of the machine that built it, and are most of a small file."""
    for node in model.graph.node:
        kept = [entry for entry in node.metadata_props if entry.key != STACK_TRACE]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
    return model


def export(network, sample: tuple, names: list[str], outputs: list[str], *, how="dynamo", batch: int | None = None,
           opset: int | None = None, name="model", external=False) -> tuple[onnx.ModelProto, dict[str, bytes]]:
    """The model and the files beside it. With `batch` the graph takes exactly that many rows."""
    rows = batch or 3
    args = tuple(part[:rows] for part in sample)
    options = {"input_names": names, "output_names": outputs}
    if opset is not None:
        options["opset_version"] = opset
    if how == "script":
        options["dynamo"] = False
        if batch is None:
            options["dynamic_axes"] = {port: {0: "batch"} for port in [*names, *outputs]}
    else:
        options |= {"external_data": external, "verbose": False}
        if batch is None:
            options["dynamic_shapes"] = tuple({0: torch.export.Dim("batch")} for _ in names)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.onnx"
        torch.onnx.export(network, args, str(path), **options)
        model = onnx.load(path, load_external_data=False)
        beside = {file.name: file.read_bytes() for file in path.parent.iterdir() if file != path}
    return without_stack_traces(model), beside


def case(task: str, network, feeds: dict[str, np.ndarray], outputs: list[str], *, family="networks", roles=None, note=None,
         **options) -> Case:
    """`feeds` holds held-out rows in the types the graph takes."""
    sample = tuple(torch.from_numpy(values) for values in feeds.values())
    model, beside = export(network, sample, options.pop("names", list(feeds)), outputs, **options)
    exporter = EXPORTERS[options.get("how", "dynamo")]
    return Case(family, exporter, LIBRARY, task, model, feeds, roles=roles or {}, note=note, beside=beside)
