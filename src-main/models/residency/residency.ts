import { failed, toFailure } from '../../contract/failure.ts';
import type { ModelSettings } from '../../domain/model-settings.ts';
import type {
  LoadedModel,
  ModelLease,
  ModelResidency,
  ResidentModel,
  SessionHost,
} from './model-residency.ts';
import { systemTimers, type Timers } from '../../domain/timers.ts';

export interface ResidencyOptions<Model> {
  host: SessionHost<Model>;
  settingsOf(model: Model): ModelSettings;
  budgetBytes: number;
  idleMs: number;
  nowMs(): number;
  timers?: Timers;
  /** After every change of what `view` shows. */
  onChange?: () => void;
}

interface Entry<Model> {
  key: string;
  model: Model;
  state: 'asleep' | 'loading' | 'resident' | 'failed';
  /** Leases held or waited for. */
  uses: number;
  /** The settings it was or is being loaded under. */
  loadedWith: ModelSettings | null;
  loading: Promise<void> | null;
  /** The last unloading; a load waits for it. */
  leaving: Promise<void>;
  weightBytes: number | null;
  /** The most it ever weighed in one process. */
  instanceBytes: number;
  loadMs: number | null;
  lastUsedMs: number | null;
  idleSinceMs: number;
  provider: LoadedModel['provider'] | null;
  /** As it was loaded last. */
  kernel: LoadedModel['kernel'];
  note: string | null;
  undoIdle(): void;
}

