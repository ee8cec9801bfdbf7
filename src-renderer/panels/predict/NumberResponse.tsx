import { type CSSProperties, type PointerEvent, useState } from 'react';
import { setText } from '../../state/predict/form.ts';
import { type Answered, type SweepAnswer, usePredict } from '../../state/predict/predict.ts';
import { scoreOf, type Target, targetWords } from '../../state/predict/score.ts';
import { isStepped, type Sweep } from '../../state/predict/sweep.ts';
import { cx } from '../../ui/cx.ts';
import { figure } from '../../ui/format/numbers.ts';
import { axisTicks, exactText, scoreDomain, scoreText, share } from './axis.ts';
import { turnWords } from './turnWords.ts';
import type { ResponseLine } from './WhatIf.tsx';
import styles from './WhatIf.module.css';

/** The response to a number as lines, the present value marked; below it the slider that changes the form. */
export function NumberResponse({
  sweep,
  answer,
  lines,
  target,
  unit,
  now,
}: {
  sweep: Extract<Sweep, { kind: 'numbers' }>;
  answer: SweepAnswer;
  lines: readonly ResponseLine[];
  target: Target;
  unit: string | null;
  now: readonly (Answered | null)[];
}) {
  const [hovered, setHovered] = useState<number | null>(null);
  const text = usePredict((state) => state.texts[sweep.feature] ?? '');
  const first = sweep.values[0] ?? 0;
  const last = sweep.values.at(-1) ?? 1;
  const present = text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text);
  const domain = scoreDomain(target, lines);
  const y = (score: number) => 100 - share(score, domain.from, domain.to) * 100;
  const x = (value: number) => share(value, first, last) * 100;
  const threshold = target.kind === 'probability' && domain.to === 1 ? target.threshold : null;
  const turns = turnWords(
    sweep,
    [answer.first, answer.second],
    lines.map(({ name }) => name),
    unit,
  );
  const at = hovered ?? null;
  const shownValue = at === null ? present : (sweep.values[at] ?? null);
  const shownScores = lines.map((line, index) => {
    if (at !== null) return line.points[at]?.score ?? null;
    const answered = now[index];
    if (answered?.instance[sweep.feature] === present) return scoreOf(target, answered.prediction);
    // The form is ahead of the answer; the sweep may know what will be said.
    return line.points.find(({ value }) => value === present)?.score;
  });
  const nearest = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const value = first + ((event.clientX - left) / Math.max(1, width)) * (last - first);
    let best = 0;
    sweep.values.forEach((one, index) => {
      if (Math.abs(one - value) < Math.abs((sweep.values[best] ?? 0) - value)) best = index;
    });
    return best;
  };
  const put = (value: number) => setText(sweep.feature, String(value));
  const ticks = domain.ticks.map((tick) => scoreText(target, tick, domain.step));
  const widest = Math.max(0, ...ticks.map((tick) => tick.length));
  const room = { '--y': `${Math.min(130, Math.max(44, 12 + widest * 6.4))}px` } as CSSProperties;
  const said = `${targetWords(target)} against ${sweep.feature}${turns ? `; it ${turns}` : ''}`;
  return (
    <>
      <div className={styles.plot} style={room}>
        <div className={styles.y}>
          {domain.ticks.map((tick, index) => (
            <span key={tick} style={{ top: `${y(tick)}%` }} title={ticks[index]}>
              {ticks[index]}
            </span>
          ))}
        </div>
        {/* The slider below does the same by keyboard. */}
        <div
          className={styles.area}
          onPointerMove={(event) => {
            const index = nearest(event);
            setHovered(index);
            if (event.buttons === 1) put(sweep.values[index] ?? 0);
          }}
          onPointerLeave={() => setHovered(null)}
          onPointerDown={(event) => put(sweep.values[nearest(event)] ?? 0)}
        >
          <svg viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label={said}>
            {domain.ticks.map((tick) => (
              <path key={tick} className={styles.grid} d={`M0 ${y(tick)}H1000`} />
            ))}
            {threshold === null ? null : <path className={styles.threshold} d={`M0 ${y(threshold)}H1000`} />}
            {shownValue === null ? null : (
              <path className={styles.cross} d={`M${x(shownValue) * 10} 0V100`} />
            )}
            {lines.map((line, index) => (
              <path
                key={line.name}
                className={cx(styles.line, index === 0 ? styles.s1 : styles.s2, index === 0 && styles.thick)}
                d={pathOf(line, x, y, target.kind === 'class' || isStepped(line.points))}
              />
            ))}
          </svg>
          {threshold === null ? null : (
            <span
              className={cx(styles.tagLine, crowded(lines, threshold, first, last) && styles.tagRight)}
              style={{ top: `${y(threshold)}%` }}
            >
              {target.kind === 'probability' ? target.label : ''} from {threshold.toFixed(2)}
            </span>
          )}
          {shownValue === null ? null : (
            <span
              className={cx(styles.tip, x(shownValue) > 70 && styles.tipLeft)}
              style={{ left: `${x(shownValue)}%`, top: threshold !== null && threshold < 0.5 ? '8%' : '54%' }}
            >
              {figure(shownValue)}
              {unit ? ` ${unit}` : ''}
              <br />
              {shownScores.map((score, index) => (
                <span key={lines[index]?.name ?? index}>
                  {index > 0 ? ' · ' : ''}
                  {lines.length > 1 ? `${lines[index]?.name ?? ''}: ` : ''}
                  <b>
                    {score === undefined
                      ? 'not asked'
                      : score === null
                        ? 'rejected'
                        : exactText(target, score, domain)}
                  </b>
                </span>
              ))}
            </span>
          )}
          {turns ? <span className={styles.turns}>{turns}</span> : null}
        </div>
        <div className={styles.x}>
          {axisTicks(first, last).map((tick, index) => (
            <span key={tick} style={{ left: `${x(tick)}%` }}>
              {figure(tick).replace('-', '−')}
              {index === 0 && unit ? ` ${unit}` : ''}
            </span>
          ))}
        </div>
      </div>
      <div className={styles.slide} style={room}>
        <input
          type="range"
          className={styles.slider}
          aria-label={`${sweep.feature}${unit ? `, ${unit}` : ''}`}
          aria-valuetext={present === null ? 'not given' : `${figure(present)}${unit ? ` ${unit}` : ''}`}
          min={first}
          max={last}
          step={sweep.step >= 1 && Number.isInteger(first) ? Math.min(1, sweep.step) : sweep.step}
          value={present ?? first}
          onChange={(event) => put(Number(event.target.value))}
        />
      </div>
    </>
  );
}

/** Whether a line runs where the threshold's name would stand, at the left just above it. */
function crowded(lines: readonly ResponseLine[], threshold: number, first: number, last: number): boolean {
  return lines.some(({ points }) =>
    points.some(
      ({ value, score }) =>
        typeof value === 'number' &&
        score !== null &&
        value < first + (last - first) * 0.22 &&
        score > threshold - 0.02 &&
        score < threshold + 0.12,
    ),
  );
}

function pathOf(
  line: ResponseLine,
  x: (value: number) => number,
  y: (score: number) => number,
  stepped: boolean,
): string {
  let path = '';
  let pen = false;
  for (const { value, score } of line.points) {
    if (score === null || typeof value !== 'number') {
      pen = false;
      continue;
    }
    if (pen && stepped) path += `H${(x(value) * 10).toFixed(1)}`;
    path += `${pen ? 'L' : 'M'}${(x(value) * 10).toFixed(1)} ${y(score).toFixed(2)}`;
    pen = true;
  }
  return path;
}
