import type { Instance, ModelCard, ModelInput } from '../../../src-main/contract/index.ts';
import { valueFault } from '../choices.ts';

/** What stands in the form, by feature, as text; '' = nothing given. Pictures are base64 text, booleans `true` and `false`. */
export type Texts = Readonly<Record<string, string>>;
type FeatureValue = Instance[string];

/** What is wrong with the text of a feature, or null. An empty field is a fault only where nothing can stand in for it. */
export function fieldFault(input: ModelInput, text: string): string | null {
  if (text !== '' && (input.type === 'text' || text.trim() !== '')) {
    return input.type === 'image' || input.type === 'text'
      ? null
      : valueFault(input, input.type === 'category' ? text : text.trim());
  }
  if (input.acceptsMissing || hasDefault(input)) return null;
  return input.type === 'image' ? 'A picture is needed' : 'A value is needed';
}

/** The value of a field that has no fault; null = left out, for the model to see it missing. */
export function valueOf(input: ModelInput, text: string): FeatureValue {
  if (text === '' || (input.type !== 'text' && text.trim() === '')) return input.default ?? null;
  switch (input.type) {
    case 'integer':
    case 'number': {
      const value = Number(text);
      // Whole numbers beyond 2^53 are exact as text alone.
      return input.type === 'integer' && !Number.isSafeInteger(value) ? text.trim() : value;
    }
    case 'boolean':
      return text.trim() === 'true';
    default:
      return text;
  }
}

/** The form as one row of named values, or why it is not one yet: the first fault, and how many there are. */
export type FormRow =
  | { kind: 'ready'; instance: Instance }
  | { kind: 'faulty'; faults: number; feature: string; fault: string };

export function rowOf(card: ModelCard, texts: Texts): FormRow {
  const instance: Instance = {};
  let first: { feature: string; fault: string } | null = null;
  let faults = 0;
  for (const input of card.inputs) {
    const text = texts[input.name] ?? '';
    const fault = fieldFault(input, text);
    if (fault !== null) {
      faults += 1;
      first ??= { feature: input.name, fault };
      continue;
    }
    const value = valueOf(input, text);
    if (value !== null) instance[input.name] = value;
  }
  return first ? { kind: 'faulty', faults, ...first } : { kind: 'ready', instance };
}

export function givenCount(card: ModelCard, texts: Texts): number {
  return card.inputs.filter(({ name }) => (texts[name] ?? '') !== '').length;
}

function hasDefault(input: ModelInput): boolean {
  return input.default !== null && input.default !== undefined;
}

/** The examples of the card as form texts. Pictures are left out: their example is a file. */
export function exampleTexts(card: ModelCard): Texts {
  return Object.fromEntries(
    card.inputs.flatMap((input) => {
      const value = input.type === 'image' ? null : (input.example ?? null);
      return value === null ? [] : [[input.name, String(value)]];
    }),
  );
}

/** A row of named values as form texts. */
export function textsOf(instance: Instance): Texts {
  return Object.fromEntries(
    Object.entries(instance).map(([name, value]) => [name, value === null ? '' : String(value)]),
  );
}

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
    parsed = rowsOfTensors(parsed['inputs']);
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
