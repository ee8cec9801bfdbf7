import fc from 'fast-check';
import { expect, it } from 'vitest';
import { modelNameSchema } from '../../src-main/contract/index.ts';
import { isModelFile, modelNameFrom } from './importModels.ts';

it('makes a name a model may have of anything typed, or none', () => {
  expect(modelNameFrom('Churn Model (2026).final')).toBe('churn-model-2026-.final');
  expect(modelNameFrom('  --Ünïcode--  ')).toBe('n-code');
  expect(modelNameFrom('…')).toBeNull();
  fc.assert(
    fc.property(fc.string(), (typed) => {
      const name = modelNameFrom(typed);
      if (name !== null) expect(modelNameSchema.safeParse(name).success).toBe(true);
    }),
  );
});

it('knows a model by its ending', () => {
  expect(isModelFile('Model.ONNX')).toBe(true);
  expect(isModelFile('onnx.csv')).toBe(false);
});
