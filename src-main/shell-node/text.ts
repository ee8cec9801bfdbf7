const numbers = new Intl.NumberFormat('en-US');

export function count(value: number): string {
  return numbers.format(Math.round(value));
}

/** `1,234 rows`, `1 row`. */
export function rows(value: number): string {
  return `${count(value)} ${value === 1 ? 'row' : 'rows'}`;
}

/** `950 rows/s`, `1.2 M rows/s`. */
export function rate(rowsPerSecond: number): string {
  if (rowsPerSecond < 10_000) return `${count(rowsPerSecond)} rows/s`;
  if (rowsPerSecond < 1_000_000) return `${Math.round(rowsPerSecond / 1000)} k rows/s`;
  return `${(rowsPerSecond / 1_000_000).toFixed(1)} M rows/s`;
}

/** `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Columns set apart by two spaces, numbers at the right. No trailing spaces. */
export function table(heads: { title: string; right?: boolean }[], lines: string[][]): string {
  // A name with a line end in it must not look like a line of the table.
  const rows = lines.map((line) => line.map((cell) => cell.replaceAll('\n', '\ufffd')));
  const all = [heads.map((head) => head.title), ...rows];
  const widths = heads.map(() => 0);
  for (const line of all) {
    for (const [column, cell] of line.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  const text = all.map((line) =>
    heads
      .map((head, column) => {
        const cell = line[column] ?? '';
        const width = widths[column] ?? 0;
        return head.right ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${text.join('\n')}\n`;
}

/** Names and values under one another. */
export function pairs(entries: [name: string, value: string][]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${`${name}:`.padEnd(width + 2)}${value}\n`).join('');
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Text of a file or its name for a terminal: control characters, which could steer it, are shown as `\ufffd`. */
export function plain(value: string): string {
  return value.replaceAll(/(?!\n)\p{Cc}/gu, '\ufffd');
}

/** A time for people, in UTC. */
export function time(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
