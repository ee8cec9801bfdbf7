import { startEngineProcess } from '../engine/host/index.ts';

/** Composition root of an engine process: the sessions, and what works on them beside the caller's own runs. */
startEngineProcess(() => ({}));
