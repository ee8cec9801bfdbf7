export type { InferRequest, NamedTensor, WantedOutput } from './infer-request.ts';
