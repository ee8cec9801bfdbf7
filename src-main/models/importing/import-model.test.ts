import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import { failed } from '../../contract/failure.ts';
import type { GraphOutline } from '../../contract/models.ts';
import { type ModelRegistry, openRegistry } from '../registry.ts';
import { memoryNotes } from '../testing/memory-notes.ts';
import type { ModelChecker } from './checker.ts';
import { createImporter, type ImportModel } from './import-model.ts';

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const outline: GraphOutline = {
  nodes: 1,
  irVersion: 9,
  producer: 'test',
  opsets: [{ domain: 'ai.onnx', version: 17 }],
  inputs: [{ name: 'x', type: 'float32', dims: ['rows', 2] }],
  outputs: [{ name: 'y', type: 'float32', dims: ['rows', 1] }],
  steps: [],
  weightsBytes: 8,
  metadata: {},
};

let folder: string;
let registry: ModelRegistry;
let importModel: (request: Parameters<ImportModel>[0], signal?: AbortSignal) => ReturnType<ImportModel>;
let checker: ModelChecker;
/** Stands for the content of a file: the checker of these tests reads nothing. */
let content: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-import-'));
  content = 'a'.repeat(64);
  registry = await openRegistry({
    onSettings: () => {},
    bundledFolder: root('models'),
    samplesFolder: root('resources/samples'),
    importedFolder: join(folder, 'models'),
    notes: memoryNotes(),
    clear: true,
    onTrouble: (failure) => {
      throw new Error(failure.message);
    },
  });
  checker = {
    async take({ outPath }) {
      writeFileSync(outPath, content);
      return {
        outline,
        findings: [{ level: 'checked', title: 'Protobuf', text: 'fine' }],
        draft: {
          ok: true,
          card: {
            task: 'regression',
            inputs: ['a', 'b'].map((name) => ({ name, type: 'number' as const })),
            tensors: [
              { kind: 'features', name: 'x', type: 'float32', features: ['a', 'b'], shape: 'matrix' },
            ],
            outputs: { kind: 'regression', value: 'y' },
          },
          findings: [],
        },
        sha256: createHash('sha256').update(content).digest('hex'),
        sizeBytes: content.length,
        sourceSha256: content,
      };
    },
    probe: async () => ({ rows: 256, ms: 1.94, nonFinite: 0, largestDifference: 0 }),
    look: () => Promise.reject(new Error('nobody asks another server here')),
  };
  let nowMs = 1_000;
  const importer = createImporter({
    registry,
    importedFolder: join(folder, 'models'),
    withChecker: (use) => use(checker),
    outlineOf: () => Promise.resolve(outline),
    nowMs: () => (nowMs += 1_000),
  });
  importModel = (request, signal = new AbortController().signal) => importer.importModel(request, signal);
});
afterEach(() => removeFolder(folder));

function modelFile(name = 'churn.onnx'): string {
  const path = join(folder, name);
  writeFileSync(path, 'a model');
  return path;
}
const take = async (version: string | null = null, name: string | null = null) =>
  (await importModel({ path: modelFile(), name, version })).card.version;

