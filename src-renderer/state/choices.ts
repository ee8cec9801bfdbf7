import {
  type Dialect,
  type JobPlan,
  type JobSpecInput,
  looseName,
  type Mapping,
  type MissingPolicy,
  type ModelCard,
  type ModelInput,
  type TableDescription,
} from '../../src-main/contract/index.ts';
import { clock } from '../ui/format/times.ts';
import { figure } from '../ui/format/numbers.ts';
import { isDecimal } from './decimal.ts';

export type Delimiter = Dialect['delimiter'];

/** What the user decided about a new job; everything else is the plan's to say. */
export interface Choices {
  model: { name: string; version: string } | null;
  delimiter: Delimiter | null;
  /** Columns and policies chosen by hand, by feature. */
  mapping: Mapping;
  missing: Readonly<Record<string, MissingPolicy>>;
  /** Leave out what is remembered from a file of the same shape. */
  afresh: boolean;
  /** As typed: a name beside the input, or a whole path; null = the default. */
  output: string | null;
  overwrite: boolean;
  /** Milliseconds since the epoch; null = now. */
  runAfterMs: number | null;
}

export type Change =
  | { kind: 'model'; model: { name: string; version: string } }
  | { kind: 'delimiter'; delimiter: Delimiter | null }
  | { kind: 'column'; feature: string; column: string }
  | { kind: 'policy'; feature: string; policy: MissingPolicy }
  | { kind: 'afresh' }
  | { kind: 'remembered' }
  | { kind: 'output'; output: string | null }
  | { kind: 'overwrite'; overwrite: boolean }
  | { kind: 'when'; runAfterMs: number | null };

export function noChoices(model: Choices['model']): Choices {
  return {
    model,
    delimiter: null,
    mapping: {},
    missing: {},
    afresh: false,
    output: null,
    overwrite: false,
    runAfterMs: null,
  };
}

/** The choices after a change. Choices about columns fall with the model or the dialect they were made for. */
export function changed(choices: Choices, change: Change): Choices {
  switch (change.kind) {
    case 'model':
      return { ...choices, model: change.model, mapping: {}, missing: {}, afresh: false };
    case 'delimiter':
      return { ...choices, delimiter: change.delimiter, mapping: {}, missing: {}, afresh: false };
    case 'column':
      return { ...choices, mapping: { ...choices.mapping, [change.feature]: change.column } };
    case 'policy':
      return { ...choices, missing: { ...choices.missing, [change.feature]: change.policy } };
    case 'afresh':
      return { ...choices, mapping: {}, missing: {}, afresh: true };
    case 'remembered':
      return { ...choices, mapping: {}, missing: {}, afresh: false };
    case 'output':
      return { ...choices, output: change.output, overwrite: false };
    case 'overwrite':
      return { ...choices, overwrite: change.overwrite };
    case 'when':
      return { ...choices, runAfterMs: change.runAfterMs };
  }
}

/** Where the output goes for what was typed: a bare name lies beside the default output. */
export function outputPath(typed: string | null, defaultOutput: string): string {
  const text = typed?.trim() ?? '';
  if (text === '') return defaultOutput;
  if (/[/\\]/u.test(text)) return text;
  return `${folderOf(defaultOutput)}${text}`;
}

/** The part of a path up to and with its last separator. */
export function folderOf(path: string): string {
  return path.slice(0, path.length - nameOf(path).length);
}

export function nameOf(path: string): string {
  return path.split(/[/\\]/u).at(-1) ?? path;
}

/** A name that is likely free: `flights.scored.csv` → `flights.scored-2.csv` → `flights.scored-3.csv`. */
export function nextName(name: string): string {
  const [, stem = name, number, extension = ''] = /^(.*?)(?:-(\d+))?(\.[^.]*)?$/u.exec(name) ?? [];
  return `${stem}-${number === undefined ? 2 : Number(number) + 1}${extension}`;
}

/** Why Run is disabled: one sentence, the feature it is about, and what one press could do about it. */
export interface Block {
  feature: string | null;
  text: string;
  fix: { label: string; change: Change } | null;
}

