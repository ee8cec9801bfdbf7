import type { ModelCard } from '../../../src-main/contract/index.ts';
import type { Texts } from './values.ts';

/** Values that were pasted, and of how many rows they are the first. */
export interface Pasted {
  texts: Texts;
  rows: number;
}

/**
 * Reads pasted JSON as a row: an object of named values, a list of them, or a whole request: `{"instances": […]}`, or one of
 * the Open Inference Protocol, `{"inputs": [{"name", "data"}]}`. The answer is the texts of the first row, or in words what is
 * wrong.
 */
export function pastedTexts(card: ModelCard, text: string): Pasted | { fault: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    return { fault: `This is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
  const names = new Set(card.inputs.map(({ name }) => name));
  if (isRecord(parsed) && Array.isArray(parsed['inputs']) && !names.has('inputs')) {
    const tensors: readonly unknown[] = parsed['inputs'];
    const fault = tensorFault(card, tensors);
    if (fault !== null) return { fault };
    parsed = rowsOfTensors(tensors);
  }
  const rows =
    isRecord(parsed) && 'instances' in parsed && !names.has('instances') ? parsed['instances'] : parsed;
  const row: unknown = Array.isArray(rows) ? rows[0] : rows;
  if (!isRecord(row)) return { fault: 'An object with a value for each feature is needed: {"name": value}' };
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(row)) {
    if (!names.has(name)) return { fault: `“${name}” is no feature of ${card.name} ${card.version}` };
    if (value !== null && !isPlain(value)) {
      return {
        fault: `“${name}” holds ${Array.isArray(value) ? 'a list' : 'an object'}; one value is needed`,
      };
    }
    texts[name] = value === null ? '' : String(value);
  }
  return { texts, rows: Array.isArray(rows) ? rows.length : 1 };
}

/** Why tensors are no rows of features: one holds several of them, or what the encoder made of one. */
function tensorFault(card: ModelCard, tensors: readonly unknown[]): string | null {
  for (const tensor of tensors) {
    if (!isRecord(tensor) || typeof tensor['name'] !== 'string') continue;
    const { name } = tensor;
    const input = card.inputs.find((one) => one.name === name);
    if (!input) {
      return `“${name}” is no feature of ${card.name} ${card.version} but a tensor; the form takes named values`;
    }
    if ('scale' in input && input.scale) return `“${name}” is scaled in a tensor; the form takes it unscaled`;
  }
  return null;
}

/** Tensors of one value a row, as the Open Inference Protocol names them after the features, as rows. */
function rowsOfTensors(tensors: readonly unknown[]): Record<string, unknown>[] {
  const columns = tensors.flatMap((tensor): [string, unknown[]][] => {
    if (!isRecord(tensor)) return [];
    const { name, data } = tensor;
    return typeof name === 'string' && Array.isArray(data) ? [[name, data.flat(8)]] : [];
  });
  const rows = Math.max(0, ...columns.map(([, data]) => data.length));
  return Array.from({ length: rows }, (_, at) =>
    Object.fromEntries(columns.map(([name, data]) => [name, data[at] ?? null])),
  );
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
