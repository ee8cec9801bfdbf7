import { failed } from '../../contract/failure.ts';
import { modelOff, type ModelSettings } from '../../domain/model-settings.ts';
import { systemTimers, type Timers } from '../../domain/timers.ts';
import { addClaim, type Claim } from './claims.ts';
import { type Entry, instancesComing, newEntry } from './entry.ts';
import type {
  InstancesNeeded,
  ModelLease,
  ModelResidency,
  ResidentModel,
  SessionHost,
  UseOptions,
} from './model-residency.ts';
import type { Standing } from './next-step.ts';
import { restAfter, restsLeft } from './rests.ts';
import { createRoom } from './room.ts';
import { createSteps } from './steps.ts';

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

/**
 * An event (a use, its end, a change of settings, a timer) only notes what is wanted now; steps follow from that, see
 * `next-step.ts`.
 */
export function createResidency<Model extends ResidentModel>(
  options: ResidencyOptions<Model>,
): ModelResidency<Model> {
  const { host, settingsOf, nowMs, timers = systemTimers, onChange = () => {} } = options;
  const entries = new Map<string, Entry<Model>>();
  let { idleMs } = options;
  let stopped = false;

  const room = createRoom<Model>({
    budgetBytes: options.budgetBytes,
    entries: () => entries.values(),
    holders: host.holders,
    isPinned: (model) => settingsOf(model).pinned,
    sleep(entry) {
      entry.rests = [];
      follow(entry);
      return entry.leaving;
    },
  });
  const steps = createSteps<Model>({
    host,
    settingsOf,
    standingOf,
    makeRoom: room.make,
    nowMs,
    onChange,
    onRest(entry) {
      setRest(entry);
      // What it really weighs is known only now.
      void room.make(entry);
    },
  });

  function entryOf(model: Model): Entry<Model> {
    const key = `${model.card.name}@${model.card.version}`;
    const entry = entries.get(key) ?? newEntry(key, model);
    entry.model = model;
    entries.set(key, entry);
    return entry;
  }

  function capOf({ model }: Entry<Model>): number {
    return Math.max(1, Math.min(settingsOf(model).instances ?? host.capacity, host.capacity));
  }

  function standingOf(entry: Entry<Model>): Standing {
    const { on, pinned, provider } = settingsOf(entry.model);
    const claims = [...entry.claims];
    const held = host.holders(entry.key);
    return {
      state: entry.state,
      held,
      needed: Math.max(
        0,
        ...claims.map(({ instances, keepsAll }) => (keepsAll ? Math.max(instances, held) : instances)),
      ),
      isUsed: claims.some(({ granted }) => granted),
      resting: restsLeft(entry.rests, idleMs, nowMs())[0]?.instances ?? 0,
      cap: capOf(entry),
      on,
      pinned,
      isStale: entry.loadedFor !== provider,
      isDismissed: entry.isDismissed,
      tried: entry.tried,
    };
  }

  /** After the stop only what still uses a model has it loaded. */
  function follow(entry: Entry<Model>): void {
    if (!stopped || entry.claims.size > 0) steps.follow(entry);
  }

  /** Sees to it that it is looked at again when a rest of it is over. */
  function setRest(entry: Entry<Model>): void {
    entry.undoRest();
    if (stopped) return;
    entry.rests = restsLeft(entry.rests, idleMs, nowMs());
    const [first] = entry.rests;
    if (!first) return;
    entry.undoRest = timers.after(Math.max(0, first.sinceMs + idleMs - nowMs()), () => {
      setRest(entry);
      follow(entry);
    });
  }

  /** What is wanted of it has changed. */
  function settle(entry: Entry<Model>): void {
    setRest(entry);
    follow(entry);
    if (entry.claims.size === 0) void room.make(entry);
    onChange();
  }

  function leaveBehind(entry: Entry<Model>, instances: number): void {
    entry.idleSinceMs = nowMs();
    entry.rests = restAfter(entry.rests, { instances, sinceMs: nowMs() });
  }

  function needOf(entry: Entry<Model>, needed: InstancesNeeded): number {
    if (needed === 'one') return 1;
    return needed === 'all' ? capOf(entry) : Math.max(1, Math.min(needed, capOf(entry)));
  }

  /** @returns when it has begun, and how long it waited for a load, or null if it did not */
  async function begin(
    entry: Entry<Model>,
    need: Pick<Claim, 'instances' | 'keepsAll'>,
    signal?: AbortSignal,
  ): Promise<{ claim: Claim; coldStartMs: number | null }> {
    const askedMs = nowMs();
    const { instances } = need;
    const { claim, begun } = addClaim(entry.claims, need, signal, () => {
      // What has begun to load for it is loaded to the end.
      const coming = instancesComing(entry);
      if (coming > 0) leaveBehind(entry, Math.min(instances, coming));
      settle(entry);
    });
    if (entry.state === 'failed') entry.state = 'asleep';
    if (instances > host.holders(entry.key)) entry.tried = 0;
    follow(entry);
    steps.serve(entry);
    const isCold = entry.state !== 'resident' || host.holders(entry.key) === 0;
    await begun;
    return { claim, coldStartMs: isCold ? nowMs() - askedMs : null };
  }

  async function use(model: Model, { signal, ...how }: UseOptions, isUse: boolean): Promise<ModelLease> {
    const entry = entryOf(model);
    if (!settingsOf(model).on && !how.evenWhenOff) {
      throw modelOff(entry.key);
    }
    if (signal?.aborted) throw failed('CANCELLED', 'Cancelled.');
    const { instances: needed = 'one' } = how;
    const need = { instances: needOf(entry, needed), keepsAll: needed === 'all' };
    const { claim, coldStartMs } = await begin(entry, need, signal);
    let held = true;
    let lastResize = Promise.resolve();

    async function resize(wanted: number): Promise<void> {
      const instances = needOf(entry, wanted);
      if (!held) return;
      if (instances > claim.instances) {
        const more = await begin(entry, { instances, keepsAll: false });
        entry.claims.delete(more.claim);
      }
      if (!held) return settle(entry);
      Object.assign(claim, { instances, keepsAll: false });
      settle(entry);
      await entry.working;
    }

    return {
      key: entry.key,
      kernel: entry.kernel,
      coldStartMs,
      get instances() {
        return host.holders(entry.key);
      },
      resize(instances) {
        const mine = lastResize.then(() => resize(instances));
        lastResize = mine.catch(() => {});
        return mine;
      },
      release() {
        if (!held) return;
        held = false;
        entry.claims.delete(claim);
        leaveBehind(entry, claim.instances);
        if (isUse) entry.lastUsedMs = nowMs();
        settle(entry);
      },
    };
  }

  return {
    use: (model, how = {}) => use(model, how, true),
    async load(model) {
      (await use(model, {}, false)).release();
    },
    async unload(model) {
      const entry = entryOf(model);
      await entry.working;
      if (entry.claims.size > 0) {
        throw failed('MODEL_IN_USE', `${entry.key} is at work; it can go to sleep when that is over`);
      }
      if (entry.state === 'failed') entry.state = 'asleep';
      entry.rests = [];
      entry.isDismissed = entry.state === 'resident';
      settle(entry);
      await entry.leaving;
    },
    renew(model) {
      const entry = entryOf(model);
      entry.loadedFor = null;
      settle(entry);
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
    settingsChanged: (model) => settle(entryOf(model)),
    get budget() {
      return { budgetBytes: room.budgetBytes, residentBytes: room.residentBytes(), idleMs };
    },
    setBudget(budget) {
      room.budgetBytes = budget.budgetBytes ?? room.budgetBytes;
      idleMs = budget.idleMs ?? idleMs;
      for (const entry of entries.values()) {
        setRest(entry);
        follow(entry);
      }
      const [latest] = [...entries.values()].sort((a, b) => b.idleSinceMs - a.idleSinceMs);
      if (latest) void room.make(latest);
      onChange();
    },
    stop() {
      stopped = true;
      for (const entry of entries.values()) entry.undoRest();
    },
  };
}
