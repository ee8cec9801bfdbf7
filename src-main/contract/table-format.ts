// No zod here: engine processes import this file.

export const tableFormats = ['csv', 'tsv', 'parquet', 'jsonl'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** The extensions that name each format, lower case, the usual one first. */
export const tableExtensions: Readonly<Record<TableFormat, readonly string[]>> = {
  csv: ['.csv'],
  tsv: ['.tsv', '.tab'],
  parquet: ['.parquet'],
  jsonl: ['.jsonl', '.ndjson'],
};

/** The format that the extension of a path or file name stands for; null for any other. */
export function tableFormatOf(path: string): TableFormat | null {
  const extension = /[^\\/](\.[^.\\/]*)$/u.exec(path)?.[1]?.toLowerCase() ?? '';
  return tableFormats.find((format) => tableExtensions[format].includes(extension)) ?? null;
}
