import { failed, failureOf, type Instance, type Prediction } from '../../../src-main/contract/index.ts';
import { announce } from '../announcer.ts';
import { client } from '../backend.ts';
import { createLatest } from './latest.ts';
import { movesOf, type Replacement, replacementsOf } from './moved.ts';
import { isCurrent, noSide, setSide, usePredict, type Version } from './predict.ts';
import { rememberForm } from './remembered.ts';
import { targetOf } from './score.ts';
import { canSweep, type Sweep, sweepOf, sweepRows } from './sweep.ts';
import { rowOf } from './values.ts';

interface Question {
  model: Version;
  instance: Instance;
  record: boolean;
}

async function predict(model: Version, instances: Instance[], signal: AbortSignal, record = false) {
  const ref = { name: model.name, version: model.version };
  return client().models.predict({ model: ref, instances, record }, { signal });
}

function asker(which: 'first' | 'second') {
  return createLatest<Question, Awaited<ReturnType<typeof predict>>>({
    work: ({ model, instance, record }, signal) => predict(model, [instance], signal, record),
    done({ instance, record }, { predictions: [prediction], timing, cached, coldStartMs }) {
      if (!prediction) return;
      setSide(which, {
        answered: { instance, prediction, timing, cached, coldStartMs },
        failure: null,
        asking: false,
      });
      if (which === 'first' && record) announce(spoken(prediction), 'predict');
      if (which === 'first') askMoreSoon();
    },
    failed(_, thrown) {
      setSide(which, { answered: null, failure: failureOf(thrown), asking: false });
    },
  });
}

function spoken({ prediction, rejected }: Prediction): string {
  if (rejected !== undefined) return `Rejected: ${rejected}`;
  if (Array.isArray(prediction)) return `${prediction.length} boxes`;
  return typeof prediction === 'object' ? 'Predicted' : `Predicted ${prediction}`;
}

const first = asker('first');
const second = asker('second');

/** Asks for the row in the form, where it is one. @param explicit Predict was pressed: it goes into the history */
export function ask(explicit = false) {
  const { model, beside, row, asIType, second: other, texts } = usePredict.getState();
  if (explicit) usePredict.setState({ tried: true });
  rememberForm();
  if (!model || row?.kind !== 'ready') {
    forgetAnswers();
    return;
  }
  if (!asIType && !explicit) {
    dropAll();
    return;
  }
  setSide('first', { asking: true });
  first.push({ model, instance: row.instance, record: explicit });
  const besideRow = beside && other.card ? rowOf(other.card, texts) : null;
  if (beside && besideRow?.kind === 'ready') {
    setSide('second', { asking: true });
    second.push({ model: beside, instance: besideRow.instance, record: false });
  } else {
    second.drop();
    const failure =
      besideRow?.kind === 'faulty'
        ? failed('BAD_REQUEST', `${besideRow.feature}: ${besideRow.fault}`).failure
        : null;
    setSide('second', { answered: null, asking: false, ...(failure || other.card ? { failure } : {}) });
  }
}

function dropAll() {
  for (const one of [first, second, firstSweep, secondSweep, moves]) one.drop();
  clearTimeout(soon);
  setSide('first', { asking: false });
  setSide('second', { asking: false });
}

/** Nothing is shown that was said about another row or another version. */
export function forgetAnswers() {
  dropAll();
  sweptKey = null;
  movedKey = null;
  const { first: one, second: two } = usePredict.getState();
  usePredict.setState({
    first: { ...noSide, card: one.card },
    second: { ...noSide, card: two.card },
    sweep: null,
    moved: null,
  });
}

interface SweepQuestion {
  model: Version;
  sweep: Sweep;
  instance: Instance;
}

function sweeper(which: 'first' | 'second') {
  return createLatest<SweepQuestion, Prediction[]>({
    work: async ({ model, sweep, instance }, signal) =>
      (await predict(model, sweepRows(instance, sweep), signal)).predictions,
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
const moves = createLatest<{ model: Version; instance: Instance; replacements: Replacement[] }, Prediction[]>(
  {
    work: async ({ model, replacements }, signal) =>
      (
        await predict(
          model,
          replacements.map((one) => one.instance),
          signal,
        )
      ).predictions,
    done({ instance, replacements }, predictions) {
      usePredict.setState({ moved: { instance, replacements, predictions } });
      askSweep();
    },
    failed() {
      usePredict.setState({ moved: null });
      askSweep();
    },
  },
);

const soonMs = 60;
let soon: ReturnType<typeof setTimeout> | undefined;
let sweptKey: string | null = null;
let movedKey: string | null = null;

/** What is drawn beside the answer waits until the form rests, so that the answer itself comes first. */
function askMoreSoon() {
  clearTimeout(soon);
  soon = setTimeout(askMore, soonMs);
}

function askMore() {
  const { model, first: side, row } = usePredict.getState();
  const { card, answered } = side;
  if (!model || !card || row?.kind !== 'ready' || !answered || !isCurrent(side, row)) return;
  if (answered.prediction.rejected !== undefined || targetNow() === null) {
    for (const one of [firstSweep, secondSweep, moves]) one.drop();
    usePredict.setState({ sweep: null, moved: null });
    sweptKey = null;
    movedKey = null;
    return;
  }
  const replacements = replacementsOf(card, row.instance);
  if (replacements.length === 0) {
    moves.drop();
    movedKey = null;
    usePredict.setState({ moved: null });
  }
  const key = JSON.stringify([model, row.instance]);
  if (replacements.length > 0 && key !== movedKey) {
    movedKey = key;
    moves.push({ model, instance: row.instance, replacements });
  } else askSweep();
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
  if (swept === null) usePredict.setState({ swept: input.name });
  const present = row.instance[input.name];
  const sweep = sweepOf(one.card, input, typeof present === 'number' ? present : null);
  if (!sweep) {
    usePredict.setState({ sweep: null });
    sweptKey = null;
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
