/** What people and programs write for yes and no, letter case and surrounding blanks aside; the same at every door. */
const words: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
  ['yes', true],
  ['no', false],
]);

const wordBytesMax = 5;

/** 1 or 0, or NaN when the bytes (blanks off) are no such word. */
export function readBoolean(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > wordBytesMax) return Number.NaN;
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
  const value = words.get(text.toLowerCase());
  return value === undefined ? Number.NaN : Number(value);
}
