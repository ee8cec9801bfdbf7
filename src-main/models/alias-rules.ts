import { failed } from '../contract/failure.ts';

export const champion = 'champion';
export const previous = 'previous';

/**
 * What changes when an alias shall mean a version. What `champion` stood for becomes `previous`, so `champion` =
 * `previous` swaps the two: a rollback that can be taken back the same way.
 *
 * @param serving the version that the bare name means now, or null when there is none
 */
export function moveAlias(serving: string | null, alias: string, version: string): Record<string, string> {
  if (alias !== champion || serving === null || serving === version) return { [alias]: version };
  return { [champion]: version, [previous]: serving };
}

/** An alias and a version of one model must not have the same name, or NAME@V would mean two things. */
export function refuseAliasNamedLike(versions: readonly string[], name: string, alias: string): void {
  if (!versions.some((version) => sameName(version, alias))) return;
  throw failed(
    'BAD_REQUEST',
    `"${alias}" is a version of ${name}, so it cannot be an alias too; choose another word`,
    { details: { field: 'alias' } },
  );
}

/** Letter case makes no difference: some file systems keep no two names that differ in nothing else. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
