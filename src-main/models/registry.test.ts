import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import type { Failure } from '../contract/failure.ts';
import { type ModelRegistry, openRegistry } from './registry.ts';
import { memoryNotes } from './testing/memory-notes.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const usual = { bundledFolder: root('models'), samplesFolder: root('resources/samples') };

let folder: string;
let notes: ReturnType<typeof memoryNotes>;
let troubles: Failure[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-models-'));
  notes = memoryNotes();
  troubles = [];
});
afterEach(() => removeFolder(folder));

const importedFolder = () => join(folder, 'models');
const open = (options: Partial<Parameters<typeof openRegistry>[0]> = {}): Promise<ModelRegistry> =>
  openRegistry({
    onSettings: () => {},
    ...usual,
    importedFolder: importedFolder(),
    notes,
    clear: true,
    onTrouble: (failure) => troubles.push(failure),
    ...options,
  });

/** A version of a model as an import leaves it. */
function imported(name: string, version: string, atMs: number): string {
  const place = join(importedFolder(), name, version);
  mkdirSync(place, { recursive: true });
  cpSync(root('models/flight-delay/model.onnx'), join(place, 'model.onnx'));
  const card = JSON.parse(readFileSync(root('models/flight-delay/card.json'), 'utf8'));
  writeFileSync(join(place, 'card.json'), JSON.stringify({ ...card, name, version }));
  const report = { atMs, seconds: 1, source: 'a.onnx', sourceSha256: card.sha256, findings: [] };
  const outline = {
    nodes: 1,
    irVersion: 9,
    producer: '',
    opsets: [],
    inputs: [],
    outputs: [],
    steps: [],
    weightsBytes: 0,
    metadata: {},
  };
  writeFileSync(join(place, 'import.json'), JSON.stringify({ format: 1, report, outline }));
  return place;
}
const versionOf = (registry: ModelRegistry, name: string, version: string | null = null) =>
  registry.find({ name, version }).card.version;

describe('the bundled models', () => {
  it('have cards that hold together', async () => {
    const names = (await open()).list().map((model) => model.card.name);
    expect(names).toContain('flight-delay');
  });
  it('are found by name, by name and version, and missed in words', async () => {
    const registry = await open();
    expect(versionOf(registry, 'flight-delay')).toBe('1');
    expect(registry.find({ name: 'flight-delay', version: null }).sample).not.toBeNull();
    expect(() => registry.find({ name: 'flight-delay', version: '9' })).toThrow(
      'there is no model flight-delay@9; there is flight-delay@1',
    );
  });
  it('cannot be removed', async () => {
    const registry = await open();
    await expect(registry.remove({ name: 'flight-delay', version: null })).rejects.toThrow(
      'flight-delay@1 came with Foredeck and cannot be removed; it can be switched off',
    );
  });
});

describe('a damaged installation', () => {
  it('says which model has lost its file', async () => {
    mkdirSync(join(folder, 'flight-delay'));
    cpSync(root('models/flight-delay/card.json'), join(folder, 'flight-delay', 'card.json'));
    await expect(open({ bundledFolder: folder })).rejects.toThrow(
      'model.onnx of flight-delay@1 is missing; install Foredeck again',
    );
  });
  it('says that there are no models', async () => {
    await expect(open({ bundledFolder: root('no-such-folder') })).rejects.toThrow(
      'the models that come with Foredeck are missing',
    );
  });
});

describe('imported models', () => {
  it('are read from their folders, the newest last, and mean the newest by their bare name', async () => {
    imported('churn', '10', 300);
    imported('churn', '9', 200);
    imported('churn', 'a', 100);
    imported('flight-delay', '2', 50);
    const registry = await open();
    const churn = registry.list().filter(({ card }) => card.name === 'churn');
    expect(churn.map(({ card }) => card.version)).toEqual(['a', '9', '10']);
    expect(versionOf(registry, 'churn')).toBe('10');
    expect(churn[0]).toMatchObject({ bundled: false, importedAtMs: 100, outline: { nodes: 1 } });
  });

  it('of a bundled name change nothing until they are made its champion', async () => {
    imported('flight-delay', '2', 50);
    const registry = await open();
    expect(versionOf(registry, 'flight-delay')).toBe('1');
    expect(registry.aliasesOf(registry.find({ name: 'flight-delay', version: 'champion' }))).toEqual([
      'champion',
    ]);
    await registry.alias('flight-delay', 'champion', '2');
    expect(versionOf(registry, 'flight-delay')).toBe('2');
    expect(registry.find({ name: 'flight-delay', version: 'previous' }).card.version).toBe('1');
    await registry.alias('flight-delay', 'champion', 'previous');
    expect(versionOf(registry, 'flight-delay')).toBe('1');
  });

  it('that cannot be read are told of and left alone', async () => {
    const broken = imported('broken', '1', 1);
    writeFileSync(join(broken, 'card.json'), '{');
    const moved = imported('moved', '1', 1);
    cpSync(moved, join(importedFolder(), 'elsewhere', '1'), { recursive: true });
    mkdirSync(join(importedFolder(), '.incoming', 'x'), { recursive: true });
    writeFileSync(join(imported('plain', '1', 1), 'import.json'), 'gone');
    imported('flight-delay', '1', 1);
    const registry = await open();
    const names = registry.list().flatMap(({ bundled, card }) => (bundled ? [] : [card.name]));
    expect(names).toEqual(['moved', 'plain']);
    expect(troubles.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^card\.json of 1: /u),
      'the folder of elsewhere@1 holds moved@1; it was moved by hand',
      'flight-delay@1 now comes with Foredeck; the one that was imported under that name is left out',
    ]);
    expect(existsSync(broken)).toBe(true);
  });
});

