import { resolve } from 'node:path';
import { homedir } from 'node:os';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { defaultDataFolder } from '../app/default-data-folder.ts';
import type { ModelRef } from '../contract/models.ts';
import { UsageError } from './command.ts';

/** Options that every command takes. */
export const sharedOptions = {
  data: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** @throws UsageError with one line that says what is wrong */
export function parseCommandLine<T extends ParseArgsOptionsConfig>(
  args: string[],
  options: T,
  positionals: { least: number; most: number; what: string },
) {
  const parsed = parsedOrRefused(args, options);
  const given = parsed.positionals.length;
  if (given < positionals.least) throw new UsageError(`${positionals.what} is missing.`);
  if (given > positionals.most) {
    throw new UsageError(`"${parsed.positionals[positionals.most]}" is one argument too many.`);
  }
  for (const [name, value] of Object.entries(parsed.values)) {
    if (value === '') throw new UsageError(`--${name} needs a value.`);
  }
  return parsed;
}

function parsedOrRefused<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? firstSentence(thrown.message) : String(thrown));
  }
}

/** What node says goes on with how to escape a dash, which helps nobody here. */
function firstSentence(message: string): string {
  const sentence = message.split(/\. (?=[A-Z])|\n/u)[0] ?? message;
  return /[.!?]$/u.test(sentence) ? sentence : `${sentence}.`;
}

/** `NAME` or `NAME@VERSION`. */
export function modelRef(text: string): ModelRef {
  const at = text.lastIndexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  const version = at < 0 ? null : text.slice(at + 1);
  if (name === '' || version === '')
    throw new UsageError(`"${text}" names no model: write NAME or NAME@VERSION.`);
  return { name, version };
}

/** A whole number between two others, both included. */
export function wholeNumber(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/u.test(text) || value < least || value > most) {
    throw new UsageError(`${option} must be a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

/** The data folder as an absolute path: paths are understood where they are typed, not where they are used. */
export function dataFolder(
  given: string | undefined,
  where: { cwd: string; env: NodeJS.ProcessEnv },
): string {
  const folder = given ?? defaultDataFolder({ platform: process.platform, env: where.env, home: homedir() });
  return resolve(where.cwd, folder);
}
