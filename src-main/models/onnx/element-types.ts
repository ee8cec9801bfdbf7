/** TensorProto.DataType by number: our name for it and the bits of one element (0 = strings, which have no fixed size). */
const byCode: readonly (readonly [name: string, bits: number] | null)[] = [
  null,
  ['float32', 32],
  ['uint8', 8],
  ['int8', 8],
  ['uint16', 16],
  ['int16', 16],
  ['int32', 32],
  ['int64', 64],
  ['string', 0],
  ['bool', 8],
  ['float16', 16],
  ['float64', 64],
  ['uint32', 32],
  ['uint64', 64],
  ['complex64', 64],
  ['complex128', 128],
  ['bfloat16', 16],
  ['float8e4m3fn', 8],
  ['float8e4m3fnuz', 8],
  ['float8e5m2', 8],
  ['float8e5m2fnuz', 8],
  ['uint4', 4],
  ['int4', 4],
  ['float4e2m1', 4],
  ['float8e8m0', 8],
  ['uint2', 2],
  ['int2', 2],
];

/** The name of an element type; `type 99` when it is none. */
export function elementName(code: number): string {
  return byCode[code]?.[0] ?? `type ${code}`;
}

/** The number of an element type of ours; 0 when it is none. */
export function elementCode(name: string): number {
  return Math.max(
    0,
    byCode.findIndex((type) => type?.[0] === name),
  );
}

/** Bits of one element; null when there is no such type. */
export function elementBits(code: number): number | null {
  return byCode[code]?.[1] ?? null;
}
