/** Puts text on the clipboard; falls back to a selection where the page may not use the clipboard directly. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('aria-hidden', 'true');
    area.className = 'offscreen';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}

/** Rows as tab-separated text; tabs and line ends inside a cell become spaces, so that a cell stays a cell. */
export function toTsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows
    .map((row) => row.map((cell) => String(cell ?? '').replace(/[\t\r\n]+/gu, ' ')).join('\t'))
    .join('\n');
}
