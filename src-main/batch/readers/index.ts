export type { Conversion, Converted } from './conversion.ts';
export { describeTable, formatOf } from './describe.ts';
export { jsonlToCsv } from './jsonl-to-csv.ts';
export { parquetToCsv } from './parquet-to-csv.ts';
