export type {
  SessionCalls,
  SessionDescription,
  SessionRun,
  SessionSource,
  WarmUpTensor,
} from '../session-calls.ts';
export type { TensorPort, TensorType, TensorValue } from '../tensor.ts';
export { childEnvironment } from './child-environment.ts';
export type { EngineChild, EngineExit, ForkEngine, ForkOptions } from './fork.ts';
export { forkOnNode } from './fork-node.ts';
export { keepLastLines } from './last-lines.ts';
export { createEnginePool, type EnginePool, type EnginePoolOptions } from './pool.ts';
export type { CallOptions, EngineHandle } from './handle.ts';
