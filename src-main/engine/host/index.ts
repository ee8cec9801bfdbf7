export type { SessionDescription, SessionSource } from '../session-calls.ts';
export type { TensorPort, TensorType, TensorValue } from '../tensor.ts';
export type { EngineNetwork, Operation, OperationContext } from './serve.ts';
export type { LoadedSession, RunOptions } from './loaded-session.ts';
export type { Sessions } from './sessions.ts';
export { lookAtRemote } from './remote/look.ts';
export { startEngineProcess } from './start.ts';
export { openPictures } from '../inputs/pictures.ts';
export { openTokenizer } from '../inputs/tokenizer.ts';
