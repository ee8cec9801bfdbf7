import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Edit, type Piece, splice } from './splice.ts';
import {
  bytesHead,
  eachInteger,
  Fields,
  integerAt,
  messageField,
  numberAt,
  OnnxProblem,
  textField,
  varintField,
} from './wire.ts';

type Tree =
  | { number: number; value: number }
  | { number: number; text: string }
  | { number: number; parts: Tree[] };

const fieldNumber = fc.integer({ min: 1, max: 2_000 });
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ number: fieldNumber, value: fc.maxSafeInteger() }),
    fc.record({ number: fieldNumber, text: fc.string({ unit: 'grapheme' }) }),
    fc.record({ number: fieldNumber, parts: fc.array(tie('tree'), { maxLength: 4 }) }),
  ),
}));
const written = (part: Tree): Buffer => {
  if ('value' in part) return varintField(part.number, part.value);
  if ('text' in part) return textField(part.number, part.text);
  return messageField(part.number, ...part.parts.map(written));
};
const whole = (bytes: Buffer) => ({ from: 0, to: bytes.length });
const joined = (pieces: readonly Piece[]): Buffer =>
  Buffer.concat(pieces.map((piece) => piece as Uint8Array));

/** What a reader finds where a tree was written, the kind of each field taken from the tree. */
function read(fields: Fields, parts: readonly Tree[]): Tree[] {
  return parts.map((part) => {
    expect(fields.next()).toBe(true);
    const { number } = fields;
    if ('value' in part) return { number, value: fields.integer() };
    if ('text' in part) return { number, text: fields.text() };
    const inner = new Fields(fields.bytes, fields.span());
    const found = { number, parts: read(inner, part.parts) };
    expect(inner.next()).toBe(false);
    return found;
  });
}

describe('fields', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 5 }), (parts) => {
        const bytes = Buffer.concat(parts.map(written));
        const fields = new Fields(bytes, whole(bytes));
        expect(read(fields, parts)).toEqual(parts);
        expect(fields.next()).toBe(false);
      }),
    );
  });

  it('of any bytes end, or are refused, and never leave their message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(50), (array, from) => {
        const bytes = Buffer.from(array);
        const message = { from: Math.min(from, bytes.length), to: bytes.length };
        const fields = new Fields(bytes, message);
        let at = message.from;
        try {
          while (fields.next()) {
            expect(fields.start).toBe(at);
            expect(fields.to).toBeGreaterThan(fields.start);
            expect(fields.to).toBeLessThanOrEqual(message.to);
            at = fields.to;
          }
          expect(at).toBe(message.to);
        } catch (error) {
          if (!(error instanceof OnnxProblem)) throw error;
        }
      }),
    );
  });

  it('hold every integer of 64 bits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const out: number[] = [];
        let rest = BigInt.asUintN(64, value);
        for (; rest >= 0x80n; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
        const bytes = Buffer.from([...out, Number(rest)]);
        expect(integerAt(bytes, 0)).toBe(value);
        expect(numberAt(bytes, 0)).toBe(Number(value));
      }),
    );
  });

  it('of many integers may be packed or not', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (values) => {
        const loose = values.map((value) => varintField(1, value));
        const packed = messageField(1, ...loose.map((field) => field.subarray(1)));
        for (const bytes of [Buffer.concat(loose), packed]) {
          const found: number[] = [];
          const fields = new Fields(bytes, whole(bytes));
          while (fields.next()) eachInteger(fields, (at) => found.push(numberAt(bytes, at)));
          expect(found).toEqual(values);
        }
      }),
    );
  });
});

describe('an edited message', () => {
  /** Every field at every depth, from the outside in. */
  function* placesOf(
    bytes: Buffer,
    message: { from: number; to: number },
    parts: readonly Tree[],
  ): Generator<{ whole: Edit['whole']; part: Tree }> {
    const fields = new Fields(bytes, message);
    for (const part of parts) {
      fields.next();
      yield { whole: fields.whole(), part };
      if ('parts' in part) yield* placesOf(bytes, fields.span(), part.parts);
    }
  }
  const replaced = (parts: readonly Tree[], at: Tree, by: Tree[]): Tree[] =>
    parts.flatMap((part) =>
      part === at ? by : 'parts' in part ? [{ ...part, parts: replaced(part.parts, at, by) }] : [part],
    );

  it('is what would have been written with the edit in it, whatever is replaced at whatever depth', () => {
    fc.assert(
      fc.property(
        fc.array(tree, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.array(tree, { maxLength: 2 }),
        (parts, choice, by) => {
          const bytes = Buffer.concat(parts.map(written));
          const places = [...placesOf(bytes, whole(bytes), parts)];
          const place = places[choice % places.length];
          if (!place) return;
          const edits = [{ whole: place.whole, parts: by.map(written) }];
          expect(joined(splice(bytes, whole(bytes), edits))).toEqual(
            Buffer.concat(replaced(parts, place.part, by).map(written)),
          );
        },
      ),
    );
  });

  it('takes several edits at once, and pieces of files in their length', () => {
    const bytes = messageField(
      7,
      textField(1, 'a'),
      messageField(2, textField(1, 'b'), varintField(3, 5)),
      textField(4, 'c'),
    );
    const fields = new Fields(bytes, whole(bytes));
    fields.next();
    const [a, , b] = [
      ...placesOf(bytes, fields.span(), [
        { number: 1, text: 'a' },
        { number: 2, parts: [{ number: 1, text: 'b' }] },
      ]),
    ];
    const file = { descriptor: 0, offset: 0, sizeBytes: 300 };
    const pieces = splice(bytes, whole(bytes), [
      { whole: b!.whole, parts: [bytesHead(9, 300), file] },
      { whole: a!.whole, parts: [] },
    ]);
    const text = joined(pieces.map((piece) => (piece === file ? Buffer.alloc(300) : piece)));
    expect(text).toEqual(
      messageField(
        7,
        messageField(2, messageField(9, Buffer.alloc(300)), varintField(3, 5)),
        textField(4, 'c'),
      ),
    );
  });
});
