import { manualClock } from '../../../domain/testing/manual-clock.ts';
import { type ModelSettings, usualSettings } from '../../../domain/model-settings.ts';
import type { ResidentModel } from '../model-residency.ts';
import { createResidency } from '../residency.ts';
import { memoryHost } from './memory-host.ts';

const megabyte = 1e6;

export const testModel = (name: string, sizeMb = 1): ResidentModel => ({
  card: { name, version: '1' },
  sizeBytes: sizeMb * megabyte,
});

export const keyOf = ({ card }: ResidentModel): string => `${card.name}@${card.version}`;

/** Lets everything that was settled reach who waits for it. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A residency over processes in memory, with a manual clock. Models weigh half of their size in each process. */
export function residencyBench(options: { atOnce?: boolean; budgetMb?: number; capacity?: number } = {}) {
  const { atOnce = true, budgetMb = 10, capacity = 3 } = options;
  const clock = manualClock(1_000);
  const settings = new Map<string, ModelSettings>();
  const { host, ...engine } = memoryHost({ capacity, atOnce });
  const settingsOf = (model: ResidentModel): ModelSettings => settings.get(keyOf(model)) ?? usualSettings;
  const residency = createResidency<ResidentModel>({
    host,
    settingsOf,
    budgetBytes: budgetMb * megabyte,
    idleMs: 10_000,
    nowMs: clock.nowMs,
    timers: clock,
  });
  return {
    ...engine,
    residency,
    settingsOf,
    set(model: ResidentModel, changes: Partial<ModelSettings>) {
      settings.set(keyOf(model), { ...settingsOf(model), ...changes });
      residency.settingsChanged(model);
    },
    async pass(ms: number) {
      await clock.advanceSettling(ms, settled);
      await settled();
    },
  };
}
