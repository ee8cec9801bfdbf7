import type { Failure } from '../../../src-main/contract/index.ts';

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
