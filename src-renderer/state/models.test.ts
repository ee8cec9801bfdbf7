import { expect, it } from 'vitest';
import type { ModelSummary } from '../../src-main/contract/index.ts';
import { receiveModels, showAsked, useModels } from './models.ts';

const model: ModelSummary = {
  name: 'churn',
  version: '1',
  title: 'Churn',
  summary: '',
  task: 'classification',
  inputs: 1,
  sizeBytes: 1,
  sha256: '0'.repeat(64),
  bundled: false,
  sample: null,
  aliases: [],
  importedAtMs: 1,
  remote: null,
  residency: {
    state: 'resident',
    on: true,
    pinned: false,
    instances: 1,
    instancesWanted: null,
    memoryBytes: 1,
    loadMs: 1,
    lastUsedMs: 1,
    provider: 'cpu',
    providerWanted: 'cpu',
    note: null,
  },
};
const shown = () => useModels.getState().models?.[0]?.residency;

it('keeps a setting that was asked for until it is answered, whatever older frames say', () => {
  receiveModels([model]);
  const pinned = showAsked(model, { pinned: true });
  const off = showAsked(model, { on: false });
  receiveModels([model]);
  expect(shown()).toMatchObject({ pinned: true, on: false });
  pinned();
  receiveModels([model]);
  expect(shown()).toMatchObject({ pinned: false, on: false });
  off();
  receiveModels([model]);
  expect(shown()).toEqual(model.residency);
});
