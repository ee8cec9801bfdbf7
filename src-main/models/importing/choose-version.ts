import type { ModelCard } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import { champion, sameName } from '../alias-rules.ts';
import type { ModelRegistry } from '../registry.ts';
import { refuseUnusableName } from './fit-name.ts';
import type { MadeCard } from './make-card.ts';

/**
 * A name that was guessed from a file's, or typed, must not put an unrelated model among another's versions.
 * @throws BAD_REQUEST
 */
export function refuseClash(
  registry: ModelRegistry,
  name: string,
  card: ModelCard,
  advice: { text: string; hint: string } = { text: 'give this one another name', hint: '--name NAME' },
): void {
  const there = registry.folders(name).at(-1)?.model;
  if (!there || signature(there.card) === signature(card)) return;
  throw failed('BAD_REQUEST', `there is a model ${name} already, with other inputs; ${advice.text}`, {
    details: { field: 'name', hint: `On the command line: ${advice.hint}` },
  });
}

function signature(card: ModelCard): string {
  return card.inputs
    .map(({ name, type }) => JSON.stringify([name, type]))
    .sort()
    .join();
}

export function versionsAndAliases(registry: ModelRegistry, name: string): string[] {
  return [...registry.folders(name).map(({ model }) => model.card.version), ...registry.aliases(name)];
}

/**
 * The version that was asked for, or the card's own where it is free, or the next free number.
 * @param taken versions that cannot be given, and aliases
 * @throws BAD_REQUEST
 */
export function chooseVersion(
  taken: readonly string[],
  name: string,
  wanted: string | null,
  made: MadeCard,
): string {
  const isFree = (version: string) =>
    !taken.some((other) => sameName(other, version)) && version !== champion;
  if (wanted !== null) {
    refuseUnusableName(wanted, 'version');
    if (isFree(wanted)) return wanted;
    throw failed(
      'BAD_REQUEST',
      `there is a ${name}@${wanted} already; versions never change, so give another`,
      {
        details: { field: 'version' },
      },
    );
  }
  if (made.isNamed && isFree(made.card.version)) {
    refuseUnusableName(made.card.version, 'version');
    return made.card.version;
  }
  const numbers = taken.filter((version) => /^\d{1,9}$/u.test(version)).map(Number);
  return String(Math.max(0, ...numbers) + 1);
}
