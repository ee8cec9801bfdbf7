export type { EngineSeat, HeldModel } from './engine-seat.ts';
export type { Lane } from './lane.ts';
export type { JsonPart } from './messages.ts';
export type { LaneTotals } from './lane-record.ts';
export { createLanes, type Lanes } from './lanes.ts';
export type { CacheOutcome, Done, RequestTerms, Work } from './work.ts';
export { rowsToRun } from './rows-to-run.ts';
