import { setImmediate } from 'node:timers/promises';
import type { EngineProcess } from '../../contract/app.ts';
import { prometheusText } from '../../domain/prometheus-text.ts';
import type { Timers } from '../../domain/timers.ts';
import type { Lane } from '../../online/index.ts';
import { createFamilies } from './families.ts';
import { laneFamilies } from './lanes.ts';
import { createLoopDelayMeter } from './loop-delay.ts';
import { createMachineCpuMeter, machineFamilies, programFamilies } from './machine.ts';
import type { MeasuredLane } from './measured-lane.ts';
import { tritonFamilies } from './triton.ts';

export interface MetricsOptions {
  version: string;
  /** Of the models that were asked for since the start. */
  lanes(): { model: { name: string; version: string }; lane: Lane }[];
  processes(): readonly EngineProcess[];
  countJobs(): Promise<{ running: number; queued: number; paused: number }>;
  timers: Timers;
}

export interface MetricsService {
  /** Everything that is measured, in Prometheus' text format. */
  text(): Promise<string>;
  stop(): void;
}

/** Metrics are put together when they are asked for, from what is counted anyway. */
export function createMetricsService(options: MetricsOptions): MetricsService {
  const loopDelay = createLoopDelayMeter(options.timers);
  const machineCpu = createMachineCpuMeter();
  return {
    async text() {
      const jobs = await options.countJobs();
      const lanes = options.lanes().map(measured);
      const families = createFamilies();
      tritonFamilies(families, lanes);
      machineFamilies(families, machineCpu());
      laneFamilies(families, lanes);
      programFamilies(families, {
        version: options.version,
        processes: options.processes(),
        jobs,
        loopDelay: loopDelay.look(),
      });
      let text = '';
      for (const family of families.all) {
        text += prometheusText([family]);
        // With many models these are thousands of lines; requests under way need not wait for all of them.
        await setImmediate();
      }
      return text;
    },
    stop: loopDelay.stop,
  };
}

function measured({ model, lane }: ReturnType<MetricsOptions['lanes']>[number]): MeasuredLane {
  const view = lane.view();
  return {
    ...{ model, view, record: lane.record },
    // A request that its asker left while it ran counts as in flight alone.
    pending: Math.max(0, lane.outstanding - view.inFlight.requests),
    usesCache: view.settings.cache.on,
  };
}