describe('aliases', () => {
  it('champion makes the old one previous, and champion=previous swaps them again', async () => {
    imported('churn', '1', 1);
    imported('churn', '2', 2);
    const registry = await open();
    await registry.alias('churn', 'champion', '1');
    expect(versionOf(registry, 'churn')).toBe('1');
    // The bare name meant the newest before.
    expect(versionOf(registry, 'churn', 'previous')).toBe('2');
    await registry.alias('churn', 'challenger', '2');
    await registry.alias('churn', 'champion', 'challenger');
    expect([versionOf(registry, 'churn'), versionOf(registry, 'churn', 'previous')]).toEqual(['2', '1']);
    await registry.alias('churn', 'champion', 'previous');
    expect([versionOf(registry, 'churn'), versionOf(registry, 'churn', 'previous')]).toEqual(['1', '2']);
    expect(registry.aliasesOf(registry.find({ name: 'churn', version: '2' }))).toEqual([
      'challenger',
      'previous',
    ]);
    const again = await open();
    expect(versionOf(again, 'churn')).toBe('1');
  });

  it('cannot be a version, nor stand for what is not there', async () => {
    imported('churn', 'beta', 1);
    const registry = await open();
    await expect(registry.alias('churn', 'beta', 'beta')).rejects.toThrow('"beta" is a version of churn');
    await expect(registry.alias('churn', 'champion', '7')).rejects.toThrow(
      'there is no model churn@7; there is churn@beta',
    );
    await expect(registry.alias('churn', 'champion', 'previous')).rejects.toThrow(
      'there is nothing to go back to: no other version of churn has been the champion',
    );
  });
});

describe('removing', () => {
  it('hides a version at once, can be undone, and takes its files at the next start', async () => {
    imported('churn', '1', 1);
    const second = imported('churn', '2', 2);
    const registry = await open();
    await registry.alias('churn', 'champion', '2');
    await registry.remove({ name: 'churn', version: 'champion' });
    expect(versionOf(registry, 'churn')).toBe('1');
    expect(() => registry.find({ name: 'churn', version: 'champion' })).toThrow('there is churn@1');
    await registry.restore({ name: 'churn', version: '2' });
    expect(versionOf(registry, 'churn')).toBe('2');

    await registry.remove({ name: 'churn', version: '2' });
    const looking = await open({ clear: false });
    expect(versionOf(looking, 'churn')).toBe('1');
    expect(existsSync(second)).toBe(true);
    const next = await open();
    expect(existsSync(second)).toBe(false);
    await expect(next.restore({ name: 'churn', version: '2' })).rejects.toThrow('there is no model churn@2');
    await next.remove({ name: 'churn', version: '1' });
    await open();
    expect(existsSync(join(importedFolder(), 'churn'))).toBe(false);
    expect(notes.kept).toEqual({ aliases: [], removals: [], settings: [] });
  });

  it('touches nothing outside, whatever the store says', async () => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    notes.kept.removals.push({ name: '..', version: 'outside', removedMs: 1 });
    await open();
    expect(existsSync(outside)).toBe(true);
  });
});

it('a lost store loses no model', async () => {
  imported('churn', '1', 1);
  const registry = await open();
  await registry.alias('churn', 'champion', '1');
  const again = await open({ notes: memoryNotes() });
  expect(versionOf(again, 'churn')).toBe('1');
});

it('settings are kept, and say why jobs wait', async () => {
  const registry = await open();
  const model = registry.find({ name: 'flight-delay', version: null });
  await Promise.all([registry.change(model, { pinned: true }), registry.change(model, { on: false })]);
  const again = await open();
  expect(again.settingsOf(again.find({ name: 'flight-delay', version: null }))).toEqual({
    on: false,
    pinned: true,
    instances: null,
    provider: 'cpu',
  });
  expect(again.whyOff('flight-delay', '1')).toBe('the model flight-delay@1 is switched off');
  expect(again.whyOff('flight-delay', '2')).toBeNull();
});

it('changes at once are made one after another', async () => {
  for (const version of ['1', '2', '3']) imported('churn', version, Number(version));
  const registry = await open();
  await registry.alias('churn', 'champion', '3');
  await Promise.all(['1', '2', '3'].map((version) => registry.alias('churn', 'champion', version)));
  const aliases = (version: string) => registry.aliasesOf(registry.find({ name: 'churn', version }));
  expect([aliases('2'), aliases('3')]).toEqual([['previous'], ['champion']]);
  const [, refused] = await Promise.allSettled([
    registry.remove({ name: 'churn', version: '2' }),
    registry.alias('churn', 'challenger', '2'),
  ]);
  expect(refused).toMatchObject({ status: 'rejected', reason: { failure: { code: 'MODEL_NOT_FOUND' } } });
});
