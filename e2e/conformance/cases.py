"""What the public clients do and must get, in words of the clients alone: nothing here knows how the server is made."""

import asyncio
from collections.abc import Callable
from itertools import product

import httpx
import numpy as np
import tritonclient.http as triton
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput
from tritonclient.utils import InferenceServerException

TOKEN = "conformance"
WIDTH = 3
TWO_ROWS = (2, WIDTH)

VALUES = {
    "bool": ("BOOL", np.array([[True, False, True], [False, False, True]])),
    "uint8": ("UINT8", np.array([[0, 1, 255], [2, 3, 4]], np.uint8)),
    "uint16": ("UINT16", np.array([[0, 1, 65535], [2, 3, 4]], np.uint16)),
    "uint32": ("UINT32", np.array([[0, 1, 2**32 - 1], [2, 3, 4]], np.uint32)),
    "uint64": ("UINT64", np.array([[0, 2**53 + 1, 2**64 - 1], [2, 3, 4]], np.uint64)),
    "int8": ("INT8", np.array([[-128, 0, 127], [2, 3, 4]], np.int8)),
    "int16": ("INT16", np.array([[-32768, 0, 32767], [2, 3, 4]], np.int16)),
    "int32": ("INT32", np.array([[-(2**31), 0, 2**31 - 1], [2, 3, 4]], np.int32)),
    "int64": ("INT64", np.array([[-(2**63), 2**53 + 1, 2**63 - 1], [2, 3, 4]], np.int64)),
    "fp16": ("FP16", np.array([[0.0999755859375, -1.5, 65504], [0, 6e-8, 1]], np.float16)),
    "fp32": ("FP32", np.array([[0.1, -1.5, 3.4028235e38], [0, 1e-45, 1 / 3]], np.float32)),
    "fp64": ("FP64", np.array([[0.1, -1.5, 1.7976931348623157e308], [0, 5e-324, 1 / 3]], np.float64)),
    "bytes": ("BYTES", np.array([["", "plain", "é ☃ 𝄞"], ['"quoted"', "a\nb\t\\", " "]], dtype=np.object_)),
}

Case = Callable[[str], None]
CASES: dict[str, Case] = {}


def case(name: str):
    def add(run: Case) -> Case:
        if name in CASES:
            raise ValueError(f"two cases are called {name}")
        CASES[name] = run
        return run

    return add


def authorized() -> dict[str, str]:
    """A new one each time: the clients write into what they are given."""
    return {"Authorization": f"Bearer {TOKEN}"}


def check(held: bool, what: object = "") -> None:
    if not held:
        raise AssertionError(what)


def same(got: np.ndarray, wanted: np.ndarray) -> None:
    check(got is not None, "the output is missing")
    check(got.shape == wanted.shape, f"shape {got.shape}, not {wanted.shape}")
    if wanted.dtype == np.object_:
        texts = [item.decode() if isinstance(item, bytes) else item for item in got.reshape(-1)]
        check(texts == list(wanted.reshape(-1)), texts)
    else:
        check(got.dtype == wanted.dtype, f"type {got.dtype}, not {wanted.dtype}")
        check(np.array_equal(got, wanted), got)


def tensor(name: str, datatype: str, values: np.ndarray, binary: bool = True) -> triton.InferInput:
    wrapped = triton.InferInput(name, list(values.shape), datatype)
    wrapped.set_data_from_numpy(values, binary_data=binary)
    return wrapped


FIRST = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
SECOND = np.array([[0.5, 0.25, 0], [1, -1, 100]], np.float32)


def two(binary: bool = True) -> list[triton.InferInput]:
    return [tensor("first", "FP32", FIRST, binary), tensor("second", "FP32", SECOND, binary)]


def with_triton(run: Callable[[triton.InferenceServerClient], None]) -> Case:
    def started(url: str) -> None:
        client = triton.InferenceServerClient(url.removeprefix("http://"), network_timeout=30)
        try:
            run(client)
        finally:
            client.close()

    return started


# Told the words that an answer has to hold, after each refusal: the recorder writes them down.
on_refusal: list[Callable[[tuple[str, ...]], None]] = []


def refused(call: Callable[[], object], *mentions: str) -> None:
    """The client's own exception, with a status of the 4xx kind and the words."""
    try:
        call()
    except InferenceServerException as error:
        check(str(error.status()).startswith("4"), f"status {error.status()}")
        for word in mentions:
            check(word in error.message(), f'"{word}" is not in: {error.message()}')
        for tell in on_refusal:
            tell(mentions)
        return
    raise AssertionError("it was not refused")


@case("triton: server live and ready, without a token")
@with_triton
def _(client):
    check(client.is_server_live())
    check(client.is_server_ready())


