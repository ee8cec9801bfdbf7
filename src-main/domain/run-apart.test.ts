import fc from 'fast-check';
import { expect, it } from 'vitest';
import { failed } from '../contract/failure.ts';
import type { RejectMarks } from './encoding/cells.ts';
import { rejectKinds } from './encoding/reject-kinds.ts';
import type { ModelSession } from './model-session.ts';
import { createRowRunner } from './run-apart.ts';
import type { TensorValue } from './tensor.ts';

/** Doubles numbers, and cannot be run on negative ones. */
const session: ModelSession = {
  async run({ x }) {
    if (x?.type !== 'float32') throw new Error('no feed');
    const bad = x.data.find((value) => value < 0);
    if (bad !== undefined) throw failed('BAD_REQUEST', `index ${bad} is out of bounds`);
    return { y: { ...x, data: x.data.map((value) => 2 * value) } };
  },
};

function run(runner: ReturnType<typeof createRowRunner>, values: number[]) {
  const marks: RejectMarks = {
    rejectedBy: new Int32Array(values.length).fill(-1),
    rejectedWhy: new Uint8Array(values.length),
    words: new Map(),
  };
  const x: TensorValue = { type: 'float32', data: Float32Array.from(values), dims: [values.length, 1] };
  return runner(session, { x }, values.length, marks).then(([y]) => ({ y, marks }));
}

it('rejects exactly the rows that a model cannot be run on', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -3, max: 50 }), { minLength: 1, maxLength: 60 }),
      fc.constantFrom(null, 1, 4, 64),
      async (values, rowsPerRun) => {
        const runner = createRowRunner(rowsPerRun, ['y']);
        await run(runner, [1]);
        const { y, marks } = await run(runner, values);
        expect(y?.dims).toEqual([values.length, 1]);
        values.forEach((value, row) => {
          expect(marks.rejectedWhy[row]).toBe(value < 0 ? rejectKinds.notRun : 0);
          if (value >= 0) expect(y?.data[row]).toBe(2 * value);
          else expect(marks.words?.get(row)).toBe(`index ${value} is out of bounds`);
        });
      },
    ),
  );
});

it('fails when no row ever went well: then it is not the rows that are wrong', async () => {
  const runner = createRowRunner(null, ['y']);
  await expect(run(runner, [-1, -2, -1])).rejects.toThrow('out of bounds');
  expect((await run(runner, [-1, 3])).y?.data[1]).toBe(6);
  expect((await run(runner, [-1, -2])).marks.words?.size).toBe(2);
});

it('passes every other failure on', async () => {
  const runner = createRowRunner(null, ['z']);
  await expect(run(runner, [1, 2])).rejects.toThrow(/no output "z"/u);
});
