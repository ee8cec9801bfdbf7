import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import type { ModelCard } from '../../contract/card.ts';
import type { BatchCheckpoint } from '../checkpoint.ts';
import { batchOperations } from '../worker/operations.ts';
import { noAids } from '../worker/testing.ts';
import type { ScoringSession } from '../worker/runs.ts';
import type { Batch, BatchContext } from './batch.ts';
import { runBatch } from './run-batch.ts';
import type { BatchEngine } from './score-ranges.ts';

const session: ScoringSession = {
  ...noAids,
  async run({ in: feed }) {
    if (feed?.type !== 'float32') throw new Error('no feed');
    return { out: { type: 'float32', data: feed.data.map((value) => 2 * value), dims: feed.dims } };
  },
};

const card = {
  name: 'twice',
  version: '1',
  sha256: 'a'.repeat(64),
  inputs: [{ name: 'x', type: 'number' }],
  tensors: [{ kind: 'features', name: 'in', type: 'float32', features: ['x'], shape: 'matrix' }],
  outputs: { kind: 'regression', value: 'out' },
} as unknown as ModelCard;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-run-'));
  mkdirSync(join(folder, 'job'));
});
afterEach(() => removeFolder(folder));

const input = () => join(folder, 'in.csv');
const output = () => join(folder, 'out.csv');
const partial = () => join(folder, '.out.csv.mwr1-00000000.partial');

class Killed extends Error {}

/** Runs the batch in this process; `mayCall` false kills the program: nothing is done or stored from then on. */
async function run(
  stored: { checkpoint: BatchCheckpoint | null },
  mayCall: (call: string) => boolean = () => true,
) {
  const operations = batchOperations(() => session) as Record<
    string,
    (payload: unknown, signal: AbortSignal) => unknown
  >;
  let alive = true;
  let clockMs = 1_000;
  const engine: BatchEngine = {
    async call<T>(name: string, payload: unknown, { signal }: { signal: AbortSignal }): Promise<T> {
      if (name !== 'batch.drop') alive &&= mayCall(name);
      if (!alive && name !== 'batch.drop') throw new Killed();
      return (await operations[name]?.(payload, signal)) as T;
    },
  };
  const batch: Batch = {
    id: 'mwr1-00000000',
    folder: join(folder, 'job'),
    input: { path: input(), format: 'csv' },
    output: { path: output(), format: 'csv', overwrite: false },
    partialPath: partial(),
    card,
    sessionKey: card.sha256,
    mapping: { x: 'x' },
    missing: {},
    delimiter: ',',
    batchRows: 4096,
    checkpoint: stored.checkpoint,
    startedAtMs: 0,
    ranBeforeMs: 0,
  };
  const context: BatchContext = {
    engines: [engine],
    signal: new AbortController().signal,
    nowMs: () => (clockMs += 1_000),
    async checkpoint(checkpoint) {
      if (!alive) throw new Killed();
      stored.checkpoint = structuredClone(checkpoint);
    },
    progress: () => undefined,
    samples: 10,
    appVersion: '0',
    engineVersion: '0',
  };
  return runBatch(batch, context);
}

describe('runBatch', () => {
  it('ends with the same bytes wherever it was killed, also when it began again for a rejected row', async () => {
    const lines = Array.from({ length: 60_000 }, (_, at) => `${at},${'n'.repeat(at % 40)}`);
    // Late enough that checkpoints without the column are stored by then.
    lines[50_000] = 'none,';
    writeFileSync(input(), `x,note\n${lines.join('\n')}\n`);
    let calls = 0;
    expect(await run({ checkpoint: null }, () => ++calls > 0)).toMatchObject({ rows: 60_000, rejected: 1 });
    const whole = readFileSync(output(), 'utf8');
    expect(whole.split('\n')[0]).toBe('x,note,prediction,rejected');
    rmSync(output());

    for (let last = 1; last < calls; last++) {
      const stored: { checkpoint: BatchCheckpoint | null } = { checkpoint: null };
      let left = last;
      await run(stored, () => left-- > 0).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Killed);
      });
      if (!existsSync(output())) await run(stored);
      expect(readFileSync(output(), 'utf8') === whole, `killed at call ${last}`).toBe(true);
      rmSync(output());
      rmSync(partial(), { force: true });
    }
  });

  it('refuses an input that changed while it was scored, and puts nothing under the final name', async () => {
    writeFileSync(input(), `x\n${'1\n'.repeat(1_000)}`);
    const grow = (call: string): boolean => {
      if (call === 'batch.write') appendFileSync(input(), '2\n');
      return true;
    };
    await expect(run({ checkpoint: null }, grow)).rejects.toMatchObject({
      failure: { code: 'INPUT_CHANGED', message: expect.stringMatching(/^in\.csv was changed/u) },
    });
    expect(existsSync(output())).toBe(false);
  });

  it('finishes with an input that was removed, as it is read through the handles that are open', async () => {
    writeFileSync(input(), `x\n${'1\n'.repeat(1_000)}`);
    const remove = (call: string): boolean => {
      if (call === 'batch.write') rmSync(input());
      return true;
    };
    expect(await run({ checkpoint: null }, remove)).toMatchObject({ rows: 1_000 });
  });

  it('refuses blank lines after a header', async () => {
    writeFileSync(input(), `x,y\n${'\n'.repeat(1_000)}`);
    await expect(run({ checkpoint: null })).rejects.toMatchObject({ failure: { code: 'INPUT_EMPTY' } });
    expect(existsSync(output())).toBe(false);
  });
});
