import { failed, failureOf, type Instance, type Prediction } from '../../../src-main/contract/index.ts';
import { announce } from '../announcer.ts';
import { askModel } from './askModel.ts';
import { createLatest } from './latest.ts';
import { askMoreSoon, dropMoves, forgetMoves } from './moving.ts';
import { noSide, setSide, usePredict, type Version } from './predict.ts';
import { rememberForm } from './remembered.ts';
import { dropSweeps, forgetSweep } from './sweeping.ts';
import { rowOf } from './values.ts';

interface Question {
  model: Version;
  instance: Instance;
  record: boolean;
}

function asker(which: 'first' | 'second') {
  return createLatest<Question, Awaited<ReturnType<typeof askModel>>>({
    work: ({ model, instance, record }, signal) => askModel(model, [instance], signal, record),
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
  first.drop();
  second.drop();
  dropMoves();
  dropSweeps();
  setSide('first', { asking: false });
  setSide('second', { asking: false });
}

/** Nothing is shown that was said about another row or another version. */
export function forgetAnswers() {
  dropAll();
  forgetMoves();
  forgetSweep();
  const { first: one, second: two } = usePredict.getState();
  usePredict.setState({
    first: { ...noSide, card: one.card },
    second: { ...noSide, card: two.card },
  });
}
