import type { ModelOutputs } from '../../contract/card.ts';
import { cellText } from '../../domain/csv-scan.ts';
import { scoreClass } from '../../domain/decoding/classification.ts';
import type { CellBlock } from '../../domain/encoding/row-encoder.ts';
import { isMissingText } from '../../domain/missing.ts';
import { isKnown, type PlacedBox, type Truth } from '../answers.ts';
import type { TruthColumn } from '../messages.ts';

/** Reads what really happened; NaN for a cell that is missing or does not say it. */
export interface TruthReader {
  read(block: CellBlock, row: number): Truth;
  /** A cell that did not say it, for messages; null when there was none. */
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
      if (!isKnown(meant)) strange ??= text;
      return meant;
    },
    get strange() {
      return strange;
    },
  };
}

const utf8 = new TextDecoder();
const decode = (part: Uint8Array): string => utf8.decode(part);

function meaningOf(positiveAbove: number | null, outputs: ModelOutputs): (text: string) => Truth {
  if (outputs.kind === 'detection') return boxesOf;
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

/** `[{"label": "title", "box": [left, top, width, height]}, …]`, in pixels of the picture. */
function boxesOf(text: string): Truth {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return Number.NaN;
  }
  return Array.isArray(value) && value.every(isBox) ? value : Number.NaN;
}

function isBox(value: unknown): value is PlacedBox {
  if (typeof value !== 'object' || value === null || !('label' in value) || !('box' in value)) return false;
  const { label, box } = value;
  return typeof label === 'string' && Array.isArray(box) && box.length === 4 && box.every(Number.isFinite);
}
