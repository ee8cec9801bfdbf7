import type { Instance, Prediction } from '../../../src-main/contract/index.ts';
import { askModel } from './askModel.ts';
import { createLatest } from './latest.ts';
import { type Replacement, replacementsOf } from './moved.ts';
import { isCurrent, usePredict, type Version } from './predict.ts';
import { askSweep, forgetSweep, targetNow } from './sweeping.ts';

const moves = createLatest<{ model: Version; instance: Instance; replacements: Replacement[] }, Prediction[]>(
  {
    work: async ({ model, replacements }, signal) =>
      (
        await askModel(
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
/** What was replaced last, so that the same is not asked twice. */
let movedKey: string | null = null;

export function dropMoves() {
  moves.drop();
  clearTimeout(soon);
}

/** Nothing is shown that was said about another row or another version. */
export function forgetMoves() {
  moves.drop();
  movedKey = null;
  usePredict.setState({ moved: null });
}

/** What is drawn beside the answer waits until the form rests, so that the answer itself comes first. */
export function askMoreSoon() {
  clearTimeout(soon);
  soon = setTimeout(askMore, soonMs);
}

function askMore() {
  const { model, first: side, row } = usePredict.getState();
  const { card, answered } = side;
  if (!model || !card || row?.kind !== 'ready' || !answered || !isCurrent(side, row)) return;
  if (answered.prediction.rejected !== undefined || targetNow() === null) {
    forgetMoves();
    forgetSweep();
    return;
  }
  const replacements = replacementsOf(card, row.instance);
  if (replacements.length === 0) forgetMoves();
  const key = JSON.stringify([model, row.instance]);
  if (replacements.length > 0 && key !== movedKey) {
    movedKey = key;
    moves.push({ model, instance: row.instance, replacements });
  } else askSweep();
}
