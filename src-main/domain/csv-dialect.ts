import type { Dialect } from '../contract/files.ts';
import { createRecordBlock, scanHeader, scanRecords } from './csv-scan.ts';

const SPACE = 0x20;

const delimiters: readonly Dialect['delimiter'][] = [',', ';', '\t', '|'];

/**
 * Which delimiter the beginning of a text file uses: the one that splits the header and every record seen into the
 * same number of cells, the largest number winning; ties go to the one not followed by blanks in the header (a comma
 * in text is), then to `preferred`, then in the order above. When none fits
 * every record, the one that fits the most does (the odd record is reported where it is read), and where none splits
 * the header at all it is `preferred`: one column.
 *
 * @param bytes the beginning of the file, without a byte order mark
 * @param whole whether that is all of it
 */
export function sniffDelimiter(
  bytes: Uint8Array,
  whole: boolean,
  preferred: Dialect['delimiter'],
): Dialect['delimiter'] {
  const ordered = [preferred, ...delimiters.filter((delimiter) => delimiter !== preferred)];
  let best: { delimiter: Dialect['delimiter']; columns: number; fits: number; blanks: number } | null = null;
  for (const delimiter of ordered) {
    const code = delimiter.charCodeAt(0);
    const header = scanHeader(bytes, 0, bytes.length, true, code);
    const columns = header?.count ?? 0;
    if (!header || columns < 2) continue;
    const fits = shareThatFits(bytes, header.next, whole, code, columns);
    const blanks = header.cells.filter(([start]) => bytes[start] === SPACE).length;
    const better =
      !best ||
      fits > best.fits ||
      (fits === best.fits && (columns > best.columns || (columns === best.columns && blanks < best.blanks)));
    if (better) best = { delimiter, columns, fits, blanks };
  }
  return best?.delimiter ?? preferred;
}

/** Share of the records, up to the first malformed one, that have as many cells as the header: 1 when there are none. */
function shareThatFits(
  bytes: Uint8Array,
  from: number,
  whole: boolean,
  delimiter: number,
  columns: number,
): number {
  const block = createRecordBlock(columns, 16);
  let at = from;
  let right = 0;
  let wrong = 0;
  while (at < bytes.length) {
    const result = scanRecords(bytes, at, bytes.length, bytes.length, whole, delimiter, block);
    right += block.rows;
    at = result.next;
    if (result.stop === 'full') continue;
    if (result.problem === null) break;
    wrong++;
    if (result.problem.kind !== 'ragged') break;
    const odd = scanHeader(bytes, at, bytes.length, true, delimiter);
    if (!odd || odd.next <= at) break;
    at = odd.next;
  }
  return right + wrong === 0 ? 1 : right / (right + wrong);
}
