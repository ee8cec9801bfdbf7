import { useState } from 'react';
import type { ModelOutputs } from '../../../src-main/contract/index.ts';
import { thresholdOf } from '../../state/predict/score.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { count } from '../../ui/format/numbers.ts';
import { probabilityText } from './axis.ts';
import styles from './Bars.module.css';

const atFirst = 5;
const most = 1000;

/** Probabilities as bars, the largest first; of many classes the top ones. The tick is where the class changes. */
export function ProbabilityBars({
  outputs,
  probabilities,
  predicted,
}: {
  outputs: Extract<ModelOutputs, { kind: 'classification' }>;
  probabilities: Readonly<Record<string, number>>;
  predicted: string;
}) {
  const [all, setAll] = useState(false);
  const { labels } = outputs;
  const two = labels.length === 2;
  const positive = outputs.positive ?? labels[1];
  const ordered = two
    ? [...labels].sort((a, b) => Number(b === positive) - Number(a === positive))
    : [...labels].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  const shown = ordered.slice(0, all ? most : atFirst);
  return (
    <>
      <ul
        className={cx(styles.bars, all && styles.scroll)}
        aria-label="Probabilities"
        {...(all ? { tabIndex: 0 } : {})}
      >
        {shown.map((label) => {
          const value = probabilities[label] ?? 0;
          const tick = two && label === positive ? thresholdOf(outputs, label) : null;
          return (
            <li key={label} className={styles.row}>
              <span className={styles.label} title={label}>
                {label}
              </span>
              <span className={styles.bar}>
                <i
                  className={label === predicted ? styles.top : undefined}
                  style={{ width: `${Math.min(100, Math.max(0, value * 100))}%` }}
                />
                {tick === null ? null : <b title={`threshold ${tick}`} style={{ left: `${tick * 100}%` }} />}
              </span>
              <span className={label === predicted ? styles.strong : undefined}>
                {probabilityText(value)}
              </span>
            </li>
          );
        })}
      </ul>
      {labels.length > atFirst ? (
        <span>
          <Button small kind="quiet" onPress={() => setAll(!all)}>
            {all ? `Show the top ${atFirst}` : `Show all ${count(labels.length)}`}
          </Button>
        </span>
      ) : null}
    </>
  );
}
