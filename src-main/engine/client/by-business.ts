import type { EngineHandle } from './handle.ts';
import { admitsCalls } from './states.ts';

/** Sorts those first that take calls at once, and of them the ones with the fewest in flight. */
export function byBusiness(a: EngineHandle, b: EngineHandle): number {
  return Number(admitsCalls(b.state)) - Number(admitsCalls(a.state)) || a.callsSent - b.callsSent;
}
