import { setTimeout as wait } from 'node:timers/promises';
import { startBackend } from '../bench/harness/backend.ts';
import type { Resources } from '../bench/harness/backend-messages.ts';
import { residentMb } from '../bench/harness/memory.ts';
import { seededRandom } from '../bench/harness/rows.ts';
import type { AppStatus } from '../src-main/contract/app.ts';
import { openCaller } from './ask.ts';
import { growthPerMinute, type Sample } from './growth.ts';
import { takeKnownAnswers } from './known-answers.ts';
import { type LaneKind, laneKinds, type Question } from './lanes.ts';
import { createRecord, type SoakBooks, type SoakRecord } from './record.ts';

export interface SoakOptions {
  /** The bundled backend, the folder with `models/` for it, and an empty one for its data. */
  entry: string;
  programFolder: string;
  dataFolder: string;
  seconds: number;
  kills: number;
  seed: number;
  /** Times the usual pauses of callers. */
  pauses: number;
  sampleMs: number;
  onSample?(sample: SoakSample): void;
}

export interface SoakSample {
  atMs: number;
  asked: number;
  main: Resources;
  /** Resident memory of each engine process, and how long it had been there. */
  engines: { pid: number; mb: number; ageMs: number }[];
}

export interface SoakReport {
  seconds: number;
  killed: number;
  record: SoakRecord;
  /** Megabytes a minute over the second half: of main's memory in use after a collection, of what it has resident, of the engine processes. */
  growth: { mainUsedMb: number; mainResidentMb: number; enginesMb: number };
  /** Open handles of main before the load and after it, by kind. */
  handles: { before: Record<string, number>; after: Record<string, number> };
  samples: SoakSample[];
}

/** The same load before anything is counted: what is loaded, compiled and cached once is there then. */
const settleMs = 6_000;
/** An engine process is measured from that age on, when it has loaded and seen all that it is asked for. */
const grownUpMs = 120_000;

