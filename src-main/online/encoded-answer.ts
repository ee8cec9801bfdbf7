import type { EncodedAnswer, EncodedOutputs } from './messages.ts';

/** What an engine process encoded, with what is known of the request. */
export function encodedAnswer(
  outputs: EncodedOutputs,
  { id, rows }: Pick<EncodedAnswer, 'id' | 'rows'>,
): EncodedAnswer {
  const isJson = typeof outputs === 'string' || outputs instanceof Uint8Array;
  return { kind: 'outputs', id, rows, ...(isJson ? { json: outputs, binary: [] } : outputs) };
}
