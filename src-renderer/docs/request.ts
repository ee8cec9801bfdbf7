import type { Parameter, Place } from './openapi.ts';

/** What a person has filled in of an operation. */
export interface Filled {
  /** By name; an empty text is left out. */
  values: Record<string, string>;
  /** Null where it takes none. */
  body: string | null;
}

/** What came back. */
export interface Sent {
  status: number;
  ms: number;
  headers: [string, string][];
  text: string;
}

/** Answers longer than this are cut: a page is no place to read more. */
const mostShown = 100_000;
const shownHeaders = ['content-type', 'retry-after', 'x-foredeck-cache'];

export function addressOf({ path }: Place, parameters: readonly Parameter[], { values }: Filled): string {
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, { name }) => text.replace(`{${name}}`, encodeURIComponent(values[name] ?? '')), path);
}

export function headersOf(parameters: readonly Parameter[], { values }: Filled): [string, string][] {
  return parameters
    .filter((parameter) => parameter.in === 'header')
    .flatMap(({ name }): [string, string][] => (values[name] ? [[name, values[name]]] : []));
}

export async function send(place: Place, parameters: readonly Parameter[], filled: Filled): Promise<Sent> {
  const startedAt = performance.now();
  const answer = await fetch(addressOf(place, parameters, filled), {
    method: place.method,
    headers: headersOf(parameters, filled),
    ...(filled.body === null ? {} : { body: filled.body }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    ms: performance.now() - startedAt,
    headers: shownHeaders.flatMap((name): [string, string][] => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
    text: readable(text),
  };
}

function readable(text: string): string {
  const whole = indented(text);
  if (whole.length <= mostShown) return whole;
  return `${whole.slice(0, mostShown)}\n… (${whole.length - mostShown} characters more)`;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The same as a command for a shell; whoever runs it sets TOKEN. */
export function asCurl(
  place: Place,
  parameters: readonly Parameter[],
  filled: Filled,
  origin: string,
): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const parts = [`curl ${quoted(origin + addressOf(place, parameters, filled))}`];
  if (place.method === 'POST') parts.push('-X POST');
  if (!place.operation.security) parts.push('-H "Authorization: Bearer $TOKEN"');
  for (const [name, value] of headersOf(parameters, filled)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (filled.body !== null) parts.push(`--data-binary ${quoted(filled.body)}`);
  return parts.join(' \\\n  ');
}
