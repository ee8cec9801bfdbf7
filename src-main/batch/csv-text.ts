const special = /[",\r\n]/u;

/** A text as a cell of canonical CSV: the empty text is `""`, so that it is told apart from no value. */
export function csvCell(text: string): string {
  return text === '' || special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
