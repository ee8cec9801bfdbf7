import type { JobPlan, ModelCard, ModelInput, TableDescription } from '../../src-main/contract/index.ts';

/** What a job that can run would reject, as far as the first rows show it: the feature and one sentence. */
export interface Doubt {
  feature: string;
  text: string;
}

const decimalComma = /^\s*[+-]?\d+,\d+\s*$/u;

/** The feature with the most cells its model cannot read among the first rows of the table; null when all can be. */
export function doubtOf(table: TableDescription, plan: JobPlan, card: ModelCard | null): Doubt | null {
  let worst: Doubt | null = null;
  let most = 0;
  for (const { feature, column } of plan.matches) {
    const input = card?.inputs.find((one) => one.name === feature);
    const at = column === null ? -1 : table.columns.indexOf(column);
    if (!input || at === -1) continue;
    const cells = table.rows.flatMap(({ cells: row }) => row[at] ?? []);
    const bad = cells.filter((cell) => !isReadable(input, cell));
    const [first] = bad;
    if (first === undefined || bad.length <= most) continue;
    most = bad.length;
    worst = { feature, text: wordsOf(input, first, bad.length, table.rows.length) };
  }
  return worst;
}

function isReadable(input: ModelInput, cell: string): boolean {
  if (input.type === 'category') return input.values.includes(cell.trim());
  if (input.type !== 'number' && input.type !== 'integer') return true;
  return !Number.isNaN(Number(cell));
}

function wordsOf(input: ModelInput, cell: string, bad: number, rows: number): string {
  const shown = cell.length > 24 ? `${cell.slice(0, 24)}…` : cell;
  const wrong =
    input.type === 'category' ? 'is a value the model does not know' : 'is not a number the model can read';
  const advice = input.type !== 'category' && decimalComma.test(cell) ? ', as decimals take a point' : '';
  const where = bad === rows ? 'every row seen' : `${bad} of the first ${rows} rows`;
  return `${input.name}: “${shown}” ${wrong}${advice}; ${where} would be rejected`;
}
