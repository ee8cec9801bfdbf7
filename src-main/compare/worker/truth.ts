import type { ModelOutputs } from '../../contract/card.ts';
import { cellText } from '../../domain/csv-scan.ts';
import { scoreClass } from '../../domain/decoding/classification.ts';
import type { CellBlock } from '../../domain/encoding/row-encoder.ts';
import { isMissingText } from '../../domain/missing.ts';
import type { TruthColumn } from '../messages.ts';

/** Reads what really happened: the index of a class, or a value. NaN for a cell that is missing or says neither. */
export interface TruthReader {
  read(block: CellBlock, row: number): number;
  /** A cell that said neither, for messages; null when there was none. */
  readonly strange: string | null;
}

export function truthReader(column: TruthColumn, outputs: ModelOutputs): TruthReader {
  const meaning = meaningOf(column.positiveAbove, outputs);
  let strange: string | null = null;
  return {
    read(block, row) {
      const cell = row * block.columns + column.index;
      const text = cellText(block.bytes, block.starts[cell] as number, block.ends[cell] as number, decode);
      if (isMissingText(text)) return Number.NaN;
      const meant = meaning(text.trim());
      if (Number.isNaN(meant)) strange ??= text;
      return meant;
    },
    get strange() {
      return strange;
    },
  };
}

const utf8 = new TextDecoder();
const decode = (part: Uint8Array): string => utf8.decode(part);

function meaningOf(positiveAbove: number | null, outputs: ModelOutputs): (text: string) => number {
  if (outputs.kind !== 'classification') return numberOf;
  const { labels } = outputs;
  if (positiveAbove !== null) {
    const positive = scoreClass(outputs);
    return (text) => {
      const value = numberOf(text);
      if (Number.isNaN(value)) return value;
      return value > positiveAbove ? positive : 1 - positive;
    };
  }
  const byText = new Map(labels.map((label, index) => [label.trim(), index]));
  const byNumber = new Map(
    labels.flatMap((label, index) => (Number.isNaN(numberOf(label)) ? [] : [[numberOf(label), index]])),
  );
  return (text) => byText.get(text) ?? byNumber.get(numberOf(text)) ?? Number.NaN;
}

function numberOf(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}
