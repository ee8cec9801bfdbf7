import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelFolder } from '../testing/index.ts';
import { type TestModel, writeOnnx } from '../testing/onnx-writer.ts';
import { runtimeReason } from './runtime-reason.ts';

let folder: Awaited<ReturnType<typeof modelFolder>>;
beforeAll(async () => {
  folder = await modelFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const inputs = Array.from({ length: 200 }, (_, at) => ({ name: `feature_${at}`, dims: ['rows', 1] }));
const names = inputs.map(({ name }) => name);
const outputs = [{ name: 'x', dims: ['rows', 200] }];

async function reasonOf(model: TestModel | string): Promise<string> {
  const bytes = typeof model === 'string' ? new TextEncoder().encode(model) : writeOnnx(model);
  const path = await folder.write('model.onnx', bytes);
  return InferenceSession.create(path).then(
    () => 'it was loaded',
    (error: unknown) => runtimeReason(error, path),
  );
}

it('names the reason first, then the node in a few words however many tensors it has', async () => {
  expect(await reasonOf({ inputs, outputs, nodes: [['Concat', names, 'x']] })).toBe(
    "Required attribute 'axis' is missing (in the node Concat with 200 inputs).",
  );
  expect(await reasonOf({ inputs, outputs, nodes: [['Nonsense', ['feature_0'], 'x']] })).toBe(
    'No Op registered for Nonsense with domain_version of 17 (in the node Nonsense with 1 input).',
  );
});

it('leaves out where the file lies and where the runtime was built', async () => {
  expect(await reasonOf('not a model')).toBe('Protobuf parsing failed.');
  const nodes: TestModel['nodes'] = [['Add', ['feature_0', 'feature_1'], 'other']];
  expect(await reasonOf({ inputs, outputs, nodes })).toBe(
    'This is an invalid model. Graph output (x) does not exist in the graph.',
  );
});

it('keeps what it does not know, whatever was thrown', () => {
  expect(runtimeReason('odd', '/a/model.onnx')).toBe('odd');
  expect(runtimeReason(new Error('/a/model.onnx , Error odd'), '/a/model.onnx')).toBe(
    'model.onnx , Error odd',
  );
});
