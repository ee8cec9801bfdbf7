import { expect, it } from 'vitest';
import { freshCheckpoint } from '../checkpoint.ts';
import { createProgressMeter } from './progress-meter.ts';

it('counts the rate from where scoring began and the time left from the bytes that are left', () => {
  let nowMs = 1_000;
  const meter = createProgressMeter(() => nowMs);
  const table = { dataStart: 100, sizeBytes: 1_100 };
  const shape = { classes: 0, scoreBins: 0, converted: true, withRejected: false };
  const from = { ...freshCheckpoint({ sizeBytes: 1_100, modifiedMs: 0 }, shape), bytesIn: 600, rows: 50 };
  meter.begin(from, table);
  nowMs += 2_000;
  const progress = meter.measure({ ...from, bytesIn: 850, rows: 75 }, table);
  expect(progress).toMatchObject({ rowsDone: 75, share: 0.75, rowsPerSecond: 12.5, secondsLeft: 2 });
  expect(meter.finished({ ...progress, rowsDone: 100 }, 4)).toMatchObject({
    share: 1,
    rowsPerSecond: 25,
    secondsLeft: 0,
  });
});
