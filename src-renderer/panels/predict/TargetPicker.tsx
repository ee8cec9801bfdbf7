import { usePredict } from '../../state/predict/predict.ts';
import { Picker } from '../../ui/Picker.tsx';
import styles from './WhatIf.module.css';
import { useTarget } from './useTarget.ts';

/** Which class or target is followed, where there are more than the obvious one. */
export function TargetPicker() {
  const card = usePredict((state) => state.first.card);
  const chosen = usePredict((state) => state.target);
  const target = useTarget();
  if (!card) return null;
  const { outputs } = card;
  const names =
    outputs.kind === 'classification' && outputs.probabilities !== null && outputs.labels.length > 2
      ? outputs.labels
      : outputs.kind === 'regression'
        ? (outputs.targets ?? [])
        : [];
  if (names.length < 2) return null;
  const now = target?.kind === 'probability' ? target.label : target?.kind === 'value' ? target.target : null;
  return (
    <span className={styles.feature}>
      <Picker
        label="What is followed"
        small
        value={chosen ?? now ?? null}
        choices={names.slice(0, 1000).map((name) => ({ id: name, label: name }))}
        onChange={(target) => usePredict.setState({ target })}
      />
    </span>
  );
}
