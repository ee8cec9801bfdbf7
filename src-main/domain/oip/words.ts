import { type FailureDetails, type FailureError, failed } from '../../contract/failure.ts';

const longestShown = 100;

/** A name or text in quotes, cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > longestShown ? `${text.slice(0, longestShown)}…` : text);
}

/** Names for a message, at most twenty of them. */
export function listed(names: readonly string[]): string {
  return `${names.slice(0, 20).map(quoted).join(', ')}${names.length > 20 ? ', …' : ''}`;
}

export function shapeText(dims: readonly (number | string)[]): string {
  return `[${dims.map((dim) => (typeof dim === 'number' ? dim : -1)).join(',')}]`;
}

/** What stands there, as a person would say it. */
export function seen(value: unknown): string {
  if (typeof value === 'string') return `the text ${quoted(value)}`;
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'an object';
  return value === undefined ? 'nothing' : String(value as number | boolean | null);
}

/** Where the element with this index lies, counted from 0 in every dimension: `[0][5]`. */
export function placeOf(index: number, dims: readonly number[]): string {
  if (dims.length === 0) return '[0]';
  let place = '';
  let rest = index;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const dim = dims[axis] as number;
    place = `[${rest % dim}]${place}`;
    rest = Math.floor(rest / dim);
  }
  return place;
}

/** The refusal of a request, naming the part of it that is to blame. */
export function refusal(message: string, details: FailureDetails = {}): FailureError {
  return failed('BAD_REQUEST', message, { details });
}

export function inputRefusal(name: string, why: string, details: FailureDetails = {}): FailureError {
  return refusal(`Input ${quoted(name)}: ${why}`, { field: name.slice(0, longestShown), ...details });
}
