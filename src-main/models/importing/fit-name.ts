import { basename, dirname, extname } from 'node:path';
import { failed } from '../../contract/failure.ts';
import type { ImportFinding } from '../../contract/models.ts';

const mostChars = 100;

/** Names that say nothing of a model: the folder around it says more. */
const plainNames = new Set(['model', 'model_quantized', 'onnx', 'export', 'output']);

/** Folders that uploads and run trackers name by chance. */
const madeUp = /^([0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32})$/u;

/** A model's name out of the path it came from, or null when nothing of it fits. */
export function nameFromPath(path: string): string | null {
  const own = nameFromText(basename(path, extname(path).toLowerCase() === '.onnx' ? extname(path) : ''));
  if (own !== null && !plainNames.has(own)) return own;
  const around = nameFromText(basename(dirname(path)));
  return around !== null && !plainNames.has(around) && !madeUp.test(around) ? around : own;
}

/** What an import says when a name was longer than a model's may be; null when it was not. */
export function cutNameFinding(source: string, name: string): ImportFinding | null {
  const whole = source.replace(/\.onnx$/iu, '');
  if (fitted(whole).length <= mostChars || nameFromText(whole) !== name) return null;
  return {
    level: 'changed',
    title: 'Name',
    text: `cut to ${name.length} characters; a name has at most ${mostChars}, and “${whole}” is longer`,
  };
}

/** A model's name out of any text, or null when nothing of it fits. */
export function nameFromText(text: string): string | null {
  const plain = fitted(text)
    .slice(0, mostChars)
    .replace(/[._-]+$/u, '');
  return plain === '' || isDevice(plain) ? null : plain;
}

function fitted(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9._-]+/gu, '-')
    .replace(/^[^a-z0-9]+/u, '');
}

/** @throws BAD_REQUEST for names that no folder can have on some system */
export function refuseUnusableName(name: string, what: 'name' | 'version'): void {
  if (!isDevice(name) && !name.endsWith('.')) return;
  throw failed(
    'BAD_REQUEST',
    `a model's ${what} cannot be "${name}": some systems keep no folder of that name`,
    {
      details: { field: what },
    },
  );
}

function isDevice(name: string): boolean {
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu.test(name);
}