export function blocksOf(plan: JobPlan, choices: Choices, card: ModelCard | null, nowMs: number): Block[] {
  const blocks = plan.obstacles.map(({ feature, text }): Block => {
    const input = card?.inputs.find((one) => one.name === feature);
    const fallback = input ? defaultWords(input) : null;
    return {
      feature,
      text,
      fix:
        feature !== null && fallback !== null && choices.missing[feature]?.kind !== 'default'
          ? {
              label: `Use default ${fallback}`,
              change: { kind: 'policy', feature, policy: { kind: 'default' } },
            }
          : null,
    };
  });
  if (plan.outputExists && !choices.overwrite) {
    const free = nextName(nameOf(plan.output));
    blocks.push({
      feature: null,
      text: `${nameOf(plan.output)} exists: replace it, or use another name`,
      fix: { label: `Use ${free}`, change: { kind: 'output', output: `${folderOf(plan.output)}${free}` } },
    });
  }
  if (choices.runAfterMs !== null && !(choices.runAfterMs > nowMs)) {
    blocks.push({
      feature: null,
      text: Number.isFinite(choices.runAfterMs)
        ? `${clock(choices.runAfterMs, nowMs, false)} is past: choose a later time`
        : 'Choose the time it should start',
      fix: { label: 'Run now', change: { kind: 'when', runAfterMs: null } },
    });
  }
  return blocks;
}

/** The default of a feature with its unit, or null when its card has none. */
export function defaultWords(input: ModelInput): string | null {
  if (input.default === null || input.default === undefined) return null;
  if (input.type === 'number' || input.type === 'integer') {
    return `${figure(input.default)}${input.unit ? ` ${input.unit}` : ''}`;
  }
  return String(input.default);
}

/** What a feature holds, in a few words: `int, 1–12`, `float, mph`, `16 values`. */
export function inputWords(input: ModelInput): string {
  if (input.type === 'category') return `${input.values.length} values`;
  if (input.type !== 'number' && input.type !== 'integer') return input.type;
  const kind = input.type === 'integer' ? 'int' : 'float';
  if (input.unit) return `${kind}, ${input.unit}`;
  return input.range ? `${kind}, ${figure(input.range[0])}–${figure(input.range[1])}` : kind;
}

/** Whether a text can stand for a missing cell of this feature; the answer is the fault in words, or null. */
export function valueFault(input: ModelInput, text: string): string | null {
  if (text.trim() === '') return 'Enter the value to use';
  if (input.type === 'category') {
    return input.values.includes(text)
      ? null
      : `“${text}” is not one of the ${input.values.length} values the model knows`;
  }
  if (input.type === 'text') return null;
  if (input.type === 'image') return 'Nothing can stand in for a picture';
  if (input.type === 'boolean') return /^(?:true|false)$/u.test(text) ? null : 'true or false is needed';
  const value = Number(text);
  if (!isDecimal(text.trim()) || !Number.isFinite(value)) return numberFault(text.trim());
  if (input.type === 'integer' && !Number.isInteger(value)) return 'A whole number is needed';
  return null;
}

/** What is wrong with a text that is no number, or none that can be held. */
function numberFault(text: string): string {
  if (isDecimal(text)) return 'The number is too large';
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u.test(text)) {
    const plain = text.replaceAll(',', '');
    // One comma may be meant as the decimal point.
    const doubtful = text.indexOf(',') === text.lastIndexOf(',') && !text.includes('.');
    return doubtful
      ? `Write ${plain}, or ${text.replace(',', '.')} with a point`
      : `Write ${plain}, without commas`;
  }
  return 'A number is needed; use a point: 12.40';
}

/**
 * The model whose features carry the most names of the file's columns; where none carries any, the first that takes as
 * many columns as there are, else the first.
 */
export function bestModel(columns: readonly string[], cards: readonly ModelCard[]): ModelCard | null {
  const names = new Set(columns.map(looseName));
  let best = cards.find((card) => card.inputs.length === columns.length) ?? cards[0] ?? null;
  let bestShare = 0;
  for (const card of cards) {
    const share = card.inputs.filter((input) => names.has(looseName(input.name))).length / card.inputs.length;
    if (share > bestShare) {
      best = card;
      bestShare = share;
    }
  }
  return best;
}

/**
 * The job as it is shown. What was matched afresh is spelt out, as else the backend would put in what it remembers;
 * otherwise only the choices made by hand are, so that only those are remembered.
 */
export function specOf(table: TableDescription, plan: JobPlan, choices: Choices): JobSpecInput | null {
  if (!choices.model) return null;
  const mapping: Mapping = { ...choices.mapping };
  const missing: Record<string, MissingPolicy> = { ...choices.missing };
  if (choices.afresh) {
    for (const match of plan.matches) {
      if (match.column !== null) mapping[match.feature] = match.column;
      missing[match.feature] = match.policy;
    }
  }
  return {
    input: table.path,
    output: plan.output,
    overwrite: choices.overwrite,
    model: choices.model,
    mapping,
    missing,
    delimiter: choices.delimiter,
    runAfterMs: choices.runAfterMs,
  };
}
