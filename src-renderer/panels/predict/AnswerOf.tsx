import type { ModelCard } from '../../../src-main/contract/index.ts';
import type { Answered, Version } from '../../state/predict/predict.ts';
import { figure } from '../../ui/format/numbers.ts';
import { Mark } from '../../ui/Icon.tsx';
import styles from './AnswerOf.module.css';
import { probabilityText, smallTo, threeFigures } from './axis.ts';
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
            {headline(prediction)}
          </span>
          <span className={styles.soft}>{sureWords(probability, outputs)}</span>
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

/** A class name as words: the bars below have it as the model does. */
export function headline(label: string): string {
  return label.replaceAll('_', ' ').trim() || label;
}

/** `P = 0.845`, `P > 0.999`; in three figures where one of many classes is likeliest with little. */
export function sureWords(probability: number | undefined, outputs: ModelCard['outputs']): string {
  if (probability === undefined) return 'without a probability';
  const many = outputs.kind === 'classification' && outputs.labels.length > 2;
  if (many && probability > 0 && probability < smallTo) return `P = ${threeFigures(probability)}`;
  const said = probabilityText(probability);
  return `P ${/^[<>]/u.test(said) ? '' : '= '}${said}`;
}
