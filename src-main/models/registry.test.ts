import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openRegistry, parseCard } from './registry.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const registry = openRegistry({ bundledFolder: root('models'), samplesFolder: root('resources/samples') });

describe('the bundled models', () => {
  it('have cards that hold together and samples', () => {
    const names = registry.list().map((model) => model.card.name);
    expect(names).toContain('flight-delay');
    for (const model of registry.list()) expect(model.summary.sample).not.toBeNull();
  });
  it('are found by name, by name and version, and missed in words', () => {
    expect(registry.find({ name: 'flight-delay', version: null }).card.version).toBe('1');
    expect(() => registry.find({ name: 'flight-delay', version: '9' })).toThrow(
      'there is no model flight-delay@9; there is flight-delay@1',
    );
  });
});

describe('a damaged installation', () => {
  const open = (bundledFolder: string) => () =>
    openRegistry({ bundledFolder, samplesFolder: root('resources/samples') });

  it('says which model has lost its file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'foredeck-models-'));
    mkdirSync(join(folder, 'flight-delay'));
    cpSync(root('models/flight-delay/card.json'), join(folder, 'flight-delay', 'card.json'));
    expect(open(folder)).toThrow('model.onnx of flight-delay@1 is missing');
    rmSync(folder, { recursive: true });
  });
  it('says that there are no models', () => {
    expect(open(root('no-such-folder'))).toThrow('the models that come with Foredeck are missing');
  });
});

describe('parseCard', () => {
  const card = registry.find({ name: 'flight-delay', version: null }).card;
  it.each([
    ['not JSON', '{', /card.json of x/u],
    ['a missing part', JSON.stringify({ ...card, inputs: [] }), /inputs/u],
    [
      'a tensor of unknown features',
      JSON.stringify({ ...card, tensors: [{ name: 't', type: 'float32', features: ['z'] }] }),
      /"z" that is no input/u,
    ],
    ['a name twice', JSON.stringify({ ...card, inputs: [...card.inputs, card.inputs[0]] }), /same name/u],
    [
      'a positive class that is none',
      JSON.stringify({ ...card, outputs: { ...card.outputs, positive: 'x' } }),
      /not one of its labels/u,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseCard(text, '/models/x')).toThrow(message);
  });
});
