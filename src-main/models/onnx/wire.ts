/**
 * Protobuf at wire level (https://protobuf.dev/programming-guides/encoding): tags, varints and lengths, and nothing that
 * copies what a field holds. A reader walks the fields of one message; payloads stay where they are in the buffer.
 */

/** A stretch of the buffer, `[from, to)`. */
export interface Span {
  from: number;
  to: number;
}

/** The bytes are no protobuf, or no ONNX within the bounds kept here. The message is a clause: `… in byte 12`. */
export class OnnxProblem extends Error {}

export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
/** Names longer than this are of no honest model. */
const longestName = 16_384;

/** Steps through the fields of a message: `while (fields.next()) if (fields.is(4, wireTypes.bytes)) …`. */
export class Fields implements Span {
  /** Number and wire type of the present field, where its tag begins, and its payload. */
  number = 0;
  wire = -1;
  start: number;
  from: number;
  to: number;
  readonly bytes: Buffer;
  readonly #end: number;

  constructor(bytes: Buffer, message: Span) {
    this.bytes = bytes;
    this.#end = message.to;
    this.start = message.from;
    this.from = message.from;
    this.to = message.from;
  }

  /** @throws OnnxProblem when the bytes are no field */
  next(): boolean {
    if (this.to >= this.#end) return false;
    this.start = this.to;
    const tag = this.#length('a tag');
    this.number = tag >>> 3;
    this.wire = tag & 7;
    if (this.number === 0) throw new OnnxProblem(`there is no field 0 (byte ${this.start})`);
    if (this.wire === wireTypes.bytes) {
      const length = this.#length('a length');
      this.from = this.to;
      this.#take(length);
    } else {
      this.from = this.to;
      if (this.wire === wireTypes.varint) this.to = varintEnd(this.bytes, this.from, this.#end);
      else if (this.wire === wireTypes.fixed32) this.#take(4);
      else if (this.wire === wireTypes.fixed64) this.#take(8);
      else throw new OnnxProblem(`wire type ${this.wire} is not used in ONNX (byte ${this.start})`);
    }
    return true;
  }

  is(number: number, wire: number): boolean {
    return this.number === number && this.wire === wire;
  }

  /** Where the payload lies. */
  span(): Span {
    return { from: this.from, to: this.to };
  }

  /** Where tag, length and payload lie together. */
  whole(): Span {
    return { from: this.start, to: this.to };
  }

  /** A short text. */
  text(): string {
    return textIn(this.bytes, this);
  }

  integer(): number {
    return numberAt(this.bytes, this.from);
  }

  #take(length: number): void {
    if (length > this.#end - this.to) {
      throw new OnnxProblem(
        `the file ends, or a part of it, before the ${length} bytes announced in byte ${this.start}`,
      );
    }
    this.to += length;
  }

  /** A varint of at most 31 bits: tags and lengths. */
  #length(what: string): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.to >= this.#end) break;
      const byte = this.bytes[this.to++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0x7fff_ffff) break;
        return value;
      }
    }
    throw new OnnxProblem(`${what} is cut off or too large (byte ${this.start})`);
  }
}

function varintEnd(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end && at < from + 10; at++) if ((bytes[at] ?? 0) < 0x80) return at + 1;
  throw new OnnxProblem(`a number is cut off or too large (byte ${from})`);
}

/** The signed 64-bit number of the varint at a place that a reader has passed. */
export function integerAt(bytes: Buffer, from: number): bigint {
  let value = 0n;
  for (let at = from, shift = 0n; shift < 70n; at++, shift += 7n) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return BigInt.asIntN(64, value);
}

/** The same number as a double, exact up to 2^53. */
export function numberAt(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from, factor = 1; factor < 2 ** 49; at++, factor *= 128) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return value + byte * factor;
    value += (byte & 0x7f) * factor;
  }
  return Number(integerAt(bytes, from));
}

/** @throws OnnxProblem when it is longer than any name */
export function textIn(bytes: Buffer, { from, to }: Span, longest = longestName): string {
  if (to - from > longest) throw new OnnxProblem(`a name of ${to - from} bytes (byte ${from})`);
  return bytes.toString('utf8', from, to);
}

/**
 * Calls with the place of each number of a repeated integer field, one to a field or packed; no generator, because forests
 * have millions of them.
 */
export function eachInteger(fields: Fields, visit: (at: number) => void): void {
  if (fields.wire === wireTypes.varint) visit(fields.from);
  else if (fields.wire === wireTypes.bytes) {
    for (let at = fields.from; at < fields.to; at = varintEnd(fields.bytes, at, fields.to)) visit(at);
  }
}

/** How many numbers a repeated field holds here: `width` bytes each, or varints (0). */
export function countOf(fields: Fields, width: 0 | 4 | 8): number {
  if (fields.wire !== wireTypes.bytes) return 1;
  const length = fields.to - fields.from;
  if (width > 0) {
    if (length % width !== 0) throw new OnnxProblem(`packed numbers are cut off (byte ${fields.start})`);
    return length / width;
  }
  let count = 0;
  for (let at = fields.from; at < fields.to; at++) if ((fields.bytes[at] ?? 0) < 0x80) count++;
  if (length > 0 && (fields.bytes[fields.to - 1] ?? 0) >= 0x80)
    throw new OnnxProblem(`packed numbers are cut off (byte ${fields.start})`);
  return count;
}

/** A field to write. */
export function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

export function textField(number: number, value: string): Buffer {
  const payload = Buffer.from(value);
  return Buffer.concat([bytesHead(number, payload.length), payload]);
}

export function messageField(number: number, ...parts: Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  return Buffer.concat([bytesHead(number, payload.length), payload]);
}

/** Tag and length before a payload that is written elsewhere. */
export function bytesHead(number: number, length: number): Buffer {
  return Buffer.concat([varint(number * 8 + wireTypes.bytes), varint(length)]);
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...out, Number(rest)]);
}
