import { join } from 'node:path';
import type { Comparison, Instance, ModelDetail, PredictTiming } from '../../src-main/contract/models.ts';
import { type RunningBackend, startBackend } from './backend.ts';
import type { BackendStart } from './backend-messages.ts';
import { root, workFolder } from './bundle.ts';
import { busySeconds, cpuSeconds } from './machine.ts';
import { enginePids, residentMb } from './memory.ts';

const dataFolder = join(workFolder, 'models-data');

/** The backend on the bundled models. The data folder stays, as it does for whoever starts the program every day. */
export function startOnModels(
  entry: string,
  how: Pick<BackendStart, 'engineProcesses' | 'idle'> = {},
): Promise<RunningBackend> {
  return startBackend(entry, { dataFolder, programFolder: root, ...how });
}

/** From the start of the program to its first prediction, milliseconds. */
export interface ColdStart {
  totalMs: number;
  /** Of that, until the backend serves: Node, our code, the data folder, the store, the cards. */
  openMs: number;
  /** Then, as the answer says: engine processes that come up, and the model's load; the rest. */
  timing: PredictTiming;
  /** Processor time of all of its processes up to then. */
  cpuMs: number;
  /** Share of the busy processor time that others used meanwhile. */
  othersShare: number;
}

/**
 * Starts the program, asks for one prediction, and ends it.
 * @param start.idle as the command `predict` does it; otherwise as the console does, with an engine process a core
 * @throws when there is no prediction
 */
export async function measureColdStart(
  entry: string,
  { model, instance, idle }: { model: string; instance: Instance; idle: boolean },
): Promise<ColdStart> {
  const busy = busySeconds();
  const startedMs = performance.now();
  const backend = await startOnModels(entry, { idle });
  try {
    const openMs = performance.now() - startedMs;
    const { predictions, timing } = await backend.client.models.predict({
      model: { name: model, version: null },
      instances: [instance],
    });
    const totalMs = performance.now() - startedMs;
    const busyMs = 1000 * (busySeconds() - busy);
    const [prediction] = predictions;
    if (prediction?.rejected !== undefined) throw new Error(`${model}: ${prediction.rejected}`);
    const pids = await enginePids(backend.client, 1);
    const cpuMs = 1000 * [backend.pid, ...pids].reduce((sum, pid) => sum + cpuSeconds(pid), 0);
    const othersShare = busyMs > 0 ? Math.max(0, 1 - cpuMs / busyMs) : 0;
    return { totalMs, openMs, timing, cpuMs, othersShare };
  } finally {
    await backend.stop();
  }
}

/** A model in one engine process that has loaded nothing before. */
export interface LoadedModel {
  /** Until it is ready, its first run included. */
  loadMs: number;
  /** What the program counts it as, and resident memory of the process before and after. */
  weightMb: number;
  processMb: { before: number; after: number };
}

export async function measureLoad(entry: string, model: string): Promise<LoadedModel> {
  const backend = await startOnModels(entry, { engineProcesses: 1 });
  try {
    const [pid = 0] = await enginePids(backend.client, 1);
    const before = residentMb(pid) ?? 0;
    const { residency } = await backend.client.models.load({ name: model, version: null });
    return {
      loadMs: residency.loadMs ?? Number.NaN,
      weightMb: (residency.memoryBytes ?? 0) / 1e6,
      processMb: { before, after: residentMb(pid) ?? 0 },
    };
  } finally {
    await backend.stop();
  }
}

/** How fast a loaded model is. */
export interface ModelSpeed {
  /** Of one side of a comparison with itself: cells to predictions, without reading and writing files. */
  rowsPerSecond: number;
  rowP50Ms: number;
  rowP99Ms: number;
  /** One row a call through the contract, the way from process to process included. */
  callP50Ms: number;
  metrics: Comparison['sides'][0]['metrics'];
}

export async function measureSpeed(
  backend: RunningBackend,
  { summary: { name, version } }: Pick<ModelDetail, 'summary'>,
  rows: { instances: Instance[]; table: string },
): Promise<ModelSpeed> {
  const model = { name, version };
  const { sides } = await backend.client.models.compare({ first: model, second: model, path: rows.table });
  const [{ rowsPerSecond, p50Ms, p99Ms, metrics }] = sides;
  const callsMs: number[] = [];
  for (const instance of rows.instances) {
    const askedMs = performance.now();
    await backend.client.models.predict({ model, instances: [instance] });
    callsMs.push(performance.now() - askedMs);
  }
  const sorted = callsMs.sort((a, b) => a - b);
  return {
    rowsPerSecond,
    rowP50Ms: p50Ms,
    rowP99Ms: p99Ms,
    callP50Ms: sorted[sorted.length >> 1] ?? Number.NaN,
    metrics,
  };
}
