export type { InferRequest, NamedTensor, WantedOutput } from './infer-request.ts';
export { encodeInferBody, type InferBody, parseInferAnswer } from './infer-exchange.ts';
export {
  type ModelMetadata,
  parseModelMetadata,
  parseServerMetadata,
  type ServerMetadata,
} from './describe-model.ts';
