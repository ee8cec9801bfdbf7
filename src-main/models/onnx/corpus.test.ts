import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import type { ModelOperations } from '../operations.ts';
import { modelOperations } from './operations.ts';

const corpus = fileURLToPath(new URL('../../../e2e/corpus/', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-corpus-'));
});
afterAll(() => removeFolder(folder));

const take = (path: string, name: string): ModelOperations['model.take']['result'] =>
  modelOperations['model.take']({
    path,
    outPath: join(folder, name),
    tokenizerPath: null,
    configPath: null,
  });

interface Expected {
  task: string;
  sha256: string;
  rowsPerRun: number | null;
  missing: boolean;
  features: { name: string; type: string }[];
  outputs: { name: string; role: string }[];
  expected: {
    labels: string[] | null;
    classes: string[] | null;
    probabilities: unknown[] | null;
    scores: 'probability' | 'decision' | null;
    values: (number | number[])[] | null;
  };
}

const expectedOf = (name: string) =>
  JSON.parse(readFileSync(join(corpus, 'expected', `${name}.json`), 'utf8')) as Expected;
const names = readdirSync(join(corpus, 'expected')).map((file) => file.replace(/\.json$/u, ''));

describe('the card that a file says by itself', () => {
  it.each(names)('is right for %s', (name) => {
    const said = expectedOf(name);
    const { draft, sourceSha256 } = take(join(corpus, 'models', `${name}.onnx`), name);
    expect(sourceSha256).toBe(said.sha256);
    if (!draft.ok) throw new Error(draft.failure.message);
    const { inputs, outputs, rowsPerRun } = draft.card;
    // A category is a text of which the graph takes some values only.
    expect(inputs.map(({ name: feature, type }) => [feature, type === 'category' ? 'text' : type])).toEqual(
      said.features.map((feature) => [feature.name, feature.type]),
    );
    expect(rowsPerRun ?? null).toBe(said.rowsPerRun);

    const { labels, classes, probabilities, scores, values } = said.expected;
    if (outputs.kind === 'classification') {
      expect(outputs.label !== undefined).toBe(labels !== null || name === 'xgboost-ranking');
      if (classes) expect(outputs.labels).toEqual(classes);
      if (scores === 'probability') expect(outputs.probabilities).not.toBeNull();
      if (scores === 'decision' && labels) expect(outputs.probabilities).toBeNull();
    } else if (outputs.kind === 'regression') {
      const [first] = values ?? [];
      expect(outputs.targets?.length ?? 1).toBe(Array.isArray(first) ? first.length : 1);
      expect([probabilities, labels]).toEqual([null, null]);
    }
  });
});

describe('a file that cannot be imported', () => {
  const files = JSON.parse(readFileSync(join(corpus, 'refused/expected.json'), 'utf8')) as {
    file: string;
    why: string;
    mentions: string[];
  }[];
  // That an output has one row however many go in shows when it is run.
  it.each(files.filter(({ file }) => file !== 'mean-over-rows.onnx'))(
    'is refused for $why',
    ({ file, mentions }) => {
      let message = '';
      try {
        const { draft } = take(join(corpus, 'refused', file), file);
        if (!draft.ok) message = draft.failure.message;
      } catch (error) {
        message = error instanceof Error ? error.message : '';
      }
      expect(message).toMatch(/^[\w.-]+\.onnx [^\n]+\.$/u);
      for (const words of mentions) expect(message).toContain(words);
    },
  );
});
