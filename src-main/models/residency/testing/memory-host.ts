import { failed } from '../../../contract/failure.ts';
import type { ModelSettings } from '../../../domain/model-settings.ts';
import type { LoadedModel, ResidentModel, SessionHost } from '../model-residency.ts';

interface Coming {
  key: string;
  number: number;
  end(fails: boolean): void;
}

/** Engine processes in memory, from 1: loads of a process end when the test says so, or at once. */
export function memoryHost(options: { capacity: number; atOnce: boolean }) {
  const { capacity } = options;
  const held = new Map<string, Set<number>>();
  const loadedFor = new Map<string, ModelSettings['provider']>();
  const coming = new Set<Coming>();
  const failedForGood = new Set<number>();
  const changing = new Set<string>();
  const log: string[] = [];
  const models = new Map<string, ResidentModel>();

  const heldBy = (key: string): number[] => [...(held.get(key) ?? [])].sort((a, b) => a - b);

  function loadedAs(key: string): LoadedModel {
    const isOnCpu = loadedFor.get(key) !== 'webgpu';
    const instanceBytes = (models.get(key)?.sizeBytes ?? 0) / 2;
    return { instanceBytes, provider: 'cpu', kernel: 'onnxruntime', note: isOnCpu ? null : 'no GPU' };
  }

  async function loadInto(key: string, number: number, onHeld: (loaded: LoadedModel) => void): Promise<void> {
    if (!options.atOnce) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const one: Coming = {
        key,
        number,
        end(fails) {
          coming.delete(one);
          if (fails || failedForGood.has(number)) reject(failed('ENGINE_CRASHED', `process ${number} ended`));
          else resolve();
        },
      };
      coming.add(one);
      await promise;
    }
    held.set(key, (held.get(key) ?? new Set()).add(number));
    onHeld(loadedAs(key));
  }

  async function grow(
    key: string,
    instances: number,
    onHeld: (loaded: LoadedModel) => void,
  ): Promise<LoadedModel> {
    const free = Array.from({ length: capacity }, (_, at) => at + 1).filter(
      (number) => !failedForGood.has(number) && !held.get(key)?.has(number),
    );
    const chosen = free.slice(0, Math.max(0, instances - heldBy(key).length));
    if (heldBy(key).length + chosen.length === 0) throw failed('ENGINE_BOOT', 'no process works');
    const loads = chosen.map((number) => loadInto(key, number, onHeld));
    await Promise.allSettled(loads);
    await Promise.all(loads);
    return loadedAs(key);
  }

  /** Changes of one model must come one at a time. */
  async function alone<Result>(key: string, what: string, change: () => Promise<Result>): Promise<Result> {
    log.push(`${what} ${key}`);
    if (changing.has(key)) log.push(`at once with another: ${what} ${key}`);
    changing.add(key);
    try {
      return await change();
    } finally {
      changing.delete(key);
    }
  }

  const host: SessionHost<ResidentModel> = {
    capacity,
    load(key, model, { provider, instances, onHeld }) {
      return alone(key, `load ${instances}`, async () => {
        if (heldBy(key).length > 0) log.push(`twice ${key}`);
        models.set(key, model);
        loadedFor.set(key, provider);
        return grow(key, instances, onHeld);
      });
    },
    resize(key, { instances, onHeld }) {
      return alone(key, `resize ${instances}`, async () => {
        const numbers = heldBy(key);
        if (numbers.length === 0) throw failed('MODEL_NOT_FOUND', 'held by none');
        if (instances >= numbers.length) return grow(key, instances, onHeld);
        await new Promise((resolve) => setImmediate(resolve));
        // The ones that came last are kept: nobody may rely on which.
        held.set(key, new Set(heldBy(key).slice(-instances)));
        return loadedAs(key);
      });
    },
    unload(key) {
      return alone(key, 'unload', async () => {
        await new Promise((resolve) => setImmediate(resolve));
        held.delete(key);
      });
    },
    holders: (key) => held.get(key)?.size ?? 0,
  };

  return {
    host,
    log,
    heldBy,
    coming,
    /** Lets loads end, the first `count` of them. */
    end(fails = false, count = coming.size) {
      for (const one of [...coming].slice(0, count)) one.end(fails);
    },
    /** A process that will not come back by itself. */
    failForGood(number: number) {
      failedForGood.add(number);
      for (const numbers of held.values()) numbers.delete(number);
      for (const one of coming) if (one.number === number) one.end(true);
    },
    repair: () => failedForGood.clear(),
    working: () => capacity - failedForGood.size,
  };
}
