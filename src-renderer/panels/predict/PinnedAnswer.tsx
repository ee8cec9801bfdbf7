import { saidWords } from '../../state/predict/said.ts';
import { isCurrent, type PredictState, usePredict } from '../../state/predict/predict.ts';
import { cx } from '../../ui/cx.ts';
import { Mark } from '../../ui/Icon.tsx';
import { headline, sureWords } from './AnswerOf.tsx';
import { leftWords } from './leftWords.ts';
import styles from './PinnedAnswer.module.css';

/** In a narrow window, where the answer stands below the form: what it is, always in sight while one types. */
export function PinnedAnswer() {
  const state = usePredict();
  const { first, row, asIType, model } = state;
  const current = isCurrent(first, row);
  if (!model) return null;
  return (
    <p className={styles.pinned} aria-label="The answer in short">
      <span className={cx(styles.said, first.answered !== null && !current && styles.stale)}>
        <Said state={state} />
      </span>
      {first.answered && !current && !asIType && !first.asking ? (
        <span className={styles.note}>for earlier values</span>
      ) : null}
    </p>
  );
}

function Said({ state: { first, row } }: { state: PredictState }) {
  const { answered, card, failure } = first;
  if (failure) {
    return (
      <>
        <Mark name="bad" />
        <span className={styles.cut}>{failure.message}</span>
      </>
    );
  }
  if (!answered || !card) {
    return (
      <span className={styles.cut}>
        {row?.kind === 'faulty' ? `No answer yet: ${leftWords(row)}` : 'No answer yet'}
      </span>
    );
  }
  const { prediction, probabilities, rejected } = answered.prediction;
  if (rejected !== undefined) {
    return (
      <>
        <Mark name="bad" />
        <span className={styles.cut}>Rejected: {rejected}</span>
      </>
    );
  }
  if (typeof prediction === 'string') {
    return (
      <>
        <b className={styles.word} title={prediction}>
          {headline(prediction)}
        </b>
        <span className={styles.note}>{sureWords(probabilities?.[prediction], card.outputs)}</span>
      </>
    );
  }
  const unit = card.outputs.kind === 'regression' ? (card.outputs.unit ?? null) : null;
  return (
    <>
      <b className={styles.word}>{saidWords(answered.prediction)}</b>
      {unit ? <span className={styles.note}>{unit}</span> : null}
    </>
  );
}
