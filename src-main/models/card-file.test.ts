import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseCard } from './card-file.ts';

const path = fileURLToPath(new URL('../../models/flight-delay/card.json', import.meta.url));
const card = parseCard(readFileSync(path, 'utf8'), path);

describe('parseCard', () => {
  it.each([
    ['not JSON', '{', /card.json of x/u],
    ['a missing part', JSON.stringify({ ...card, inputs: [] }), /inputs/u],
    [
      'a tensor of unknown features',
      JSON.stringify({ ...card, tensors: [{ name: 't', type: 'float32', features: ['z'] }] }),
      /"z" that is no input/u,
    ],
    ['a name twice', JSON.stringify({ ...card, inputs: [...card.inputs, card.inputs[0]] }), /same name/u],
    [
      'a tensor twice',
      JSON.stringify({ ...card, tensors: [...card.tensors, card.tensors[0]] }),
      /two tensors have the same name/u,
    ],
    [
      'an input that goes nowhere',
      JSON.stringify({ ...card, inputs: [...card.inputs, { name: 'more', type: 'number' }] }),
      /no tensor takes the input "more"/u,
    ],
    [
      'a positive class that is none',
      JSON.stringify({ ...card, outputs: { ...card.outputs, positive: 'x' } }),
      /not one of its labels/u,
    ],
    [
      'tokens without a tokenizer',
      JSON.stringify({
        ...card,
        inputs: [{ name: 'text', type: 'text' }],
        tensors: [{ kind: 'tokens', name: 'ids', type: 'int64', feature: 'text', part: 'ids' }],
      }),
      /there is no tokenizer/u,
    ],
    [
      'what is nested so deep that it cannot be written out',
      JSON.stringify(card).replace(/\}$/u, `,"licence":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      /nested more than 50 levels/u,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseCard(text, '/models/x')).toThrow(message);
  });

  it('says the first thing that is wrong, in one line', () => {
    const wrong = JSON.stringify({ ...card, title: 3, inputs: [{ name: 'a', type: 'colour' }] });
    expect(() => parseCard(wrong, 'x')).toThrow(/^card\.json of x: [^\n]+$/u);
  });

  it('takes a card without version and sha256 for a file that is being imported', () => {
    const { version: _, sha256: __, ...rest } = card;
    const read = parseCard(JSON.stringify(rest), 'x', 'ab'.repeat(32));
    expect(read).toEqual({ ...card, version: '1', sha256: 'ab'.repeat(32) });
    expect(() => parseCard(JSON.stringify(rest), 'x')).toThrow(/version/u);
  });
});
