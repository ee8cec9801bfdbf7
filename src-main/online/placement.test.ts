import { expect, it } from 'vitest';
import type { EngineSeat } from './engine-seat.ts';
import { createPlacement } from './placement.ts';

const seat = (number: number, change: Partial<EngineSeat> = {}): EngineSeat => ({
  number,
  state: 'ready',
  incarnation: 1,
  callsSent: 0,
  call: () => Promise.reject(new Error('no test calls it')),
  ...change,
});
const seats = [seat(1), seat(2)];

function twoLanes() {
  let nowMs = 0;
  const placement = createPlacement(
    () => 2,
    () => nowMs,
  );
  const [short, long] = [placement.newLoad(), placement.newLoad()];
  const run = (load: typeof short, where: EngineSeat, ms: number) => {
    placement.began(load, where, 1);
    placement.ended(load, where, 1, ms);
  };
  return { placement, short, long, run, later: (ms: number) => (nowMs += ms) };
}
const number = (chosen: EngineSeat | null) => chosen?.number ?? null;

it('takes the process with the least work before it, counting what others sent there', () => {
  const { placement, short } = twoLanes();
  expect(number(placement.choose(short, seats, 2))).toBe(1);
  placement.began(short, seats[0] as EngineSeat, 1);
  expect(number(placement.choose(short, seats, 2))).toBe(2);
  expect(number(placement.choose(short, [seat(1, { callsSent: 1 }), seat(2, { callsSent: 3 })], 2))).toBe(1);
});

it('gives no process more batches than may be in flight, and asks none that is coming up', () => {
  const { placement, short } = twoLanes();
  const one = seats[0] as EngineSeat;
  placement.began(short, one, 1);
  expect(placement.choose(short, [one], 1)).toBeNull();
  expect(number(placement.choose(short, [one], 2))).toBe(1);
  expect(placement.choose(short, [seat(2, { state: 'restarting' })], 2)).toBeNull();
});

it('waits for a process that is full rather than go behind a long run', () => {
  const { placement, short, long, run } = twoLanes();
  const [one, two] = seats as [EngineSeat, EngineSeat];
  run(short, one, 1);
  run(long, two, 200);
  placement.began(short, one, 1);
  placement.began(long, two, 1);
  expect(placement.choose(short, seats, 1)).toBeNull();
  placement.ended(long, two, 1, 200);
  expect(number(placement.choose(short, seats, 1))).toBe(2);
});

it('keeps long runs out of one process while short ones are asked for, and short ones away from long', () => {
  const { placement, short, long, run, later } = twoLanes();
  const [one, two] = seats as [EngineSeat, EngineSeat];
  run(short, one, 1);
  run(long, one, 200);
  placement.began(long, one, 1);
  expect(number(placement.choose(long, seats, 2))).toBe(1);
  expect(placement.choose(long, [two], 2)).toBeNull();
  expect(placement.most(long)).toBe(1);
  expect(number(placement.choose(short, seats, 2))).toBe(2);
  later(20_000);
  expect(number(placement.choose(long, [two], 2))).toBe(2);
  expect(placement.most(long)).toBe(2);
});
