/**
 * Names for a format in which no two columns may have the same one: a later one gets a numeric suffix (`a`, `a_2`).
 * With `caseless`, names that differ by case alone count as the same and an empty one becomes `column_<place>`
 * (DuckDB can write neither to Parquet).
 */
export function uniqueNames(names: readonly string[], { caseless }: { caseless: boolean }): string[] {
  const key = (name: string): string => (caseless ? name.toLowerCase() : name);
  const given = new Set(names.map(key));
  const taken = new Set<string>();
  return names.map((original, index) => {
    const name = original === '' && caseless ? `column_${index + 1}` : original;
    let candidate = name;
    for (
      let suffix = 2;
      taken.has(key(candidate)) || (candidate !== original && given.has(key(candidate)));
      suffix++
    ) {
      candidate = `${name}_${suffix}`;
    }
    taken.add(key(candidate));
    return candidate;
  });
}
