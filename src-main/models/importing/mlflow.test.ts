import { describe, expect, it } from 'vitest';
import { readMlmodel } from './mlflow.ts';

const onnx = 'flavors:\n  onnx:\n    data: model.onnx\n';

describe('an MLmodel', () => {
  it('may repeat a part of itself', () => {
    const text = `${onnx}  python_function: &same\n    loader: mlflow.onnx\nother: *same\n`;
    expect(readMlmodel(text, 'x').data).toBe('model.onnx');
  });
  it('may hold asterisks in its texts', () => {
    const text = `${onnx}metadata: "${'*very* **good** '.repeat(100)}"\n`;
    expect(readMlmodel(text, 'x').data).toBe('model.onnx');
  });
  it('that would write out gigabytes of keys is refused at once', () => {
    const list = (index: number) => `b${index}: &b${index} [${'*s, '.repeat(4_000)}z${index}]\n`;
    const indexes = Array.from({ length: 50 }, (_, index) => index);
    const keys = indexes.map((index) => `  ? *b${index}\n  : 1\n`).join('');
    const text = `s: &s ${'k'.repeat(100_000)}\n${indexes.map(list).join('')}${onnx}${keys}`;
    expect(() => readMlmodel(text, 'x')).toThrow('the MLmodel of x repeats parts of itself');
  });
});
