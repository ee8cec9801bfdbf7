import { expect, test } from 'vitest';
import { createMeter, readVitals, systemHasVitals } from './vitals.ts';

test('the share of a core is processor time over time between two readings', () => {
  let nowMs = 0;
  const meter = createMeter(() => nowMs);
  expect(meter).toMatchObject({ rssBytes: null, cpuShare: null });
  meter.take({ rssBytes: 5, cpuMs: 100 });
  expect(meter).toMatchObject({ rssBytes: 5, cpuShare: null });
  nowMs = 1_000;
  meter.take({ rssBytes: 6, cpuMs: 350 });
  expect(meter).toMatchObject({ rssBytes: 6, cpuShare: 0.25 });
});

test.runIf(systemHasVitals)(
  'the system says what a process uses, in agreement with the process itself',
  async () => {
    const vitals = await readVitals(process.pid);
    const { user, system } = process.cpuUsage();
    expect(vitals?.rssBytes).toBeGreaterThan(process.memoryUsage.rss() * 0.8);
    expect(vitals?.rssBytes).toBeLessThan(process.memoryUsage.rss() * 1.2);
    expect(Math.abs((vitals?.cpuMs ?? 0) - (user + system) / 1000)).toBeLessThan(100);
    expect(await readVitals(2 ** 22 + 1)).toBeNull();
  },
);
