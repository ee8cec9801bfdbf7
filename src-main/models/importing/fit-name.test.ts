import { expect, test } from 'vitest';
import { modelNameSchema } from '../../contract/card.ts';
import { cutNameFinding, nameFromPath, refuseUnusableName } from './fit-name.ts';

test.each([
  ['/a/Churn Model (final).ONNX', 'churn-model-final'],
  ['/a/Übergrößen.onnx', 'ubergro-en'],
  ['/a/model.v2.onnx', 'model.v2'],
  ['/a/churn/model.onnx', 'churn'],
  ['/a/churn/onnx/model.onnx', 'model'],
  ['/uploads/3f2a0c1e-9b1d-4c55-8a51-7f1f6f0a9a11/model.onnx', 'model'],
  ['/runs/0a1b2c3d4e5f60718293a4b5c6d7e8f9/model.onnx', 'model'],
  ['/a/-.onnx', 'a'],
  ['/日本/日本.onnx', null],
  ['/a/con.onnx', 'a'],
])('%s makes the name %s', (path, name) => {
  expect(nameFromPath(path)).toBe(name);
  if (name !== null) expect(modelNameSchema.safeParse(name).success).toBe(true);
});

test('a name that was cut is told, one that fits is not', () => {
  const long = `customer-${'lifetime-'.repeat(15)}v12`;
  const name = nameFromPath(`/a/${long}.onnx`) ?? '';
  expect(name).toHaveLength(100);
  expect(cutNameFinding(`${long}.onnx`, name)).toMatchObject({
    level: 'changed',
    title: 'Name',
    text: expect.stringMatching(
      /^cut to 100 characters; a name has at most 100, and “customer-.*v12” is longer$/u,
    ),
  });
  expect(cutNameFinding('churn.onnx', 'churn')).toBeNull();
  // Somebody gave it another one.
  expect(cutNameFinding(`${long}.onnx`, 'short')).toBeNull();
});

test('names that some system cannot keep are refused', () => {
  for (const name of ['con', 'nul.txt', 'com1', 'a.']) {
    expect(() => refuseUnusableName(name, 'name')).toThrow(`cannot be "${name}"`);
  }
  refuseUnusableName('console', 'name');
});
