import { describe, expect, it } from 'vitest';
import { freshCheckpoint } from '../checkpoint.ts';
import { createProgressMeter } from './progress-meter.ts';

const shape = { classes: 0, scoreBins: 0, converted: true, withRejected: false };
const fresh = freshCheckpoint({ sizeBytes: 1_100, modifiedMs: 0 }, shape);
const table = { dataStart: 100, sizeBytes: 1_100 };

describe('the progress meter', () => {
  it('counts the rate from where scoring began and the time left from the bytes that are left', () => {
    let nowMs = 1_000;
    const meter = createProgressMeter(() => nowMs, { converts: 0, writes: 0, bytesTotal: 1_100 });
    const from = { ...fresh, bytesIn: 600, rows: 50 };
    meter.begin(from, table);
    nowMs += 2_000;
    expect(meter.scoring({ ...from, bytesIn: 850, rows: 75 }, table)).toMatchObject({
      rowsDone: 75,
      share: 0.75,
      rowsPerSecond: 12.5,
      secondsLeft: 2,
    });
    expect(meter.finished({ ...from, rows: 100 }, 4)).toMatchObject({
      share: 1,
      rowsPerSecond: 25,
      secondsLeft: 0,
    });
  });

  it('rises through converting, scoring and writing, and judges the time left by the whole', () => {
    let nowMs = 0;
    const meter = createProgressMeter(() => nowMs, { converts: 1, writes: 1, bytesTotal: 10 });
    const shares = [meter.converting(0).share];
    nowMs += 1_000;
    const half = meter.converting(0.5);
    meter.begin({ ...fresh, bytesIn: 100 }, table);
    const { share } = meter.scoring({ ...fresh, bytesIn: 600 }, table);
    shares.push(half.share, share, meter.writing(0).share, meter.writing(1).share);
    expect(shares).toEqual([0, 1 / 6, 0.5, 2 / 3, 1]);
    expect(half.secondsLeft).toBeCloseTo(5);
  });
});
