const special = /[",\r\n\ufeff]/u;

/**
 * A text as a cell of canonical CSV: the empty text is `""`, so that it is told apart from no value. What could be
 * taken for a byte order mark is quoted too.
 */
export function csvCell(text: string): string {
  return text === '' || special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
