/** A cell's text as it is written: quoted only where RFC 4180 needs it. */
export function quoteCell(text: string, delimiter: string): string {
  if (!text.includes(delimiter) && !/["\r\n]/u.test(text)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
