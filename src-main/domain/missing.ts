/**
 * What counts as a missing cell, for every door: an empty cell or one of these words, surrounding blanks aside.
 * They are what R, pandas, SQL exports and spreadsheets write for "no value".
 */
export const missingWords: readonly string[] = ['NA', 'N/A', 'NaN', 'nan', 'NULL', 'null', 'None'];

const words = new Set(missingWords);

export function isMissingText(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' || words.has(trimmed);
}

const wordBytes = missingWords.map((word) => Uint8Array.from(word, (char) => char.charCodeAt(0)));

/** The same rule on the bytes `[start, end)` of a cell whose quotes and surrounding blanks are already off. */
export function isMissingBytes(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return true;
  if (length > 4) return false;
  for (const word of wordBytes) {
    if (word.length !== length) continue;
    let same = true;
    for (let i = 0; i < length; i++) {
      if (bytes[start + i] !== word[i]) {
        same = false;
        break;
      }
    }
    if (same) return true;
  }
  return false;
}
