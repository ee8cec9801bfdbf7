export interface ByteTable {
  /** Index of the value that these bytes spell, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number;
}

/** A hash table from UTF-8 bytes to the index of a value (FNV-1a, linear probing, at most half full). */
export function createByteTable(values: readonly string[]): ByteTable {
  const encoder = new TextEncoder();
  const keys = values.map((value) => encoder.encode(value));
  let size = 8;
  while (size < keys.length * 2) size *= 2;
  const mask = size - 1;
  const slots = new Int32Array(size).fill(-1);
  const hash = (bytes: Uint8Array, start: number, end: number): number => {
    let h = 0x811c9dc5;
    for (let i = start; i < end; i++) h = Math.imul(h ^ (bytes[i] as number), 0x01000193);
    return (h ^ (h >>> 15)) & mask;
  };
  const same = (key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean => {
    if (key.length !== end - start) return false;
    for (let i = 0; i < key.length; i++) if (key[i] !== bytes[start + i]) return false;
    return true;
  };
  const find = (bytes: Uint8Array, start: number, end: number): number => {
    for (let slot = hash(bytes, start, end); ; slot = (slot + 1) & mask) {
      const index = slots[slot] as number;
      if (index < 0 || same(keys[index] as Uint8Array, bytes, start, end)) return index;
    }
  };
  keys.forEach((key, index) => {
    if (find(key, 0, key.length) >= 0) return;
    let slot = hash(key, 0, key.length);
    while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
    slots[slot] = index;
  });
  return { find };
}