export function createResidency<Model extends ResidentModel>(
  options: ResidencyOptions<Model>,
): ModelResidency<Model> {
  const { host, settingsOf, nowMs, timers = systemTimers, onChange = () => {} } = options;
  const entries = new Map<string, Entry<Model>>();
  let { budgetBytes, idleMs } = options;
  let stopped = false;

  function entryOf(model: Model): Entry<Model> {
    const key = `${model.card.name}@${model.card.version}`;
    const known = entries.get(key);
    if (known) {
      known.model = model;
      return known;
    }
    const entry: Entry<Model> = { ...atRest, key, model, leaving: Promise.resolve(), undoIdle: () => {} };
    entries.set(key, entry);
    return entry;
  }

  function ready(entry: Entry<Model>): Promise<void> {
    if (entry.loading) return entry.loading;
    const mayStay = !isStale(entry) || entry.uses > 1;
    // The processes that held it may have failed for good; others can.
    const isHeld = host.holders(entry.key) > 0;
    if (entry.state === 'resident' && mayStay && isHeld) return Promise.resolve();
    entry.loading = load(entry).finally(() => {
      entry.loading = null;
      if (entry.uses === 0) settle(entry);
    });
    return entry.loading;
  }

  async function load(entry: Entry<Model>): Promise<void> {
    entry.undoIdle();
    const startedMs = nowMs();
    if (entry.state === 'resident') void leave(entry);
    entry.state = 'loading';
    onChange();
    try {
      await entry.leaving;
      await makeRoom(entry);
      entry.loadedWith = settingsOf(entry.model);
      const loaded = await host.load(entry.key, entry.model, entry.loadedWith);
      entry.state = 'resident';
      const instances = Math.max(1, host.holders(entry.key));
      // Loaded again it can seem to weigh less, because a process keeps memory it once had.
      entry.instanceBytes = Math.max(entry.instanceBytes, loaded.memoryBytes / instances);
      entry.weightBytes = Math.max(Math.round(entry.instanceBytes * instances), entry.model.sizeBytes);
      entry.loadMs = nowMs() - startedMs;
      entry.idleSinceMs = nowMs();
      entry.provider = loaded.provider;
      entry.kernel = loaded.kernel;
      entry.note = loaded.note;
    } catch (error) {
      entry.state = 'failed';
      entry.note = toFailure(error).message;
      entry.provider = null;
      throw error;
    } finally {
      onChange();
    }
    // What it really weighs is known only now.
    await makeRoom(entry);
  }

  /** Out of the engine; the state has changed when this returns. */
  function leave(entry: Entry<Model>): Promise<void> {
    entry.undoIdle();
    entry.state = 'asleep';
    entry.provider = null;
    entry.note = null;
    entry.leaving = entry.leaving.then(() => host.unload(entry.key)).catch(() => {});
    onChange();
    return entry.leaving;
  }

  /** Puts those to sleep that were idle longest until the rest fits, but never `kept`, nor what is in use or pinned. */
  async function makeRoom(kept: Entry<Model>): Promise<void> {
    const leaving: Promise<void>[] = [];
    while (residentBytes() > budgetBytes) {
      const [longestIdle] = [...entries.values()]
        .filter((entry) => entry !== kept && mayLeave(entry))
        .sort((a, b) => a.idleSinceMs - b.idleSinceMs);
      if (!longestIdle) break;
      leaving.push(leave(longestIdle));
    }
    await Promise.all(leaving);
  }

  /** Loaded in another way than it should be by now. */
  function isStale({ model, loadedWith }: Entry<Model>): boolean {
    const { instances, provider } = settingsOf(model);
    return loadedWith?.instances !== instances || loadedWith.provider !== provider;
  }

  function mayLeave(entry: Entry<Model>): boolean {
    return entry.state === 'resident' && entry.uses === 0 && !settingsOf(entry.model).pinned;
  }

  function residentBytes(): number {
    let sum = 0;
    for (const { state, weightBytes, model } of entries.values()) {
      if (state === 'resident' || state === 'loading') sum += weightBytes ?? model.sizeBytes;
    }
    return sum;
  }

  /** After the last use, a load for nobody, or a change of settings. */
  function settle(entry: Entry<Model>): void {
    entry.undoIdle();
    if (stopped || entry.uses > 0 || entry.state !== 'resident') return;
    const settings = settingsOf(entry.model);
    if (!settings.on) void leave(entry);
    else if (isStale(entry)) void ready(entry).catch(() => {});
    else if (!settings.pinned) {
      const waitMs = Math.max(0, entry.idleSinceMs + idleMs - nowMs());
      entry.undoIdle = timers.after(waitMs, () => {
        if (mayLeave(entry)) void leave(entry);
      });
    }
  }

  function release(entry: Entry<Model>, wasUsed: boolean): void {
    entry.uses -= 1;
    if (wasUsed) entry.lastUsedMs = entry.idleSinceMs = nowMs();
    if (entry.uses > 0) return;
    settle(entry);
    void makeRoom(entry);
    onChange();
  }

  async function use(
    model: Model,
    { signal, evenWhenOff = false }: { signal?: AbortSignal; evenWhenOff?: boolean } = {},
  ): Promise<ModelLease> {
    const entry = entryOf(model);
    if (!settingsOf(model).on && !evenWhenOff) {
      throw failed('MODEL_OFF', `the model ${entry.key} is switched off; switch it on to use it`);
    }
    if (signal?.aborted) throw failed('CANCELLED', 'Cancelled.');
    entry.uses += 1;
    entry.undoIdle();
    try {
      await orAborted(ready(entry), signal);
    } catch (error) {
      release(entry, false);
      throw error;
    }
    let held = true;
    return {
      key: entry.key,
      kernel: entry.kernel,
      release() {
        if (!held) return;
        held = false;
        release(entry, true);
      },
    };
  }

  return {
    use,
    async load(model) {
      const { lastUsedMs } = entryOf(model);
      const lease = await use(model);
      lease.release();
      // Loading is no use of it.
      if (entryOf(model).uses === 0) entryOf(model).lastUsedMs = lastUsedMs;
    },
    async unload(model) {
      const entry = entryOf(model);
      await entry.loading?.catch(() => {});
      if (entry.uses > 0) {
        throw failed('MODEL_IN_USE', `${entry.key} is at work; it can go to sleep when that is over`);
      }
      if (entry.state === 'failed') entry.state = 'asleep';
      await (entry.state === 'resident' ? leave(entry) : entry.leaving);
      onChange();
    },
    view(model) {
      const entry = entryOf(model);
      const settings = settingsOf(model);
      return {
        state: entry.state,
        on: settings.on,
        pinned: settings.pinned,
        instances: entry.state === 'resident' ? host.holders(entry.key) : 0,
        instancesWanted: settings.instances,
        memoryBytes: entry.weightBytes,
        loadMs: entry.loadMs,
        lastUsedMs: entry.lastUsedMs,
        provider: entry.provider,
        providerWanted: settings.provider,
        note: entry.note,
      };
    },
    settingsChanged(model) {
      const entry = entryOf(model);
      settle(entry);
      void makeRoom(entry);
      onChange();
    },
    get budget() {
      return { budgetBytes, residentBytes: residentBytes(), idleMs };
    },
    setBudget(budget) {
      budgetBytes = budget.budgetBytes ?? budgetBytes;
      idleMs = budget.idleMs ?? idleMs;
      for (const entry of entries.values()) settle(entry);
      const [latest] = [...entries.values()].sort((a, b) => b.idleSinceMs - a.idleSinceMs);
      if (latest) void makeRoom(latest);
      onChange();
    },
    stop() {
      stopped = true;
      for (const entry of entries.values()) entry.undoIdle();
    },
  };
}

const atRest = {
  state: 'asleep' as const,
  uses: 0,
  loadedWith: null,
  loading: null,
  weightBytes: null,
  instanceBytes: 0,
  loadMs: null,
  lastUsedMs: null,
  idleSinceMs: 0,
  provider: null,
  kernel: 'onnxruntime' as const,
  note: null,
};

function orAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => reject(failed('CANCELLED', 'Cancelled.'));
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}
