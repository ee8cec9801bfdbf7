import type { ServingSettings } from '../contract/online.ts';
import type { Timers } from '../domain/timers.ts';
import { createBatchSender } from './batch-sender.ts';
import type { HeldModel } from './engine-seat.ts';
import { createLane, type Lane, type LaneModel } from './lane.ts';
import { createPlacement } from './placement.ts';

export interface LanesOptions<Model extends object> {
  /** What of a model its lane needs. */
  about(model: Model): LaneModel;
  /** Loads a model where it is not, and keeps it until it is released. */
  hold(model: Model): Promise<HeldModel>;
  isOn(model: Model): boolean;
  /** Engine processes that may hold it, at most. */
  mostInstances(model: Model): number;
  settingsOf(model: Model): ServingSettings;
  /** Engine processes there are. */
  processes(): number;
  timers: Timers;
  nowMs(): number;
  wallMs(): number;
  soon(act: () => void): void;
  /** After everything that a view of a lane shows. */
  onChange(): void;
  /** A server that runs a model answers again, or no longer. */
  onReach(): void;
}

/** The lanes of all models that were asked for since the start. */
export interface Lanes<Model> {
  of(model: Model): Lane;
  /** That of a model that was asked for; null before. */
  known(model: Model): Lane | null;
  all(): { model: LaneModel; lane: Lane }[];
  /** Forgets the answers of every version of a model. */
  clearCaches(name: string): void;
  /** An engine process has come or gone. */
  look(): void;
  stop(): void;
}

export function createLanes<Model extends object>(options: LanesOptions<Model>): Lanes<Model> {
  const { about, timers, nowMs, wallMs, soon, onChange, onReach } = options;
  const lanes = new Map<string, { model: LaneModel; lane: Lane }>();
  const byModel = new WeakMap<Model, Lane>();
  const placement = createPlacement(options.processes, nowMs);
  const send = createBatchSender(timers);

  function of(model: Model): Lane {
    const known = byModel.get(model);
    if (known) return known;
    const lane = laneOf(model);
    byModel.set(model, lane);
    return lane;
  }

  function laneOf(model: Model): Lane {
    const known = about(model);
    const key = `${known.name}@${known.version}`;
    const entry = lanes.get(key);
    if (entry) return entry.lane;
    const lane = createLane({
      model: known,
      hold: () => options.hold(model),
      isOn: () => options.isOn(model),
      mostInstances: () => options.mostInstances(model),
      settings: () => options.settingsOf(model),
      ...{ placement, send, timers, nowMs, wallMs, soon, onChange, onReach },
    });
    lanes.set(key, { model: known, lane });
    return lane;
  }

  return {
    of,
    known(model) {
      const { name, version } = about(model);
      return lanes.get(`${name}@${version}`)?.lane ?? null;
    },
    all: () => [...lanes.values()],
    clearCaches(name) {
      for (const { model, lane } of lanes.values()) if (model.name === name) lane.clearCache();
    },
    look() {
      for (const { lane } of lanes.values()) lane.look();
    },
    stop() {
      for (const { lane } of lanes.values()) lane.stop();
    },
  };
}
