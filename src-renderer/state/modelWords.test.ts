import { describe, expect, it } from 'vitest';
import type { ModelSummary, Residency } from '../../src-main/contract/index.ts';
import {
  aliasFault,
  answering,
  found,
  grouped,
  orderedAliases,
  residencyWords,
  servingOf,
  withAlias,
} from './modelWords.ts';

const asleep: Residency = {
  state: 'asleep',
  on: true,
  pinned: false,
  instances: 0,
  instancesWanted: null,
  memoryBytes: null,
  loadMs: null,
  lastUsedMs: null,
  provider: null,
  providerWanted: 'cpu',
  note: null,
};
function model(name: string, version: string, more: Partial<ModelSummary> = {}): ModelSummary {
  return {
    name,
    version,
    title: name,
    summary: '',
    task: 'classification',
    inputs: 3,
    sizeBytes: 1e6,
    sha256: '0'.repeat(64),
    bundled: false,
    sample: null,
    aliases: [],
    importedAtMs: Number(version),
    remote: null,
    residency: asleep,
    ...more,
  };
}
const keys = (models: readonly ModelSummary[]) => models.map((one) => `${one.name}@${one.version}`);

describe('versions', () => {
  it('are grouped by model, those with an alias first and then the newest', () => {
    const models = [
      model('b', '1'),
      model('a', '2', { aliases: ['previous'] }),
      model('a', '10'),
      model('a', '9'),
      model('a', '4', { aliases: ['shadow'] }),
      model('a', '3', { aliases: ['challenger', 'canary'] }),
      model('a', '1', { aliases: ['champion'] }),
    ];
    expect(keys(grouped(models))).toEqual(['a@1', 'a@3', 'a@2', 'a@4', 'a@10', 'a@9', 'b@1']);
    expect(orderedAliases(['zeta', 'previous', 'alpha', 'champion'])).toEqual([
      'champion',
      'previous',
      'alpha',
      'zeta',
    ]);
  });

  it('are found by name, version, alias and state', () => {
    const models = [
      model('flight-delay', '3', { aliases: ['champion'] }),
      model('flight-delay', '4', { residency: { ...asleep, state: 'resident' } }),
      model('fraud', '3'),
    ];
    expect(keys(found(models, ' FLIGHT champ '))).toEqual(['flight-delay@3']);
    expect(keys(found(models, 'resident'))).toEqual(['flight-delay@4']);
    expect(found(models, '  ')).toHaveLength(3);
    expect(found(models, 'nothing')).toEqual([]);
  });

  it('answer to the bare name as champion, or else as the newest', () => {
    const models = [
      model('a', '1', { aliases: ['champion'] }),
      model('a', '2'),
      model('b', '9'),
      model('b', '10', { aliases: ['previous'] }),
    ];
    expect(servingOf(models, 'a')?.version).toBe('1');
    expect(servingOf(models, 'b')?.version).toBe('10');
    expect(servingOf(models, 'c')).toBeNull();
    expect(withAlias(models, 'b', 'previous')?.version).toBe('10');
    expect(withAlias(models, 'a', 'previous')).toBeNull();
  });

  it('are shown once a model where there is little room, loaded ones first', () => {
    const models = [
      model('a', '1'),
      model('a', '2'),
      model('b', '1', { residency: { ...asleep, state: 'resident' } }),
      model('c', '1', { residency: { ...asleep, state: 'failed' } }),
    ];
    expect(keys(answering(models))).toEqual(['c@1', 'b@1', 'a@2']);
  });
});

it('says where a version is with a shape and a word', () => {
  const say = (residency: Partial<Residency>) =>
    residencyWords(model('a', '1', { residency: { ...asleep, ...residency } }));
  expect(say({})).toEqual({ mark: 'off', word: 'Asleep' });
  expect(say({ pinned: true })).toEqual({ mark: 'off', word: 'Asleep, pinned' });
  expect(say({ on: false })).toEqual({ mark: 'stop', word: 'Switched off' });
  expect(say({ state: 'resident', pinned: true })).toEqual({ mark: 'run', word: 'Resident, pinned' });
  expect(say({ state: 'resident', on: false }).word).toBe('Resident, leaving');
  expect(say({ state: 'loading' }).mark).toBe('wait');
  expect(say({ state: 'failed' }).mark).toBe('bad');
});

it('says of a version on another server whether it is connected to, not whether it is loaded', () => {
  const remote = { url: 'http://127.0.0.1:8000', model: 'a', version: null };
  const say = (residency: Partial<Residency>) =>
    residencyWords(model('a', '1', { remote, residency: { ...asleep, ...residency } })).word;
  expect(say({})).toBe('Idle');
  expect(say({ state: 'loading' })).toBe('Connecting');
  expect(say({ state: 'resident', pinned: true })).toBe('Connected');
  expect(say({ state: 'resident', on: false })).toBe('Switched off');
  expect(say({ state: 'failed' })).toBe('Failed');
  expect(say({ state: 'resident', note: 'a on http://127.0.0.1:8000 cannot be reached' })).toBe(
    'Not answering',
  );
});

it('takes for an alias what the registry takes', () => {
  expect(['canary', 'a-1_b'].map(aliasFault)).toEqual([null, null]);
  for (const word of ['', 'Canary', '1st', 'a b', 'ä', 'a'.repeat(51)])
    expect(aliasFault(word)).not.toBeNull();
});