@case("triton: server metadata")
@with_triton
def _(client):
    metadata = client.get_server_metadata(headers=authorized())
    check(set(metadata) >= {"name", "version", "extensions"}, metadata)
    check({"binary_tensor_data", "model_repository"} <= set(metadata["extensions"]), metadata)


@case("triton: without a token everything else is refused")
@with_triton
def _(client):
    for call in (client.get_server_metadata, client.get_model_repository_index):
        try:
            call()
        except InferenceServerException as error:
            check(error.status() == "401", error)
        else:
            raise AssertionError("it was let in")


@case("triton: model ready, by version too")
@with_triton
def _(client):
    check(client.is_model_ready("sums", headers=authorized()))
    check(client.is_model_ready("sums", "1", headers=authorized()))
    check(client.is_model_ready("sums", "2", headers=authorized()))
    check(not client.is_model_ready("sums", "3", headers=authorized()))
    check(not client.is_model_ready("nothing", headers=authorized()))


@case("triton: model metadata")
@with_triton
def _(client):
    for version in ("", "1", "2"):
        metadata = client.get_model_metadata("sums", version, headers=authorized())
        check(metadata["name"] == "sums", metadata)
        check(sorted(metadata["versions"]) == ["1", "2"], metadata)
        check(bool(metadata["platform"]), metadata)
        ports = [{"name": n, "datatype": "FP32", "shape": [-1, WIDTH]} for n in ("first", "second")]
        check(metadata["inputs"] == ports, metadata)
        check([port["name"] for port in metadata["outputs"]] == ["sum", "difference"], metadata)
    for name, (datatype, _) in VALUES.items():
        metadata = client.get_model_metadata(f"identity-{name}", headers=authorized())
        check(metadata["inputs"] == [{"name": "input", "datatype": datatype, "shape": [-1, WIDTH]}], metadata)
        check(metadata["outputs"] == [{"name": "output", "datatype": datatype, "shape": [-1, WIDTH]}], metadata)
    refused(lambda: client.get_model_metadata("nothing", headers=authorized()), "nothing")
    refused(lambda: client.get_model_metadata("sums", "3", headers=authorized()), "sums", "3")


@case("triton: repository index, unload and load")
@with_triton
def _(client):
    def entry() -> dict:
        index = client.get_model_repository_index(headers=authorized())
        return next(item for item in index if item["name"] == "identity-int8")

    check(entry()["version"] == "1", entry())
    client.load_model("identity-int8", headers=authorized())
    check(entry()["state"] == "READY", entry())
    client.unload_model("identity-int8", headers=authorized())
    check(not client.is_model_ready("identity-int8", headers=authorized()))
    check(entry()["state"] == "UNAVAILABLE", entry())
    datatype, values = VALUES["int8"]
    ask = lambda: client.infer("identity-int8", [tensor("input", datatype, values)], headers=authorized())
    refused(ask, "identity-int8")
    client.load_model("identity-int8", headers=authorized())
    check(client.is_model_ready("identity-int8", headers=authorized()))
    same(ask().as_numpy("output"), values)
    refused(lambda: client.load_model("nothing", headers=authorized()), "nothing")
    refused(lambda: client.unload_model("nothing", headers=authorized()), "nothing")


def identity(name: str, binary_in: bool, binary_out: bool) -> Case:
    @with_triton
    def run(client):
        datatype, values = VALUES[name]
        outputs = [triton.InferRequestedOutput("output", binary_data=binary_out)]
        inputs = [tensor("input", datatype, values, binary_in)]
        result = client.infer(f"identity-{name}", inputs, outputs=outputs, headers=authorized())
        check(result.get_output("output")["datatype"] == datatype)
        same(result.as_numpy("output"), values)

    return run


for _name, _in, _out in product(VALUES, (False, True), (False, True)):
    _ways = [("JSON", "binary")[way] for way in (_in, _out)]
    CASES[f"triton: {VALUES[_name][0]}, {_ways[0]} in, {_ways[1]} out"] = identity(_name, _in, _out)


@case("triton: values that are no numbers come out in binary")
@with_triton
def _(client):
    values = np.array([[np.inf, -np.inf, 0]], np.float32)
    result = client.infer("identity-fp32", [tensor("input", "FP32", values)], headers=authorized())
    same(result.as_numpy("output"), values)


@case("triton: an infinite output in JSON can be read")
@with_triton
def _(client):
    values = np.array([[np.inf, -np.inf, 0]], np.float32)
    outputs = [triton.InferRequestedOutput("output", binary_data=False)]
    result = client.infer("identity-fp32", [tensor("input", "FP32", values)], outputs=outputs, headers=authorized())
    got = result.as_numpy("output")
    check(not np.isfinite(got[0, 0]) and not np.isfinite(got[0, 1]), got)
    check(got[0, 2] == 0, got)


