import type { CellBlock } from '../../domain/encoding/row-encoder.ts';
import { openInput } from '../readers/open-input.ts';
import { openRecordStream } from '../record-stream.ts';

/**
 * Reads delimited text as blocks of cells, from its first row on.
 * @returns blocks of whole rows, each good until the next is asked for
 * @throws FailureError INPUT_NOT_FOUND, INPUT_UNREADABLE, INPUT_MALFORMED (with row, line and column), CANCELLED
 */
export async function openTableBlocks(
  table: { path: string; name: string; delimiter: string },
  signal: AbortSignal,
): Promise<{ blocks: AsyncIterable<CellBlock>; close(): Promise<void> }> {
  const { handle, sizeBytes } = await openInput(table.path);
  const close = (): Promise<void> => handle.close();
  try {
    const delimiter = table.delimiter.charCodeAt(0);
    const stream = await openRecordStream({ handle, name: table.name, sizeBytes, delimiter, signal });
    return { blocks: cellBlocks(stream), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* cellBlocks(
  stream: Awaited<ReturnType<typeof openRecordStream>>,
): AsyncGenerator<CellBlock, void, void> {
  for await (const { bytes, block } of stream.parts()) {
    const { starts, ends, columns, rows } = block;
    if (rows > 0) yield { bytes, starts, ends, columns, rows };
  }
}