/** Mixed load through the real server, with engine processes killed meanwhile. Stops by itself. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { entry, programFolder, dataFolder, seconds, kills } = options;
  const random = seededRandom(options.seed);
  const backend = await startBackend(
    entry,
    { dataFolder, programFolder, http: { instantOutputsJson: null } },
    ['--expose-gc'],
  );
  let status: AppStatus | null = null;
  const watching = (async () => {
    for await (const frame of await backend.client.app.status()) status = frame;
  })().catch(() => undefined);
  const enginePids = (): number[] =>
    status?.engine.processes.flatMap(({ pid }) => (pid === null ? [] : [pid])) ?? [];
  try {
    const url = backend.url ?? '';
    await backend.client.online.settings({
      model: { name: 'trees-30', version: null },
      // So small that old answers make room for new ones all the time.
      cache: { on: true, maxBytes: 1_000_000 },
    });
    const first = openCaller(url);
    const known = await takeKnownAnswers(backend.client, first, {
      tensors: ['mlp-30', 'trees-30'],
      rows: ['mlp-30', 'review-sentiment', 'page-layout'],
    });
    first.close();
    const load = (record: SoakBooks): (() => Promise<void>) => {
      const ending = new AbortController();
      const lanes = laneKinds(known).flatMap((kind) =>
        Array.from({ length: kind.callers }, () =>
          runLane(url, { ...kind, pauseMs: kind.pauseMs * options.pauses }, record, random, ending.signal),
        ),
      );
      return async () => {
        ending.abort();
        await Promise.all(lanes);
      };
    };
    const endFirst = load(createRecord());
    await wait(settleMs);
    await endFirst();
    await wait(settleMs / 3);
    const before = (await backend.resources()).handles;

    const record = createRecord();
    const endLoad = load(record);
    const startedMs = performance.now();
    const samples: SoakSample[] = [];
    const killsMs: number[] = [];
    const killAtMs = moments(kills, seconds * 1000, random);
    let sampledMs = performance.now();
    const firstSeenMs = new Map<number, number>();
    while (performance.now() - startedMs < seconds * 1000) {
      await wait(50);
      const nowMs = performance.now();
      if (killAtMs[0] !== undefined && nowMs - startedMs >= killAtMs[0]) {
        const pids = enginePids();
        const pid = pids[Math.floor(random() * pids.length)];
        // Those that are on their way back already are looked for again in a moment.
        if (pid !== undefined && killProcess(pid)) {
          killsMs.push(performance.now());
          killAtMs.shift();
        }
      }
      if (nowMs < sampledMs) continue;
      sampledMs = nowMs + options.sampleMs;
      const sample = {
        atMs: nowMs - startedMs,
        asked: record.asked(),
        main: await backend.resources(),
        engines: enginePids().flatMap((pid) => {
          const mb = residentMb(pid);
          if (!firstSeenMs.has(pid)) firstSeenMs.set(pid, nowMs);
          return mb === null ? [] : [{ pid, mb, ageMs: nowMs - (firstSeenMs.get(pid) ?? nowMs) }];
        }),
      };
      samples.push(sample);
      options.onSample?.(sample);
    }
    await endLoad();
    const after = await settledHandles(() => backend.resources(), before);
    const growth = (value: (sample: SoakSample) => number): number =>
      growthPerMinute(samples.map((sample): Sample => ({ atMs: sample.atMs, value: value(sample) })));
    return {
      seconds: (performance.now() - startedMs) / 1000,
      killed: killsMs.length,
      record: record.close(killsMs),
      growth: {
        mainUsedMb: growth(({ main }) => main.usedMb),
        mainResidentMb: growth(({ main }) => main.residentMb),
        enginesMb: growthPerMinute(
          samples.flatMap(({ atMs, engines }) =>
            engines
              .filter(({ ageMs }) => ageMs >= grownUpMs)
              .map(({ pid, mb }): Sample => ({ atMs, value: mb, of: pid })),
          ),
        ),
      },
      handles: { before, after },
      samples,
    };
  } finally {
    await backend.stop();
    await watching;
  }
}

async function runLane(
  url: string,
  kind: LaneKind,
  record: SoakBooks,
  random: () => number,
  signal: AbortSignal,
): Promise<void> {
  let caller = openCaller(url);
  while (!signal.aborted) {
    const question = kind.next(random);
    const askedMs = performance.now();
    record.asks(kind.name);
    const add = (outcome: {
      kind: Parameters<typeof record.add>[0]['kind'];
      said?: string;
      fromCache?: boolean;
    }): void =>
      record.add({
        lane: kind.name,
        askedMs,
        answeredMs: performance.now(),
        said: outcome.said ?? '',
        fromCache: outcome.fromCache ?? false,
        kind: outcome.kind,
      });
    try {
      add(await outcomeOf(question, caller));
    } catch (error) {
      add({ kind: 'wrong', said: String(error) });
      caller.close();
      caller = openCaller(url);
    }
    await wait(kind.pauseMs);
  }
  caller.close();
}

async function outcomeOf(question: Question, caller: ReturnType<typeof openCaller>) {
  const answer = await caller.ask(question);
  if (answer === null) return { kind: 'left' as const };
  const { status } = answer;
  if (status !== 200) {
    const said = `${status} ${answer.body.toString().slice(0, 300)}`;
    const expected = question.expects?.[status];
    if (expected) return { kind: expected };
    return { kind: status >= 500 ? ('broken' as const) : ('wrong' as const), said };
  }
  const complaint = question.check(answer);
  const fromCache = answer.headers['x-foredeck-cache'] === 'hit';
  return complaint === null
    ? { kind: 'right' as const, fromCache }
    : { kind: 'wrong' as const, said: complaint };
}

/** Moments spread over the time, one in each equal part of it; none in the last twentieth, which is for coming back. */
/** The engine processes that are alive after the last kill live long enough for a leak to show. */
const killedShare = 0.6;

function moments(count: number, ms: number, random: () => number): number[] {
  return Array.from({ length: count }, (_, index) => ((index + random()) / count) * ms * killedShare);
}

function killProcess(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** What is open once the callers have gone; closing takes a moment. */
async function settledHandles(
  ask: () => Promise<Resources>,
  before: Record<string, number>,
): Promise<Record<string, number>> {
  const deadlineMs = performance.now() + 10_000;
  while (true) {
    const { handles } = await ask();
    if (leftOpen({ before, after: handles }).length === 0 || performance.now() > deadlineMs) return handles;
    await wait(200);
  }
}

/** A loaded model waits for its time to rest, its lane to give back instances and the model: three timers each. */
const timersOfModels = 3 * 5;

/** Kinds of handles of which there are more than before. */
export function leftOpen({ before, after }: SoakReport['handles']): string[] {
  return Object.entries(after).flatMap(([kind, count]) =>
    count > (before[kind] ?? 0) + (kind === 'Timeout' ? timersOfModels : 0)
      ? [`${kind}: ${before[kind] ?? 0} before, ${count} after`]
      : [],
  );
}
