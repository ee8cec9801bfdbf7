import type { ModelCard, ModelInput } from '../../../../src-main/contract/index.ts';

const inputs: ModelInput[] = [
  { name: 'delay', type: 'number', unit: 'min', range: [-60, 1500], example: 12 },
  { name: 'month', type: 'integer', range: [1, 12] },
  { name: 'visib', type: 'number', default: 10 },
  { name: 'income', type: 'number', acceptsMissing: true },
  { name: 'home', type: 'category', values: ['owner', 'rent', ' kept as it is '] },
  { name: 'abroad', type: 'boolean', example: false },
  { name: 'review', type: 'text', default: '' },
  { name: 'image', type: 'image', acceptsMissing: true, example: 'page-layout/page-1.png' },
];
/** A card with a feature of each type, with and without what may be left out. */
export const cardOfEachType = {
  format: 1,
  name: 'm',
  version: '1',
  title: 'M',
  summary: '',
  task: 'classification',
  inputs,
  tensors: [{ kind: 'features', name: 'x', type: 'float32', features: ['delay'], shape: 'matrix' }],
  outputs: {
    kind: 'classification',
    probabilities: 'p',
    labels: ['a', 'b'],
    activation: 'none',
  },
  sha256: '0'.repeat(64),
} satisfies ModelCard;
