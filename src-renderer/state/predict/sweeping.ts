import { failureOf, type Instance, type Prediction } from '../../../src-main/contract/index.ts';
import { askModel } from './askModel.ts';
import { createLatest } from './latest.ts';
import { movesOf } from './moved.ts';
import { isCurrent, usePredict, type Version } from './predict.ts';
import { targetOf } from './score.ts';
import { canSweep, type Sweep, sweepOf, sweepRows } from './sweep.ts';
import { rowOf } from './values.ts';

interface SweepQuestion {
  model: Version;
  sweep: Sweep;
  instance: Instance;
}

function sweeper(which: 'first' | 'second') {
  return createLatest<SweepQuestion, Prediction[]>({
    work: async ({ model, sweep, instance }, signal) =>
      (await askModel(model, sweepRows(instance, sweep), signal)).predictions,
    done({ sweep, instance }, predictions) {
      usePredict.setState(({ sweep: before }) => ({
        sweep: {
          ...(before ?? { first: null, second: null }),
          ...(sameSweep(before?.sweep, sweep) ? {} : { first: null, second: null }),
          sweep,
          instance,
          failure: null,
          [which]: predictions,
        },
      }));
    },
    failed({ sweep, instance }, thrown) {
      usePredict.setState({
        sweep: { sweep, instance, first: null, second: null, failure: failureOf(thrown) },
      });
    },
  });
}

function sameSweep(a: Sweep | undefined, b: Sweep): boolean {
  return (
    a?.feature === b.feature &&
    a.values.length === b.values.length &&
    a.values.every((value, at) => value === b.values[at])
  );
}

const firstSweep = sweeper('first');
const secondSweep = sweeper('second');
/** What was swept last, so that the same is not asked twice. */
let sweptKey: string | null = null;

export function dropSweeps() {
  firstSweep.drop();
  secondSweep.drop();
}

/** Nothing is drawn that was said about another row or another version. */
export function forgetSweep() {
  dropSweeps();
  sweptKey = null;
  usePredict.setState({ sweep: null });
}

/** The feature that What if changes: the chosen one, else the one that moved the answer most. */
export function sweptFeature(): string | null {
  const { swept, first: side, moved } = usePredict.getState();
  const inputs = side.card?.inputs.filter(canSweep) ?? [];
  const chosen = inputs.find(({ name }) => name === swept)?.name;
  if (chosen !== undefined) return chosen;
  const target = targetNow();
  const most =
    moved && target && side.answered
      ? movesOf(target, moved.instance, side.answered.prediction, moved.replacements, moved.predictions)[0]
      : undefined;
  return inputs.find(({ name }) => name === most?.feature)?.name ?? inputs[0]?.name ?? null;
}

/** What is followed while inputs change. */
export function targetNow() {
  const { first: side, target } = usePredict.getState();
  const said = side.answered?.prediction.prediction;
  return side.card ? targetOf(side.card.outputs, typeof said === 'string' ? said : null, target) : null;
}

/** Sweeps the chosen feature anew, unless all but that feature is as it was. */
export function askSweep() {
  const { model, beside, first: one, second: two, row, texts, swept } = usePredict.getState();
  const feature = sweptFeature();
  const input = one.card?.inputs.find(({ name }) => name === feature);
  if (!model || !one.card || !input || row?.kind !== 'ready' || targetNow() === null) return;
  if (!isCurrent(one, row) || one.answered?.prediction.rejected !== undefined) return;
  // It stays with that one, whatever moves the answer most while somebody types.
  if (swept === null) usePredict.setState({ swept: input.name });
  const present = row.instance[input.name];
  const sweep = sweepOf(one.card, input, typeof present === 'number' ? present : null);
  if (!sweep) {
    forgetSweep();
    return;
  }
  const { [input.name]: _, ...rest } = row.instance;
  const key = JSON.stringify([model, beside, two.card !== null, sweep, rest]);
  if (key === sweptKey) return;
  sweptKey = key;
  firstSweep.push({ model, sweep, instance: row.instance });
  const besideRow = beside && two.card ? rowOf(two.card, texts) : null;
  if (beside && besideRow?.kind === 'ready' && two.card?.inputs.some(({ name }) => name === input.name)) {
    secondSweep.push({ model: beside, sweep, instance: besideRow.instance });
  } else {
    secondSweep.drop();
    usePredict.setState(({ sweep: before }) => (before ? { sweep: { ...before, second: null } } : {}));
  }
}
