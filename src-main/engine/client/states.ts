import type { EngineProcess } from '../../contract/app.ts';

export type EngineState = EngineProcess['state'];

/**
 * From where to where an engine process goes. `restarting` is any boot after the first one, `failed` waits for a
 * later attempt, `stopped` is both the beginning and the end.
 */
const transitions: Readonly<Record<EngineState, readonly EngineState[]>> = {
  stopped: ['starting'],
  starting: ['ready', 'restarting', 'failed', 'stopping'],
  ready: ['busy', 'restarting', 'failed', 'stopping'],
  busy: ['ready', 'restarting', 'failed', 'stopping'],
  restarting: ['ready', 'failed', 'stopping'],
  failed: ['restarting', 'stopping'],
  stopping: ['stopped'],
};

/** @throws when the step is not one of the state machine's: a defect of the supervisor, never of an engine process. */
export function checkTransition(from: EngineState, to: EngineState): void {
  if (!transitions[from].includes(to)) throw new Error(`An engine process cannot go from ${from} to ${to}.`);
}

/** Whether calls are sent to it at once. */
export function admitsCalls(state: EngineState): boolean {
  return state === 'ready' || state === 'busy';
}
