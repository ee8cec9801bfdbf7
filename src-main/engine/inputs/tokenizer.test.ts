import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import { tokenTensor } from '../../domain/encoding/tokens.ts';
import { openTokenizer } from './tokenizer.ts';

const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'good', 'bad', 'dog', '##gy'];
/** A small tokenizer of BERT's kind. */
const bert = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: words.slice(0, 4).map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: null,
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(words.map((word, id) => [word, id])),
  },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-tokens-'));
});
afterAll(() => removeFolder(folder));

function open(content: unknown) {
  const path = join(folder, 'tokenizer.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return openTokenizer(path);
}

describe('a tokenizer', () => {
  it('puts special tokens around a text, and cuts the text between them', async () => {
    const tokenizer = await open(bert);
    expect(tokenizer.padId).toBe(0);
    expect(tokenizer.encode('Good doggy', 10).ids).toEqual([2, 4, 6, 7, 3]);
    expect(tokenizer.encode('Good doggy', 4).ids).toEqual([2, 4, 6, 3]);
    expect(tokenizer.encode('zebra', 10)).toEqual({ ids: [2, 1, 3], types: [0, 0, 0] });
    expect(tokenizer.encode('', 10).ids).toEqual([2, 3]);
  });
  it('does without them where it has none', async () => {
    const tokenizer = await open({ ...bert, post_processor: null });
    expect(tokenizer.encode('good dog', 10).ids).toEqual([4, 6]);
    expect(tokenizer.encode('', 10).ids).toEqual([]);
  });
  it('takes no longer for a text of megabytes', async () => {
    const tokenizer = await open(bert);
    const startedMs = performance.now();
    expect(tokenizer.encode('good dog '.repeat(500_000), 16).ids).toHaveLength(16);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
  it('pads as its file says', async () => {
    const tokenizer = await open({
      ...bert,
      padding: { strategy: 'BatchLongest', pad_id: 5, pad_token: 'bad' },
    });
    expect(tokenizer.padId).toBe(5);
  });
  it('is refused in words when it is none', async () => {
    await expect(openTokenizer(join(folder, 'other.json'))).rejects.toThrow(
      /other.json: is missing beside the model/u,
    );
    await expect(open('{')).rejects.toThrow(/tokenizer.json: cannot be understood/u);
    await expect(open({})).rejects.toThrow(/tokenizer.json: cannot be understood/u);
  });
});

describe('token tensors', () => {
  const rows = [
    { ids: [2, 4, 3], types: [0, 0, 1] },
    { ids: [2], types: [0] },
  ];
  it('hold ids, mask and types, padded to the longest of the batch', () => {
    const part = (name: 'ids' | 'mask' | 'types') => [
      ...tokenTensor(rows, { type: 'int64', part: name }, 9, null).data,
    ];
    expect(part('ids')).toEqual([2n, 4n, 3n, 2n, 9n, 9n]);
    expect(part('mask')).toEqual([1n, 1n, 1n, 1n, 0n, 0n]);
    expect(part('types')).toEqual([0n, 0n, 1n, 0n, 0n, 0n]);
  });
  it('are at least one token wide, or as wide as they must be', () => {
    const empty = [{ ids: [], types: [] }];
    expect(tokenTensor(empty, { type: 'int32', part: 'ids' }, 0, null)).toEqual({
      data: Int32Array.of(0),
      dims: [1, 1],
    });
    expect(tokenTensor(rows, { type: 'int32', part: 'mask' }, 0, 4).dims).toEqual([2, 4]);
  });
});
