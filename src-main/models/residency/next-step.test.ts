import { expect, test } from 'vitest';
import { nextStep, type Standing, type Step } from './next-step.ts';

const idle: Standing = {
  state: 'resident',
  held: 2,
  needed: 0,
  isUsed: false,
  resting: 2,
  cap: 4,
  on: true,
  pinned: false,
  isStale: false,
  isDismissed: false,
  tried: 2,
};

const cases: [string, Partial<Standing>, Step | null][] = [
  ['rests in what holds it', {}, null],
  ['leaves when its rest is over', { resting: 0 }, { kind: 'unload' }],
  ['stays in one when it is pinned', { resting: 0, pinned: true }, { kind: 'shrink', instances: 1 }],
  ['leaves for good when it is dismissed', { pinned: true, isDismissed: true }, { kind: 'unload' }],
  ['leaves when it is switched off', { on: false, pinned: true }, { kind: 'unload' }],
  ['stays for who uses it when it is off', { on: false, needed: 2, isUsed: true }, null],
  ['leaves what is over the cap', { cap: 1 }, { kind: 'shrink', instances: 1 }],
  ['keeps what is needed over the cap', { cap: 1, needed: 2, isUsed: true }, null],
  ['comes into more when more are needed', { needed: 3 }, { kind: 'grow', instances: 3 }],
  ['does not try again what there is not', { needed: 3, tried: 3 }, null],
  ['never grows for a rest', { resting: 4 }, null],
  ['is loaded anew when it is stale', { isStale: true }, { kind: 'load', instances: 2 }],
  ['is not while it is used', { isStale: true, needed: 1, isUsed: true }, null],
  ['goes to others when all that held it failed', { held: 0, needed: 1 }, { kind: 'load', instances: 1 }],
  ['sleeps when those failed and nobody needs it', { held: 0 }, { kind: 'unload' }],
  ['is loaded for who needs it', { state: 'asleep', held: 0, needed: 3 }, { kind: 'load', instances: 3 }],
  ['is not loaded for a rest or a pin', { state: 'asleep', held: 0, pinned: true }, null],
  ['waits for the next who wants it when it failed', { state: 'failed', held: 0, needed: 1 }, null],
  ['is left alone while it loads', { state: 'loading', held: 0, needed: 1 }, null],
];

test.each(cases)('a model %s', (_, standing, step) => {
  expect(nextStep({ ...idle, ...standing })).toEqual(step);
});
