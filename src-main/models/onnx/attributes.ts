import type { OnnxAttribute, OnnxModel, OnnxNode } from './model-view.ts';
import { Fields, integersOf, textIn, wireTypes } from './wire.ts';

/** Reads attributes of a node when they are wanted. A list is cut after `most` entries. */
export interface Attributes {
  integer(name: string): number | null;
  float(name: string): number | null;
  text(name: string): string | null;
  integers(name: string, most?: number): bigint[];
  floats(name: string, most?: number): number[];
  texts(name: string, most?: number): string[];
  /** How many floats or integers there are, without reading them. */
  has(name: string): boolean;
}

const mostEntries = 2_000_000;
/** AttributeProto's fields: f, i, s, floats, ints, strings. */
const field = { f: 2, i: 3, s: 4, floats: 7, ints: 8, strings: 9 };

export function attributesOf({ bytes }: Pick<OnnxModel, 'bytes'>, node: OnnxNode): Attributes {
  const named = (name: string): OnnxAttribute | undefined =>
    node.attributes.find((attribute) => attribute.name === name);

  function* fieldsOf(name: string, number: number): Generator<Fields> {
    const attribute = named(name);
    if (!attribute) return;
    const fields = new Fields(bytes, attribute.message);
    while (fields.next()) if (fields.number === number) yield fields;
  }

  return {
    has: (name) => named(name) !== undefined,
    integer(name) {
      let value: number | null = null;
      for (const fields of fieldsOf(name, field.i))
        if (fields.wire === wireTypes.varint) value = fields.integer();
      return value;
    },
    float(name) {
      let value: number | null = null;
      for (const { wire, from } of fieldsOf(name, field.f))
        if (wire === wireTypes.fixed32) value = bytes.readFloatLE(from);
      return value;
    },
    text(name) {
      let value: string | null = null;
      for (const fields of fieldsOf(name, field.s))
        if (fields.wire === wireTypes.bytes) value = fields.text();
      return value;
    },
    integers(name, most = mostEntries) {
      const values: bigint[] = [];
      for (const fields of fieldsOf(name, field.ints)) {
        for (const value of integersOf(fields)) {
          if (values.length >= most) return values;
          values.push(value);
        }
      }
      return values;
    },
    floats(name, most = mostEntries) {
      const values: number[] = [];
      for (const { wire, from, to } of fieldsOf(name, field.floats)) {
        if (wire !== wireTypes.fixed32 && wire !== wireTypes.bytes) continue;
        for (let at = from; at + 4 <= to && values.length < most; at += 4) values.push(bytes.readFloatLE(at));
      }
      return values;
    },
    texts(name, most = mostEntries) {
      const values: string[] = [];
      for (const fields of fieldsOf(name, field.strings)) {
        if (fields.wire === wireTypes.bytes && values.length < most) values.push(textIn(bytes, fields));
      }
      return values;
    },
  };
}
