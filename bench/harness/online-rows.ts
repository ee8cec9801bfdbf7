import { benchColumns, seededRandom } from './rows.ts';

/** Digits of one feature of every body, for the load process to overwrite: `0.1234567` is any share. */
const freshDigits = '1234567';
const freshFeature = 'f15';

/** V2 bodies of one row each for the benchmark models, drawn like the rows they were trained on. */
export function v2Bodies(count: number, seed: number): { bodies: string[]; fresh: string } {
  const columns = benchColumns();
  const random = seededRandom(seed);
  const bodies = Array.from({ length: count }, () => {
    const cells = columns.map((column) => {
      if (column.name === freshFeature) return `0.${freshDigits}`;
      if (column.type === 'category') return String(Math.floor(random() * column.values.length));
      const number = column.min + random() * (column.max - column.min);
      // One digit fewer than the marker has, so that no other cell holds it.
      return String(Number(number.toFixed(Math.min(column.decimals, freshDigits.length - 1))));
    });
    const shape = `[1,${columns.length}]`;
    return `{"inputs":[{"name":"features","shape":${shape},"datatype":"FP32","data":[${cells.join(',')}]}]}`;
  });
  return { bodies, fresh: freshDigits };
}

/** The same kind of rows as people write them: categories by name. */
export function benchInstances(count: number, seed: number): Record<string, number | string>[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      benchColumns().map((column) => {
        const even = random();
        if (column.type === 'category') {
          return [column.name, column.values[Math.floor(even * column.values.length)] ?? ''];
        }
        return [
          column.name,
          Number((column.min + even * (column.max - column.min)).toFixed(column.decimals)),
        ];
      }),
    ),
  );
}
