import { openSync, closeSync, fstatSync, readFileSync, constants } from 'node:fs';
import { basename } from 'node:path';
import { tokenizerBytesMax } from '../../domain/encoding/tokens.ts';
import type { TextFiles } from './derive-tokens.ts';
import { refusal } from './refusal.ts';

/**
 * What tokenizer.json and config.json of a Hugging Face export say of the model beside them.
 * @throws MODEL_INVALID when one of them is no such file
 */
export function readTextFiles(tokenizerPath: string | null, configPath: string | null): TextFiles {
  const tokenizer = tokenizerPath === null ? null : readJson(tokenizerPath);
  const config = configPath === null ? null : readJson(configPath);
  const truncation = memberOf(tokenizer, 'truncation');
  return {
    tokenizer: tokenizer === null ? null : { maxTokens: countOf(memberOf(truncation, 'max_length')) },
    labels: labelsOf(memberOf(config, 'id2label')),
    maxPositions: countOf(memberOf(config, 'max_position_embeddings')),
    problem: textOf(memberOf(config, 'problem_type')),
  };
}

function readJson(path: string): unknown {
  const file = basename(path);
  let text: string;
  try {
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile() || stat.size > tokenizerBytesMax)
        throw refusal(file, 'is no file, or larger than 64 MB.');
      text = readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : refusal(file, `cannot be read (${code}).`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal(file, `is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 100_000 ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** `{"0": "NEGATIVE", "1": "POSITIVE"}` in the order of the numbers. */
function labelsOf(value: unknown): string[] | null {
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value).sort(([a], [b]) => Number(a) - Number(b));
  const labels = entries.flatMap(([, label]) => (typeof label === 'string' ? [label] : []));
  return labels.length === entries.length &&
    labels.length > 0 &&
    entries.every(([key], at) => Number(key) === at)
    ? labels
    : null;
}
