import { writeOnnx } from './onnx-writer.ts';

/** score = sigmoid(x · [1, 2, 3] + 0.5) for rows of three features. */
export const logisticModel = (): Uint8Array =>
  writeOnnx({
    inputs: [{ name: 'x', dims: ['rows', 3] }],
    outputs: [{ name: 'score', dims: ['rows', 1] }],
    constants: [
      { name: 'w', dims: [3, 1], values: [1, 2, 3] },
      { name: 'b', dims: [1], values: [0.5] },
    ],
    nodes: [
      ['MatMul', ['x', 'w'], 'xw'],
      ['Add', ['xw', 'b'], 'z'],
      ['Sigmoid', ['z'], 'score'],
    ],
  });

/** Answers one number for any number of rows. */
export const summingModel = (): Uint8Array =>
  writeOnnx({
    inputs: [{ name: 'x', dims: ['rows', 3] }],
    outputs: [{ name: 'total', dims: [1, 1] }],
    nodes: [['ReduceSum', ['x'], 'total']],
  });

/** Answers a sequence, as scikit-learn's ZipMap does. */
export const sequenceModel = (): Uint8Array =>
  writeOnnx({
    inputs: [{ name: 'x', dims: ['rows', 3] }],
    outputs: [{ name: 'probabilities', dims: ['rows', 3], kind: 'sequence' }],
    nodes: [['SequenceConstruct', ['x'], 'probabilities']],
  });

/** Answers its inputs. */
export const identityModel = (): Uint8Array =>
  writeOnnx({
    inputs: [
      { name: 'numbers', dims: ['rows'], type: 'int64' },
      { name: 'words', dims: ['rows'], type: 'string' },
    ],
    outputs: [
      { name: 'sameNumbers', dims: ['rows'], type: 'int64' },
      { name: 'sameWords', dims: ['rows'], type: 'string' },
    ],
    nodes: [
      ['Identity', ['numbers'], 'sameNumbers'],
      ['Identity', ['words'], 'sameWords'],
    ],
  });

/** Multiplies a square matrix with itself many times in a row: one run takes minutes from 1,000 rows on. */
export const slowModel = (): Uint8Array =>
  writeOnnx({
    inputs: [{ name: 'x', dims: ['rows', 'rows'] }],
    outputs: [{ name: 'y5000', dims: ['rows', 'rows'] }],
    nodes: Array.from({ length: 5000 }, (_, step) => [
      'MatMul',
      [step === 0 ? 'x' : `y${step}`, 'x'],
      `y${step + 1}`,
    ]),
  });

/** Two logits of a text: the sum of what each of five tokens says for and against. */
export const tokensModel = (): Uint8Array =>
  writeOnnx({
    inputs: [{ name: 'input_ids', dims: ['rows', 'tokens'], type: 'int64' }],
    outputs: [{ name: 'logits', dims: ['rows', 2] }],
    constants: [
      { name: 'table', dims: [5, 2], values: [0, 0, -1, 2, 2, -1, 0.25, 0, 0, 0.5] },
      { name: 'one', dims: [1], values: [1] },
    ],
    nodes: [
      ['Gather', ['table', 'input_ids'], 'said'],
      ['CastLike', ['one', 'input_ids'], 'axis'],
      ['ReduceSum', ['said', 'axis'], 'sums'],
      ['Squeeze', ['sums', 'axis'], 'logits'],
    ],
  });