@case("triton: all outputs, and those that are asked for")
@with_triton
def _(client):
    result = client.infer("sums", two(), model_version="1", headers=authorized())
    same(result.as_numpy("sum"), FIRST + SECOND)
    same(result.as_numpy("difference"), FIRST - SECOND)
    only = [triton.InferRequestedOutput("difference", binary_data=False)]
    result = client.infer("sums", two(False), model_version="1", outputs=only, headers=authorized())
    same(result.as_numpy("difference"), FIRST - SECOND)
    check(result.as_numpy("sum") is None, "an output that was not asked for")


@case("triton: one output in binary beside one in JSON, in the order asked for")
@with_triton
def _(client):
    mixed = [
        triton.InferRequestedOutput("difference", binary_data=True),
        triton.InferRequestedOutput("sum", binary_data=False),
    ]
    inputs = [tensor("second", "FP32", SECOND, False), tensor("first", "FP32", FIRST, True)]
    result = client.infer("sums", inputs, model_version="1", outputs=mixed, headers=authorized())
    check([output["name"] for output in result.get_response()["outputs"]] == ["difference", "sum"])
    same(result.as_numpy("sum"), FIRST + SECOND)
    same(result.as_numpy("difference"), FIRST - SECOND)


@case("triton: the highest values as classes")
@with_triton
def _(client):
    values = np.array([[0.25, 4, -1], [7, 0.5, 6]], np.float32)
    for binary in (False, True):
        outputs = [triton.InferRequestedOutput("output", binary_data=binary, class_count=2)]
        inputs = [tensor("input", "FP32", values, binary)]
        result = client.infer("identity-fp32", inputs, outputs=outputs, headers=authorized())
        classes = [item.decode() if isinstance(item, bytes) else item for item in result.as_numpy("output").reshape(-1)]
        check([text.split(":")[1] for text in classes] == ["1", "0", "0", "2"], classes)
        check([float(text.split(":")[0]) for text in classes] == [4, 0.25, 7, 6], classes)


@case("triton: versions")
@with_triton
def _(client):
    for version, scale in (("1", 1), ("2", 2)):
        result = client.infer("sums", two(), model_version=version, headers=authorized())
        check(result.get_response()["model_version"] == version, result.get_response())
        check(result.get_response()["model_name"] == "sums", result.get_response())
        same(result.as_numpy("sum"), (FIRST + SECOND) * np.float32(scale))


@case("triton: the id comes back, and none where none was given")
@with_triton
def _(client):
    result = client.infer("sums", two(), request_id="order 66, ☃", headers=authorized())
    check(result.get_response()["id"] == "order 66, ☃", result.get_response())
    result = client.infer("sums", two(), headers=authorized())
    check("id" not in result.get_response(), result.get_response())


@case("triton: priority and timeout")
@with_triton
def _(client):
    for priority, timeout in ((0, None), (1, 30_000_000), (2, 30_000_000)):
        result = client.infer("sums", two(), model_version="1", priority=priority, timeout=timeout, headers=authorized())
        same(result.as_numpy("sum"), FIRST + SECOND)


@case("triton: parameters it does not know do no harm")
@with_triton
def _(client):
    result = client.infer("sums", two(), model_version="1", parameters={"colour": "blue"}, headers=authorized())
    same(result.as_numpy("sum"), FIRST + SECOND)


@case("triton: compressed requests and answers")
@with_triton
def _(client):
    for algorithm in ("gzip", "deflate"):
        for binary in (False, True):
            result = client.infer(
                "sums", two(binary), model_version="1", headers=authorized(),
                request_compression_algorithm=algorithm, response_compression_algorithm=algorithm,
            )
            same(result.as_numpy("sum"), FIRST + SECOND)


@case("triton: many rows")
@with_triton
def _(client):
    # More than the server reads beside its other work, whichever way it is written.
    values = (np.arange(3000 * WIDTH, dtype=np.float32) % 8 / 4).reshape(-1, WIDTH)
    for binary in (False, True):
        inputs = [tensor("first", "FP32", values, binary), tensor("second", "FP32", values, binary)]
        outputs = [triton.InferRequestedOutput("sum", binary_data=binary)]
        result = client.infer("sums", inputs, model_version="1", outputs=outputs, headers=authorized())
        same(result.as_numpy("sum"), values + values)


