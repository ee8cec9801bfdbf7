export { encodeInferBody, type InferBody, mostAnswerJsonBytes, parseInferAnswer } from './infer-exchange.ts';
export {
  type ModelMetadata,
  parseModelMetadata,
  parseServerMetadata,
  type ServerMetadata,
} from './describe-model.ts';
export { checkInputs, checkOutputs, type InputRules, tensorColumns } from './check-inputs.ts';
export { encodeOutputs } from './encode-outputs.ts';
export {
  type InferRequest,
  type NamedTensor,
  parseInferRequest,
  type WantedOutput,
} from './infer-request.ts';
export { parsePredictBody } from './predict-body.ts';
