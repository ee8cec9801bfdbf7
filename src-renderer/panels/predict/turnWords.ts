import type { Prediction } from '../../../src-main/contract/index.ts';
import { type Sweep, turnsOf } from '../../state/predict/sweep.ts';
import { figure } from '../../ui/format/numbers.ts';

/** With more turns than this a list of them says less than their number. */
const mostListed = 3;

/**
 * Where the predicted class changes, in words: `turns late at 12 min (3), 15 min (4)`, or how often where it changes
 * many times; null where it never does.
 * @param answers what each version said to the sweep
 * @param names of the versions, in the same order
 */
export function turnWords(
  sweep: Sweep,
  answers: readonly (readonly Prediction[] | null)[],
  names: readonly string[],
  unit: string | null,
): string | null {
  const place = (at: number) => `${figure(at).replace('-', '−')}${unit ? ` ${unit}` : ''}`;
  const found = answers.flatMap((predictions, index) => {
    const turns = predictions ? turnsOf(sweep, predictions) : [];
    const [first] = turns;
    if (!first) return [];
    const name = names.length > 1 ? ` (${names[index] ?? ''})` : '';
    const words =
      turns.length > mostListed
        ? `changes class ${turns.length} times, first to ${first.label} at ${place(first.at)}`
        : `turns ${turns.map(({ at, label }) => `${label} at ${place(at)}`).join(', ')}`;
    return [{ first, once: turns.length === 1, name, words: `${words}${name}` }];
  });
  const [one, two] = found;
  if (!one) return null;
  if (two?.once && one.once && two.first.label === one.first.label) {
    return `${one.words}, ${place(two.first.at)}${two.name}`;
  }
  return found.map(({ words }) => words).join('; ');
}
