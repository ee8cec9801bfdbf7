import { useState } from 'react';
import type { ModelOutputs } from '../../../src-main/contract/index.ts';
import { thresholdOf } from '../../state/predict/score.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { count } from '../../ui/format/numbers.ts';
import { probabilityText, smallTo, threeFigures } from './axis.ts';
import styles from './Bars.module.css';
import { FindBox, hasWords } from './FindBox.tsx';

const atFirst = 5;
/** From this many classes on one is looked for by name rather than by eye. */
const manyClasses = 20;
const most = 1000;

/**
 * Probabilities as bars, the largest first; of many classes the top ones. The tick is where the class changes. Where all
 * are small the bars are drawn against the largest, and that is said.
 */
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
  const [find, setFind] = useState('');
  const { labels } = outputs;
  const two = labels.length === 2;
  const positive = outputs.positive ?? labels[1];
  const ordered = two
    ? [...labels].sort((a, b) => Number(b === positive) - Number(a === positive))
    : [...labels].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  const largest = Math.max(...labels.map((label) => probabilities[label] ?? 0));
  const small = !two && largest > 0 && largest < smallTo;
  const looked = all && find.trim() !== '';
  const found = looked ? ordered.filter((label) => hasWords(find, label)) : ordered;
  const shown = found.slice(0, all ? most : atFirst);
  const asText = small ? threeFigures : probabilityText;
  return (
    <>
      {all && labels.length > manyClasses ? (
        <FindBox
          label="Find a class"
          value={find}
          found={foundWords(shown.length, found.length, labels.length, looked)}
          onChange={setFind}
        />
      ) : null}
      <ul
        className={cx(styles.bars, all && styles.scroll)}
        aria-label="Probabilities"
        {...(all ? { tabIndex: 0 } : {})}
      >
        {shown.map((label) => {
          const value = probabilities[label] ?? 0;
          const tick = two && label === positive ? thresholdOf(outputs, label) : null;
          const width = (small ? value / largest : value) * 100;
          return (
            <li key={label} className={styles.row}>
              <span className={styles.label} title={label}>
                {label}
              </span>
              <span className={styles.bar}>
                <i
                  className={label === predicted ? styles.top : undefined}
                  style={{ width: `${Math.min(100, Math.max(0, width))}%` }}
                />
                {tick === null ? null : <b title={`threshold ${tick}`} style={{ left: `${tick * 100}%` }} />}
              </span>
              <span className={label === predicted ? styles.strong : undefined}>{asText(value)}</span>
            </li>
          );
        })}
      </ul>
      {labels.length > atFirst || small ? (
        <span className={styles.under}>
          {labels.length > atFirst ? (
            <Button small kind="quiet" onPress={() => setAll(!all)}>
              {all ? `Show the top ${atFirst}` : `Show all ${count(labels.length)}`}
            </Button>
          ) : null}
          {small ? `bars against the largest, ${asText(largest)}` : null}
        </span>
      ) : null}
    </>
  );
}

/** `12 of 1,000`, `the 1,000 likeliest of 5,000`; null where all are shown. */
function foundWords(shown: number, found: number, labels: number, looked: boolean): string | null {
  if (shown < found) return `the ${count(shown)} likeliest of ${count(found)}`;
  return looked ? `${count(found)} of ${count(labels)}` : null;
}
