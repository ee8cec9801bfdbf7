import { useMemo } from 'react';
import { usePredict } from '../../state/predict/predict.ts';
import { type Target, targetOf } from '../../state/predict/score.ts';

/** What is followed while inputs change; the same object as long as it is the same thing. */
export function useTarget(): Target | null {
  const outputs = usePredict((state) => state.first.card?.outputs);
  const chosen = usePredict((state) => state.target);
  const predicted = usePredict(({ first }) => {
    const said = first.answered?.prediction.prediction;
    return typeof said === 'string' ? said : null;
  });
  return useMemo(() => (outputs ? targetOf(outputs, predicted, chosen) : null), [outputs, predicted, chosen]);
}
