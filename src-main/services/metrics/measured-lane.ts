import type { OnlineView } from '../../contract/online.ts';
import type { Lane } from '../../online/index.ts';

/** What is told of one model. */
export interface MeasuredLane {
  model: { name: string; version: string };
  record: Lane['record'];
  view: OnlineView;
  /** Requests that no engine process works on yet. */
  pending: number;
  usesCache: boolean;
}
