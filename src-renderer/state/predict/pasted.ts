import type { ModelCard } from '../../../src-main/contract/index.ts';
import { count, plural } from '../../ui/format/numbers.ts';
import type { Texts } from './values.ts';

/** What the form becomes, and what of that is not plain to see: rows left out, fields kept or emptied. */
export interface Pasted {
  texts: Texts;
  notes: string[];
}

/**
 * Reads pasted JSON as a row: an object of named values, a list of them or a whole request `{"instances": […]}`, of
 * which the first is taken. A row that lacks what the model cannot do without changes only the fields it names; any
 * other is the whole row, for a feature it leaves out is one the model is to see missing.
 * @param before what stands in the form
 */
export function pastedRow(card: ModelCard, text: string, before: Texts): Pasted | { fault: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    return { fault: `This is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
  if (isRecord(parsed) && Array.isArray(parsed['inputs']) && parsed['inputs'].some(isTensor)) {
    return {
      fault:
        'This is a request to /v2, which holds tensors. The form takes named values: {"instances": [{…}]}',
    };
  }
  const rows = isRecord(parsed) && 'instances' in parsed ? parsed['instances'] : parsed;
  const row: unknown = Array.isArray(rows) ? rows[0] : rows;
  if (!isRecord(row)) return { fault: 'An object with a value for each feature is needed: {"name": value}' };
  const read = textsIn(card, row);
  if ('fault' in read) return read;
  const notes =
    Array.isArray(rows) && rows.length > 1
      ? [`The first of ${count(rows.length)} rows is in the form; the others are left out`]
      : [];
  const unnamed = card.inputs.filter(({ name }) => !(name in read.texts));
  const needed = unnamed.some((input) => !input.acceptsMissing && (input.default ?? null) === null);
  const filled = unnamed.filter(({ name }) => (before[name] ?? '') !== '').length;
  if (filled > 0) {
    notes.push(
      `${plural(filled, 'field')} that the row does not name ${filled === 1 ? 'is' : 'are'} ${needed ? 'as before' : 'empty now'}`,
    );
  }
  return { texts: needed ? { ...before, ...read.texts } : read.texts, notes };
}

function textsIn(
  card: ModelCard,
  row: Readonly<Record<string, unknown>>,
): { texts: Texts } | { fault: string } {
  const names = new Set(card.inputs.map(({ name }) => name));
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(row)) {
    if (!names.has(name)) return { fault: `“${name}” is no feature of ${card.name} ${card.version}` };
    if (value === null) {
      texts[name] = '';
      continue;
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      return {
        fault: `“${name}” holds ${Array.isArray(value) ? 'a list' : 'an object'}; one value is needed`,
      };
    }
    texts[name] = String(value);
  }
  return { texts };
}

function isTensor(value: unknown): boolean {
  return isRecord(value) && 'datatype' in value && 'data' in value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