describe('versions', () => {
  it('count up from the highest number there is, and are never given again', async () => {
    expect(await take()).toBe('1');
    content = 'b'.repeat(64);
    expect(await take('7')).toBe('7');
    content = 'c'.repeat(64);
    expect(await take()).toBe('8');
    await registry.remove({ name: 'churn', version: '8' });
    content = 'd'.repeat(64);
    expect(await take()).toBe('9');
    await expect(take('8')).rejects.toThrow('there is a churn@8 already');
  });

  it('are the same for the same file, which comes back on the list when it was taken off', async () => {
    await take();
    await registry.remove({ name: 'churn', version: '1' });
    const again = await importModel({ path: modelFile(), name: null, version: null });
    expect(again.report?.findings[0]?.text).toBe('the same file is churn@1, which is on the list again');
    expect(registry.find({ name: 'churn', version: null }).card.version).toBe('1');
  });

  it('are others when the files of the first were deleted or changed since', async () => {
    await take();
    const model = join(folder, 'models', 'churn', '1', 'model.onnx');
    chmodSync(model, 0o600);
    writeFileSync(model, 'something else');
    expect(await take()).toBe('2');
    rmSync(join(folder, 'models', 'churn'), { recursive: true });
    expect(await take()).toBe('3');
    expect(await take()).toBe('3');
  });

  it('cannot be named as an alias is, nor as no folder can be', async () => {
    await take();
    await registry.alias('churn', 'challenger', '1');
    content = 'b'.repeat(64);
    await expect(take('challenger')).rejects.toThrow('there is a churn@challenger already');
    await expect(take('champion')).rejects.toThrow('there is a churn@champion already');
    await expect(take('nul')).rejects.toThrow('version cannot be "nul"');
    await expect(take(null, 'con.x')).rejects.toThrow('name cannot be "con.x"');
  });

  it('pass over a folder that can no longer be read', async () => {
    mkdirSync(join(folder, 'models', 'churn', '1'), { recursive: true });
    writeFileSync(join(folder, 'models', 'churn', '1', 'card.json'), '{');
    expect(await take()).toBe('2');
    await expect(take('1')).rejects.toThrow('there is a churn@1 already');
  });

  it('of imports at once are different ones', async () => {
    const path = modelFile();
    const take = checker.take;
    let n = 0;
    checker.take = (request) => {
      content = String(n++).repeat(64).slice(0, 64);
      return take(request);
    };
    const all = await Promise.all([1, 2, 3].map(() => importModel({ path, name: null, version: null })));
    expect(all.map(({ card }) => card.version)).toEqual(['1', '2', '3']);
  });
});

describe('the report', () => {
  it('lists what was checked in order, and lies beside the model', async () => {
    const { report, folder: place } = await importModel({ path: modelFile(), name: null, version: null });
    expect(report).toMatchObject({ atMs: 2_000, seconds: 1, source: 'churn.onnx', sourceSha256: content });
    expect(report?.findings).toEqual([
      { level: 'checked', title: 'Protobuf', text: 'fine' },
      {
        level: 'look',
        title: 'Card against model',
        text: 'there was none; made from the model: 2 inputs, gives a number',
      },
      { level: 'checked', title: 'Probe run', text: '256 rows in 1.9 ms, 0 non-finite, batch-invariant' },
    ]);
    expect(JSON.parse(readFileSync(join(place, 'import.json'), 'utf8'))).toEqual({
      format: 1,
      report,
      outline,
    });
  });
});

describe('a verdict', () => {
  it.each([
    ['ENGINE_TIMEOUT', /^churn\.onnx: it took too long to be looked at/u],
    ['ENGINE_MEMORY', /^churn\.onnx: it needs more memory/u],
    ['ENGINE_CRASHED', /^churn\.onnx: it ended the process that looked at it/u],
    ['MODEL_INVALID', /^churn\.onnx: no good$/u],
  ] as const)('%s in the probe leaves nothing behind', async (code, message) => {
    checker.probe = async () => {
      throw failed(code, 'no good');
    };
    await expect(importModel({ path: modelFile(), name: null, version: null })).rejects.toMatchObject({
      failure: { code: 'MODEL_INVALID', message: expect.stringMatching(message) },
    });
    expect(readdirSync(join(folder, 'models'), { recursive: true })).toEqual(['.incoming']);
  });

  it('on the installation is none on the model', async () => {
    checker.take = async () => {
      throw failed('ENGINE_BOOT', 'no engine');
    };
    await expect(take()).rejects.toMatchObject({ failure: { code: 'ENGINE_BOOT' } });
  });
});

describe('an import whose caller has left', () => {
  it('is not begun', async () => {
    const leaving = new AbortController();
    const first = take();
    const second = importModel({ path: modelFile('other.onnx'), name: null, version: null }, leaving.signal);
    leaving.abort();
    await expect(second).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    expect(await first).toBe('1');
    expect(registry.folders('other')).toEqual([]);
  });
  it('is given up before it gets its place', async () => {
    const leaving = new AbortController();
    const { probe } = checker;
    checker.probe = (request) => {
      leaving.abort();
      return probe(request);
    };
    const left = importModel({ path: modelFile(), name: null, version: null }, leaving.signal);
    await expect(left).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    expect(registry.folders('churn')).toEqual([]);
    expect(readdirSync(join(folder, 'models', '.incoming'))).toEqual([]);
  });
});
