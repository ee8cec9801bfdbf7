import { type FailureError, failed } from '../../contract/failure.ts';

const longest = 600;

/** Why a model file cannot be taken: one sentence that goes on from its name. */
export function refusal(file: string, sentence: string, field?: string): FailureError {
  return failed('MODEL_INVALID', `${file} ${plainText(sentence)}`, {
    details: { file, ...(field === undefined ? {} : { field: plainText(field) }) },
  });
}

/** A text with names out of a file in it, which may be long and hold anything. */
export function plainText(text: string): string {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}').replace(/(\S{80})\S{20,}/gu, '$1…');
  return plain.length > longest ? `${plain.slice(0, longest)}….` : plain;
}
