import { failed } from '../../contract/failure.ts';
import type { ModelOutputs } from '../../contract/card.ts';
import { boxJudge } from './boxes.ts';
import { classJudge } from './classes.ts';
import type { Judge, Pair } from './judge.ts';
import { valueJudge } from './values.ts';

/** @throws FailureError BAD_REQUEST for outputs that cannot be laid beside each other; see `refuseUnlike` */
export function judgeOf([first, second]: Pair<ModelOutputs>): Judge {
  if (first.kind === 'classification' && second.kind === 'classification') return classJudge([first, second]);
  if (first.kind === 'regression' && second.kind === 'regression') return valueJudge();
  if (first.kind === 'detection' && second.kind === 'detection') return boxJudge();
  throw failed('BAD_REQUEST', `one gives ${first.kind}, the other ${second.kind}`);
}
