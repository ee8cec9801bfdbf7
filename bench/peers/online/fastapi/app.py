"""The model behind FastAPI, as one writes it by hand for speed: the V2 body read and written by orjson, one run a
request on the event loop (a thread costs more than the run), one thread in the runtime. The folder's settings come
from the environment: MODEL (path of the ONNX file) and NAME."""

import os

import numpy as np
import onnxruntime
import orjson
from fastapi import FastAPI, Request, Response

NAME = os.environ["NAME"]
TYPES = {"tensor(float)": ("FP32", np.float32), "tensor(int64)": ("INT64", np.int64)}

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])
inputs = {port.name: TYPES[port.type][1] for port in session.get_inputs()}
outputs = [(port.name, TYPES[port.type][0]) for port in session.get_outputs()]
names = [name for name, _ in outputs]

app = FastAPI(openapi_url=None)


@app.get("/v2/health/ready")
async def ready() -> dict:
    return {"ready": True}


@app.post(f"/v2/models/{NAME}/infer")
async def infer(request: Request) -> Response:
    asked = orjson.loads(await request.body())
    feeds = {
        tensor["name"]: np.array(tensor["data"], dtype=inputs[tensor["name"]]).reshape(tensor["shape"])
        for tensor in asked["inputs"]
    }
    results = session.run(names, feeds)
    answer = {
        "model_name": NAME,
        "model_version": "1",
        "outputs": [
            {"name": name, "datatype": datatype, "shape": list(result.shape), "data": result.reshape(-1)}
            for (name, datatype), result in zip(outputs, results)
        ],
    }
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")
