import { toFailure } from '../../contract/failure.ts';
import type { ModelSettings } from '../../domain/model-settings.ts';
import { grantUpTo, refuseAbove } from './claims.ts';
import { type Entry, instancesComing, weightIn } from './entry.ts';
import type { LoadedModel, ResidentModel, SessionHost } from './model-residency.ts';
import { nextStep, type Standing, type Step, wantedInstances } from './next-step.ts';

export interface StepsOptions<Model> {
  host: SessionHost<Model>;
  settingsOf(model: Model): ModelSettings;
  standingOf(entry: Entry<Model>): Standing;
  makeRoom(kept: Entry<Model>): Promise<void>;
  nowMs(): number;
  onChange(): void;
  /** Nothing is to be done about it any more. */
  onRest(entry: Entry<Model>): void;
}

/** Takes models from where they are to where they are wanted, one step of one model at a time. */
export interface Steps<Model> {
  /** Begins what is to be done; the state has changed when this returns, and it goes on by itself. */
  follow(entry: Entry<Model>): void;
  /** Lets the uses begin that have what they need. */
  serve(entry: Entry<Model>): void;
}

export function createSteps<Model extends ResidentModel>(options: StepsOptions<Model>): Steps<Model> {
  const { host, settingsOf, standingOf, makeRoom, nowMs, onChange } = options;

  function follow(entry: Entry<Model>): void {
    if (entry.working) return;
    const first = nextStep(standingOf(entry));
    if (!first) return;
    const over = Promise.withResolvers<void>();
    entry.working = over.promise;
    void work(entry, first).then(over.resolve);
  }

  async function work(entry: Entry<Model>, first: Step): Promise<void> {
    for (let step: Step | null = first; step; step = nextStep(standingOf(entry))) {
      entry.step = step;
      await perform(entry, step);
      entry.step = null;
      serve(entry);
      onChange();
    }
    // Together with the last look, or nobody would follow what happens in between.
    entry.working = null;
    options.onRest(entry);
  }

  function perform(entry: Entry<Model>, step: Step): Promise<void> {
    if (step.kind === 'load') return load(entry, step.instances);
    if (step.kind === 'grow') return grow(entry, step.instances);
    return step.kind === 'shrink' ? shrink(entry, step.instances) : leave(entry);
  }

  async function load(entry: Entry<Model>, instances: number): Promise<void> {
    const startedMs = nowMs();
    if (entry.state === 'resident') void leave(entry);
    entry.state = 'loading';
    onChange();
    const onHeld = (loaded: LoadedModel): void => {
      if (entry.state === 'loading') {
        entry.state = 'resident';
        entry.loadMs = nowMs() - startedMs;
        entry.idleSinceMs = nowMs();
        entry.rests = entry.rests.map((rest) => ({ ...rest, sinceMs: nowMs() }));
      }
      take(entry, loaded);
    };
    try {
      await entry.leaving;
      await makeRoom(entry);
      // More may have come to want it meanwhile.
      const wanted = Math.max(instances, wantedInstances(standingOf(entry)));
      entry.step = { kind: 'load', instances: wanted };
      const { provider } = settingsOf(entry.model);
      entry.loadedFor = provider;
      onHeld(await host.load(entry.key, entry.model, { provider, instances: wanted, onHeld }));
      entry.tried = wanted;
    } catch (error) {
      if (isHeld(entry)) stay(entry, error);
      else await fail(entry, error);
    }
  }

  async function grow(entry: Entry<Model>, instances: number): Promise<void> {
    const onHeld = (loaded: LoadedModel): void => take(entry, loaded);
    try {
      await makeRoom(entry);
      onHeld(await host.resize(entry.key, { instances, onHeld }));
      entry.tried = instances;
    } catch (error) {
      // With none left to grow from, it is loaded anew.
      if (isHeld(entry)) stay(entry, error);
    }
  }

  async function shrink(entry: Entry<Model>, instances: number): Promise<void> {
    entry.tried = 0;
    try {
      take(entry, await host.resize(entry.key, { instances, onHeld: () => {} }));
    } catch {
      // Those that held it have failed meanwhile; the next step sees it.
    }
  }

  /** Out of the engine; the state has changed when this returns. */
  function leave(entry: Entry<Model>): Promise<void> {
    Object.assign(entry, { state: 'asleep', provider: null, note: null, tried: 0, isDismissed: false });
    entry.leaving = host.unload(entry.key).catch(() => {});
    onChange();
    return entry.leaving;
  }

  /** Other processes hold it now. */
  function take(entry: Entry<Model>, { instanceBytes, provider, kernel, note }: LoadedModel): void {
    // Loaded again it can seem to weigh less, because a process keeps memory it once had.
    entry.instanceBytes = Math.max(entry.instanceBytes, instanceBytes);
    entry.weightBytes = weightIn(entry, Math.max(1, host.holders(entry.key)));
    Object.assign(entry, { provider, kernel, note });
    serve(entry);
    onChange();
  }

  function isHeld({ state, key }: Entry<Model>): boolean {
    return state === 'resident' && host.holders(key) > 0;
  }

  function serve(entry: Entry<Model>): void {
    if (!isHeld(entry)) return;
    // What is leaving is not there for those that come.
    const isShrinking = entry.step?.kind === 'shrink';
    grantUpTo(
      entry.claims,
      isShrinking ? instancesComing(entry) : Math.max(host.holders(entry.key), entry.tried),
    );
  }

  async function fail(entry: Entry<Model>, why: unknown): Promise<void> {
    await host.unload(entry.key).catch(() => {});
    Object.assign(entry, { state: 'failed', provider: null, note: toFailure(why).message, rests: [] });
    refuseAbove(entry.claims, 0, why);
  }

  /** It could not come into more processes; it stays in those that hold it, and that is not tried again by itself. */
  function stay(entry: Entry<Model>, why: unknown): void {
    entry.tried = instancesComing(entry);
    refuseAbove(entry.claims, host.holders(entry.key), why);
  }

  return { follow, serve };
}
