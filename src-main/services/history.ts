import { type HistoryEntry, type HistoryPage, mostReplayed } from '../contract/history.ts';
import type { Instance, ModelRef, Prediction, PredictTiming } from '../contract/models.ts';
import { samePrediction } from '../domain/same-prediction.ts';
import { createChanges } from './changes.ts';
import { latestFrames } from './latest-frames.ts';
import { keptInstance, keptPrediction, searchWords, wordsOf } from './history-entry.ts';
import type { PredictService } from './predict.ts';

/** A row that was answered just now. */
export interface AnsweredRow {
  name: string;
  version: string;
  instance: Instance;
  prediction: Prediction;
  timing: PredictTiming;
  /** Null where the model was loaded already. */
  coldStartMs: number | null;
}

/** A prediction that was made, for the history. */
export type NewEntry = Omit<HistoryEntry, 'id'>;

export interface PredictionArchive {
  /** The words are what it can be found by. */
  add(entries: (NewEntry & { words: string })[]): Promise<void>;
  list(query: {
    name: string | null;
    words: string[];
    before: number | null;
    limit: number;
  }): Promise<HistoryPage>;
  /** The newest of a model whose values were kept. */
  replayable(name: string, limit: number): Promise<HistoryEntry[]>;
  forget(which: { name: string } | { id: number }): Promise<number>;
}

export interface HistoryQuery {
  name: string | null;
  search: string;
  before: number | null;
  limit: number;
}

export interface HistoryService {
  /**
   * Keeps a prediction; nobody waits for it, and it never fails its caller. Of a flood only some are kept (see
   * {@link keptPerSecond}), and `make` is called for those alone.
   */
  record(door: HistoryEntry['door'], make: () => AnsweredRow): void;
  list(query: HistoryQuery): Promise<HistoryPage>;
  watch(query: HistoryQuery, signal: AbortSignal): AsyncGenerator<HistoryPage>;
  forget(which: { name: string } | { id: number }): Promise<{ forgotten: number }>;
  replay(
    request: { name: string; on: ModelRef },
    signal: AbortSignal,
  ): Promise<{ rows: { entry: HistoryEntry; now: Prediction }[]; changed: number }>;
  /** Writes what was not written yet. */
  stop(): Promise<void>;
}

/** So many entries a second are kept of those that come through each door. */
export const keptPerSecond: Record<HistoryEntry['door'], number> = { console: 50, command: 50, http: 10 };
const writeEveryMs = 200;
const pageEveryMs = 500;
/** Rows asked for at once when the past is asked again: one after the other they would take long, all at once they would keep others waiting. */
const replayRows = 16;

export function createHistoryService(options: {
  archive: PredictionArchive;
  predict: PredictService['predict'];
  nowMs(): number;
  /** Told when something could not be written. */
  onTrouble(thrown: unknown): void;
}): HistoryService {
  const { archive, nowMs, onTrouble } = options;
  const changes = createChanges();
  const allowances = new Map<HistoryEntry['door'], { left: number; atMs: number }>();
  let waiting: (NewEntry & { words: string })[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const admits = (door: HistoryEntry['door']): boolean => {
    const most = keptPerSecond[door];
    const atMs = nowMs();
    const last = allowances.get(door) ?? { left: most, atMs };
    const grown = Math.max(0, ((atMs - last.atMs) * most) / 1_000);
    const left = Math.min(most, last.left + grown);
    if (left < 1) return false;
    allowances.set(door, { left: left - 1, atMs });
    return true;
  };
  const write = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (waiting.length > 0) {
      const entries = waiting;
      waiting = [];
      writing = writing
        .then(() => archive.add(entries))
        .then(changes.tell)
        .catch(onTrouble);
    }
    return writing;
  };
  const list = async ({ name, search, before, limit }: HistoryQuery): Promise<HistoryPage> => {
    await write();
    return archive.list({ name, words: searchWords(search), before, limit });
  };

  return {
    record(door, make) {
      if (!admits(door)) return;
      try {
        waiting.push(keptEntry(entryOf(make(), door, nowMs())));
      } catch (thrown) {
        // The prediction itself went well, and its caller gets it.
        onTrouble(thrown);
        return;
      }
      timer ??= setTimeout(() => void write(), writeEveryMs);
    },
    list,
    watch: (query, signal) =>
      latestFrames(() => list(query), { signal, listen: changes.listen, atMostEveryMs: pageEveryMs }),
    async forget(which) {
      await write();
      const forgotten = await archive.forget(which);
      changes.tell();
      return { forgotten };
    },
    async replay({ name, on }, signal) {
      await write();
      const entries = await archive.replayable(name, mostReplayed);
      const asked = entries.flatMap((entry) =>
        entry.instance === null ? [] : [{ entry, instance: entry.instance }],
      );
      const rows: { entry: HistoryEntry; now: Prediction }[] = [];
      for (let from = 0; from < asked.length; from += replayRows) {
        const some = asked.slice(from, from + replayRows);
        const instances: Instance[] = some.map(({ instance }) => instance);
        const { predictions } = await options.predict({ model: on, instances }, signal);
        for (const [at, { entry }] of some.entries()) {
          const now = predictions[at];
          if (now) rows.push({ entry, now });
        }
      }
      return {
        rows,
        changed: rows.filter(({ entry, now }) => !samePrediction(entry.prediction, now)).length,
      };
    },
    stop: write,
  };
}

function entryOf(row: AnsweredRow, door: HistoryEntry['door'], answeredMs: number): NewEntry {
  const { name, version, instance, prediction, timing, coldStartMs } = row;
  const ms = timing.queue + timing.encode + timing.infer + timing.decode;
  const coldStart = coldStartMs !== null;
  return { atMs: answeredMs - ms, name, version, door, instance, prediction, ms, coldStart };
}

function keptEntry(entry: NewEntry): NewEntry & { words: string } {
  const kept = {
    ...entry,
    instance: entry.instance && keptInstance(entry.instance),
    prediction: keptPrediction(entry.prediction),
  };
  return { ...kept, words: wordsOf(kept) };
}
