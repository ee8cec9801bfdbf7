"""An MLServer runtime for an ONNX file: MLServer brings none. One run a request or, where MLServer batches, a batch;
one thread in the runtime."""

import numpy as np
import onnxruntime
from mlserver import MLModel, types
from mlserver.codecs import NumpyCodec


class OnnxRuntime(MLModel):
    async def load(self) -> bool:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            self.settings.parameters.uri, options, providers=["CPUExecutionProvider"]
        )
        self.names = [port.name for port in self.session.get_outputs()]
        return True

    async def predict(self, payload: types.InferenceRequest) -> types.InferenceResponse:
        feeds = {tensor.name: NumpyCodec.decode_input(tensor) for tensor in payload.inputs}
        results = self.session.run(self.names, feeds)
        return types.InferenceResponse(
            model_name=self.name,
            model_version=self.version,
            outputs=[
                # MLServer's batches are taken apart along the first dimension; a vector has to be a column for that.
                NumpyCodec.encode_output(name, result if result.ndim > 1 else result.reshape(-1, 1))
                for name, result in zip(self.names, results)
            ],
        )
