import type { ReactNode } from 'react';
import { useModels, modelKey } from '../../state/models.ts';
import { orderedAliases } from '../../state/modelWords.ts';
import { ask } from '../../state/predict/ask.ts';
import { showExample } from '../../state/predict/form.ts';
import { type Answered, type Side, usePredict, type Version } from '../../state/predict/predict.ts';
import { thresholdOf } from '../../state/predict/score.ts';
import { Aliases } from '../../ui/Aliases.tsx';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { milliseconds } from '../../ui/format/times.ts';
import { Mark } from '../../ui/Icon.tsx';
import text from '../../ui/text.module.css';
import { AnswerOf } from './AnswerOf.tsx';
import { Difference } from './Difference.tsx';
import { leftWords } from './leftWords.ts';
import { TimingSplit } from './TimingSplit.tsx';
import styles from './Verdict.module.css';

export interface Against {
  version: Version;
  answered: Answered;
}

/** What one version said to the row in the form, how sure it is and where its time went. */
export function Verdict({
  version,
  side,
  current,
  against,
}: {
  version: Version;
  side: Side;
  /** Whether the form still holds what was asked. */
  current: boolean;
  against: Against | null;
}) {
  const aliases = useModels(
    ({ models }) => models?.find((one) => modelKey(one) === modelKey(version))?.aliases,
  );
  const asIType = usePredict((state) => state.asIType);
  const row = usePredict((state) => state.row);
  const { card, answered, failure } = side;
  const outputs = card?.outputs;
  const threshold =
    outputs?.kind === 'classification'
      ? thresholdOf(outputs, outputs.positive ?? outputs.labels[1] ?? '')
      : null;
  return (
    <section
      className={cx(
        styles.verdict,
        outputs?.kind === 'detection' && answered?.prediction.rejected === undefined && styles.fills,
      )}
      aria-label={`Answer of ${version.name} ${version.version}`}
    >
      <div className={styles.head}>
        <b className={styles.who} title={`${version.name} ${version.version}`}>
          <span className={text.trunc}>{version.name}</span> <span>{version.version}</span>
        </b>
        <Aliases aliases={orderedAliases(aliases ?? [])} />
        <span className={text.spacer} />
        {answered && !failure && !current && !side.asking ? (
          <span className={styles.earlier}>
            <Mark name="warn" />
            for earlier values{row?.kind === 'ready' && !asIType ? ' – press Predict' : ''}
          </span>
        ) : null}
        {answered !== null && answered.coldStartMs !== null ? (
          <span className={styles.chip}>woken in {milliseconds(answered.coldStartMs)}</span>
        ) : null}
        {outputs?.kind === 'detection' ? (
          <span className={styles.soft}>score from {outputs.minScore.toFixed(2)}</span>
        ) : threshold !== null ? (
          <span className={styles.soft}>threshold {threshold.toFixed(2)}</span>
        ) : null}
      </div>
      {failure ? (
        <FailureNote failure={failure} onRetry={() => ask()}>
          {failure.message}
          {failure.details?.hint ? ` ${failure.details.hint}` : null}
        </FailureNote>
      ) : answered && card ? (
        <div className={cx(styles.said, !current && styles.stale)} aria-busy={side.asking}>
          <AnswerOf card={card} answered={answered} version={version} />
          {/* Where nothing was computed, no time was spent on it. */}
          {answered.prediction.rejected !== undefined ? null : answered.cached ? (
            <p className={styles.cached}>From the cache: the model did not run.</p>
          ) : (
            <TimingSplit timing={answered.timing} />
          )}
          {against ? <Difference answered={answered} against={against} /> : null}
        </div>
      ) : (
        <Nothing asking={side.asking} />
      )}
    </section>
  );
}

/** Why there is no answer yet, and what would bring one. */
function Nothing({ asking }: { asking: boolean }) {
  const row = usePredict((state) => state.row);
  const card = usePredict((state) => state.first.card);
  const asIType = usePredict((state) => state.asIType);
  if (asking) return <Words busy>Asking.</Words>;
  if (row?.kind === 'faulty') {
    const picture = card?.inputs.find(({ name }) => name === row.feature)?.type === 'image';
    return (
      <Words>
        {picture
          ? 'Give a picture to see what the model finds on it. '
          : `The answer appears here once the form is ${row.wrong > 0 ? 'right' : 'filled in'}: ${leftWords(row)}. `}
        {card?.inputs.some(({ example }) => example !== null && example !== undefined) ? (
          <Button small onPress={() => void showExample(card)}>
            Use the example
          </Button>
        ) : null}
      </Words>
    );
  }
  return <Words>{asIType ? 'There is no answer yet.' : 'Press Predict for the answer.'}</Words>;
}

function Words({ children, busy = false }: { children: ReactNode; busy?: boolean }) {
  return (
    <p className={styles.none} aria-busy={busy}>
      {children}
    </p>
  );
}
