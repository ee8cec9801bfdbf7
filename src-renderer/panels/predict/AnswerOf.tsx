import type { ModelCard } from '../../../src-main/contract/index.ts';
import type { Answered, Version } from '../../state/predict/predict.ts';
import { figure } from '../../ui/format/numbers.ts';
import { Mark } from '../../ui/Icon.tsx';
import styles from './AnswerOf.module.css';
import { probabilityText } from './axis.ts';
import { BoxesView } from './BoxesView.tsx';
import { ProbabilityBars } from './ProbabilityBars.tsx';

/** A prediction in the form that fits it: a class with its probabilities, numbers, boxes, or why there is none. */
export function AnswerOf({
  card,
  answered: { prediction: said, instance },
  version,
}: {
  card: ModelCard;
  answered: Answered;
  version: Version;
}) {
  const { prediction, probabilities, rejected } = said;
  const { outputs } = card;
  if (rejected !== undefined || prediction === null) {
    return (
      <div className={styles.rejected} role="status">
        <span className={styles.word}>
          <Mark name="bad" />
          Rejected
        </span>
        <span>{rejected ?? 'the model gave nothing for this row'}</span>
      </div>
    );
  }
  if (Array.isArray(prediction)) {
    return <BoxesView card={card} instance={instance} boxes={prediction} version={version} />;
  }
  if (typeof prediction === 'string') {
    const probability = probabilities?.[prediction];
    return (
      <>
        <div className={styles.line}>
          <span className={styles.word} title={prediction}>
            {prediction}
          </span>
          <span className={styles.soft}>
            {probability === undefined
              ? 'without a probability'
              : `P ${/^[<>]/u.test(probabilityText(probability)) ? '' : '= '}${probabilityText(probability)}`}
          </span>
        </div>
        {probabilities && outputs.kind === 'classification' ? (
          <ProbabilityBars outputs={outputs} probabilities={probabilities} predicted={prediction} />
        ) : null}
      </>
    );
  }
  const unit = outputs.kind === 'regression' ? (outputs.unit ?? null) : null;
  if (typeof prediction === 'number') {
    return (
      <div className={styles.line}>
        <span className={styles.word}>{figure(prediction)}</span>
        {unit ? <span className={styles.soft}>{unit}</span> : null}
      </div>
    );
  }
  return (
    <dl className={styles.values}>
      {Object.entries(prediction).map(([target, value]) => (
        <div key={target}>
          <dt title={target}>{target}</dt>
          <dd>
            {figure(value)}
            {unit ? <span className={styles.unit}>{unit}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
