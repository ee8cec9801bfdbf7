import type { OnnxAttribute, OnnxModel, OnnxNode } from './model-view.ts';
import { eachInteger, Fields, integerAt, numberAt, textIn, wireTypes } from './wire.ts';

/** Reads attributes of a node when they are wanted. A list is cut after `most` entries where that is given. */
export interface Attributes {
  integer(name: string): number | null;
  float(name: string): number | null;
  text(name: string): string | null;
  /** Exact to the last bit: class labels. */
  integers(name: string, most?: number): bigint[];
  /** Integers as doubles: places and counts. */
  numbers(name: string, most?: number): number[];
  floats(name: string, most?: number): number[];
  texts(name: string, most?: number): string[];
  /** How many floats or integers there are, without reading them. */
  has(name: string): boolean;
}

/** AttributeProto's fields: f, i, s, floats, ints, strings. */
const field = { f: 2, i: 3, s: 4, floats: 7, ints: 8, strings: 9 };

export function attributesOf({ bytes }: Pick<OnnxModel, 'bytes'>, node: OnnxNode): Attributes {
  const named = (name: string): OnnxAttribute | undefined =>
    node.attributes.find((attribute) => attribute.name === name);

  /** Goes through the fields of one number as long as `visit` does not say false. */
  function eachField(name: string, number: number, visit: (fields: Fields) => boolean | void): void {
    const attribute = named(name);
    if (!attribute) return;
    const fields = new Fields(bytes, attribute.message);
    while (fields.next()) if (fields.number === number && visit(fields) === false) return;
  }

  function listOf<Value>(name: string, most: number, valueAt: (bytes: Buffer, at: number) => Value): Value[] {
    const values: Value[] = [];
    eachField(name, field.ints, (fields) => {
      eachInteger(fields, (at) => {
        if (values.length < most) values.push(valueAt(bytes, at));
      });
      return values.length < most;
    });
    return values;
  }

  return {
    has: (name) => named(name) !== undefined,
    integer(name) {
      let value: number | null = null;
      eachField(name, field.i, (fields) => {
        if (fields.wire === wireTypes.varint) value = fields.integer();
      });
      return value;
    },
    float(name) {
      let value: number | null = null;
      eachField(name, field.f, ({ wire, from }) => {
        if (wire === wireTypes.fixed32) value = bytes.readFloatLE(from);
      });
      return value;
    },
    text(name) {
      let value: string | null = null;
      eachField(name, field.s, (fields) => {
        if (fields.wire === wireTypes.bytes) value = fields.text();
      });
      return value;
    },
    integers: (name, most = Number.POSITIVE_INFINITY) => listOf(name, most, integerAt),
    numbers: (name, most = Number.POSITIVE_INFINITY) => listOf(name, most, numberAt),
    floats(name, most = Number.POSITIVE_INFINITY) {
      const values: number[] = [];
      eachField(name, field.floats, ({ wire, from, to }) => {
        if (wire !== wireTypes.fixed32 && wire !== wireTypes.bytes) return true;
        for (let at = from; at + 4 <= to && values.length < most; at += 4) values.push(bytes.readFloatLE(at));
        return values.length < most;
      });
      return values;
    },
    texts(name, most = Number.POSITIVE_INFINITY) {
      const values: string[] = [];
      eachField(name, field.strings, (fields) => {
        if (fields.wire === wireTypes.bytes && values.length < most) values.push(textIn(bytes, fields));
        return values.length < most;
      });
      return values;
    },
  };
}