@case("triton: refusals name what is wrong")
@with_triton
def _(client):
    def ask(model="sums", version="1", inputs=None, outputs=None):
        return lambda: client.infer(model, inputs or two(), model_version=version, outputs=outputs, headers=authorized())

    wrong = {
        "unknown model": (ask("nothing"), ["nothing"]),
        "unknown version": (ask(version="9"), ["sums", "9"]),
        "unknown input": (ask(inputs=[*two(), tensor("third", "FP32", FIRST)]), ["third"]),
        "missing input": (ask(inputs=two()[:1]), ["second"]),
        "datatype": (ask(inputs=[tensor("first", "FP64", FIRST.astype(np.float64)), two()[1]]), ["first", "FP64", "FP32"]),
        "shape": (ask(inputs=[tensor("first", "FP32", FIRST[:, :2]), two()[1]]), ["first"]),
        "rows": (ask(inputs=[tensor("first", "FP32", FIRST[:1]), two()[1]]), []),
        "unknown output": (ask(outputs=[triton.InferRequestedOutput("product")]), ["product"]),
    }
    for call, mentions in wrong.values():
        refused(call, *mentions)
    # They spoil nothing for those who come after.
    same(ask()().as_numpy("sum"), FIRST + SECOND)


def with_kserve(run: Callable) -> Case:
    def started(url: str) -> None:
        async def inside() -> None:
            client = InferenceRESTClient(RESTConfig(protocol="v2", retries=0, timeout=30))
            try:
                await run(client, url)
            finally:
                await client.close()

        asyncio.run(inside())

    return started


def kserve_input(name: str, datatype: str, values: np.ndarray, binary: bool) -> InferInput:
    wrapped = InferInput(name, list(values.shape), datatype)
    wrapped.set_data_from_numpy(values, binary_data=binary)
    return wrapped


def kserve_request(model: str, inputs: list[InferInput], binary_out: bool | None = None, **more) -> InferRequest:
    parameters = None if binary_out is None else {"binary_data_output": binary_out}
    return InferRequest(model, inputs, request_id=more.pop("request_id", "kserve"), parameters=parameters, **more)


@case("kserve: live, ready, model ready")
@with_kserve
async def _(client, url):
    check(await client.is_server_live(url))
    check(await client.is_server_ready(url))
    check(await client.is_model_ready(url, "sums", headers=authorized()))
    check(not await client.is_model_ready(url, "nothing", headers=authorized()))


def kserve_identity(name: str, binary_in: bool, binary_out: bool) -> Case:
    @with_kserve
    async def run(client, url):
        datatype, values = VALUES[name]
        model = f"identity-{name}"
        request = kserve_request(model, [kserve_input("input", datatype, values, binary_in)], binary_out)
        response = await client.infer(url, request, model, headers=authorized())
        check(response.id == "kserve", response.id)
        check(response.outputs[0].datatype == datatype, response.outputs[0])
        same(response.outputs[0].as_numpy(), values)

    return run


for _name, _in, _out in product(VALUES, (False, True), (False, True)):
    # The client itself refuses to send or to read FP16 as JSON.
    if _name == "fp16" and not (_in and _out):
        continue
    _ways = [("JSON", "binary")[way] for way in (_in, _out)]
    CASES[f"kserve: {VALUES[_name][0]}, {_ways[0]} in, {_ways[1]} out"] = kserve_identity(_name, _in, _out)


@case("kserve: requested outputs, and a plain dictionary with nested data")
@with_kserve
async def _(client, url):
    inputs = [kserve_input("first", "FP32", FIRST, False), kserve_input("second", "FP32", SECOND, False)]
    request = kserve_request("sums", inputs, request_outputs=[RequestedOutput("difference")])
    response = await client.infer(url, request, "sums", headers=authorized())
    check([output.name for output in response.outputs] == ["difference"], response.outputs)
    same(response.outputs[0].as_numpy(), FIRST - SECOND)
    nested = [
        {"name": name, "shape": list(TWO_ROWS), "datatype": "FP32", "data": values.tolist()}
        for name, values in (("first", FIRST), ("second", SECOND))
    ]
    response = await client.infer(url, {"inputs": nested}, "sums", headers=authorized())
    same(response.outputs[1].as_numpy(), FIRST - SECOND)


@case("kserve: refusals are the client's exceptions, with the server's words")
@with_kserve
async def _(client, url):
    wrong = [kserve_input("first", "FP64", FIRST.astype(np.float64), False), kserve_input("second", "FP32", SECOND, False)]
    asked = {
        "nothing": kserve_request("nothing", wrong),
        "sums": kserve_request("sums", wrong),
    }
    for model, request in asked.items():
        try:
            await client.infer(url, request, model, headers=authorized())
        except httpx.HTTPStatusError as error:
            check(400 <= error.response.status_code < 500, error)
            check(("nothing" if model == "nothing" else "first") in str(error).split("for url")[0], error)
        else:
            raise AssertionError("it was not refused")
    try:
        await client.infer(url, asked["sums"], "sums")
    except httpx.HTTPStatusError as error:
        check(error.response.status_code == 401, error)
    else:
        raise AssertionError("it was let in without a token")
