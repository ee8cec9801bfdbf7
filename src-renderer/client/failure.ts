import { ORPCError } from '@orpc/client';
import { type Failure, failureCodeSchema, failureSchema, toFailure } from '../../src-main/contract/index.ts';

/** The product's failure inside whatever a call threw. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof ORPCError) {
    const inside = failureSchema.safeParse(thrown.data);
    if (inside.success) return inside.data;
    const code = failureCodeSchema.safeParse(thrown.code);
    return { code: code.success ? code.data : 'INTERNAL', message: thrown.message, retryable: false };
  }
  if (thrown instanceof DOMException && thrown.name === 'AbortError') {
    return { code: 'CANCELLED', message: 'Cancelled', retryable: true };
  }
  return toFailure(thrown);
}

/** A failure as text to paste into a report: code, message, and where. */
export function failureText(failure: Failure): string {
  const { file, row, line, column, field, hint } = failure.details ?? {};
  const where = [
    file === undefined ? null : `file: ${file}`,
    row === undefined ? null : `row: ${row}`,
    line === undefined ? null : `line: ${line}`,
    column === undefined ? null : `column: ${column}`,
    field === undefined ? null : `field: ${field}`,
    hint === undefined ? null : `hint: ${hint}`,
  ].filter((part) => part !== null);
  return [`${failure.code}: ${failure.message}`, ...where].join('\n');
}
