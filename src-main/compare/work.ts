import type { CellBlock, EncodingAids } from '../domain/encoding/row-encoder.ts';
import type { ModelSession } from '../domain/model-session.ts';
import type { DelimitedTable, ModelFile } from './messages.ts';

/** What a comparison needs of the engine process it runs in. */
export interface CompareWork {
  /** Loads a model for this comparison alone. @throws MODEL_NOT_FOUND, MODEL_INVALID */
  open(file: ModelFile): Promise<OpenModel>;
  /** Reads a table from its first row on. @throws what is wrong with the file */
  openTable(table: DelimitedTable, signal: AbortSignal): Promise<OpenTable>;
}

export interface OpenModel {
  session: ModelSession & EncodingAids;
  close(): Promise<void>;
}

export interface OpenTable {
  /** Blocks of whole rows; each is good until the next is asked for. */
  blocks: AsyncIterable<CellBlock>;
  close(): Promise<void>;
}
