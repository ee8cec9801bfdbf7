import { expect, test } from 'vitest';
import type { GraphPort } from '../../contract/models.ts';
import { draftOfPorts } from './draft-of-ports.ts';

const port = (name: string, type: string, dims: GraphPort['dims']): GraphPort => ({ name, type, dims });
const draft = (inputs: GraphPort[], outputs: GraphPort[]) => draftOfPorts('theirs', { inputs, outputs });

test('columns and a number say a regression', () => {
  expect(draft([port('x', 'float32', ['', 2])], [port('y', 'float32', ['', 1])])).toMatchObject({
    ok: true,
    card: {
      task: 'regression',
      inputs: [
        { name: 'x_0', type: 'number' },
        { name: 'x_1', type: 'number' },
      ],
      outputs: { kind: 'regression', value: 'y' },
    },
  });
});

test('an output that is called probabilities says classes, and a fixed first dimension the rows of a run', () => {
  const named = draft([port('age', 'int64', [4, 1])], [port('probabilities', 'float32', [4, 3])]);
  expect(named).toMatchObject({
    ok: true,
    card: {
      task: 'classification',
      rowsPerRun: 4,
      outputs: { probabilities: 'probabilities', labels: ['class_0', 'class_1', 'class_2'] },
    },
  });
});

test.each([
  [
    [port('image', 'float32', ['', 3, 800, 608])],
    /takes more than 100,000 values for a row \("image" \[rows, 3, 800, 608\]\); if it is a picture, say so by the card of a model here/u,
  ],
  [[port('input_ids', 'int64', ['', ''])], /takes the tokens of a text/u],
  [[], /has no inputs/u],
])('what is not enough is told without a word of files', (inputs, message) => {
  const outcome = draft(inputs, [port('y', 'float32', ['', 1])]);
  expect(outcome).toMatchObject({
    ok: false,
    failure: { code: 'MODEL_INVALID', message: expect.stringMatching(message) },
  });
  expect(JSON.stringify(outcome)).not.toMatch(/card\.json|the folder with both/u);
});
