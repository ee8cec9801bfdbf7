/**
 * A name as far as it tells columns and features apart: letters and digits alone, small. Exporters write `Age (years)`
 * as `Age__years_`. A name of signs alone stays as it is.
 */
export function looseName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '') || name;
}
