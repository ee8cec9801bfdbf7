import { useState } from 'react';
import { setSwept } from '../../state/predict/form.ts';
import { isSweepCurrent, usePredict, type Version } from '../../state/predict/predict.ts';
import { targetWords } from '../../state/predict/score.ts';
import { canSweep, pointsOf, type SweepPoint } from '../../state/predict/sweep.ts';
import { IconButton } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { cutMiddle } from '../../ui/format/text.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Picker } from '../../ui/Picker.tsx';
import { ChoiceResponse } from './ChoiceResponse.tsx';
import { NumberResponse } from './NumberResponse.tsx';
import { ResponseTable } from './ResponseTable.tsx';
import { TargetPicker } from './TargetPicker.tsx';
import styles from './WhatIf.module.css';
import { useTarget } from './useTarget.ts';

export interface ResponseLine {
  /** The version, or model and version where the models differ. */
  name: string;
  points: readonly SweepPoint[];
}

/** One feature over its range, the rest as entered: how the answer of each version responds. */
export function WhatIf() {
  const [asTable, setAsTable] = useState(false);
  const state = usePredict();
  const { first, second, model, beside, sweep, row } = state;
  const target = useTarget();
  const inputs = first.card?.inputs.filter(canSweep) ?? [];
  const input = inputs.find(({ name }) => name === (sweep?.sweep.feature ?? state.swept));
  const unit = input && 'unit' in input ? (input.unit ?? null) : null;
  const rejected = first.answered?.prediction.rejected !== undefined;
  const lines: ResponseLine[] = [];
  if (sweep && target && sweep.first && model) {
    const alone = model.name === beside?.name;
    lines.push({
      name: beside && !alone ? shortName(model) : model.version,
      points: pointsOf(sweep.sweep, sweep.first, target),
    });
    if (sweep.second && beside) {
      lines.push({
        name: alone ? beside.version : shortName(beside),
        points: pointsOf(sweep.sweep, sweep.second, target),
      });
    }
  }
  const nothing = rejected
    ? 'The row is rejected, so there is nothing to follow.'
    : row?.kind === 'ready'
      ? null
      : `${row?.kind === 'faulty' && row.wrong > 0 ? 'Put right what is wrong in the form' : 'Fill in the form'}: then one feature is changed over its range, the rest as entered.`;
  const failure = sweep?.failure?.message ?? null;
  const stale = sweep !== null && !isSweepCurrent(sweep, row);
  return (
    <section className={cx(styles.chart, stale && styles.stale)} aria-labelledby="what-if">
      <div className={styles.head}>
        <h2 id="what-if">What if</h2>
        <span className={styles.sub}>
          {target ? `${targetWords(target)}, ` : ''}
          {stale && !state.asIType ? 'for earlier values' : 'the rest as entered'}
        </span>
        {lines.length > 0 ? (
          <ul className={styles.legend}>
            {lines.map(({ name }, at) => (
              <li key={name}>
                <svg viewBox="0 0 20 8" aria-hidden="true">
                  <path className={cx(styles.line, at === 0 ? styles.s1 : styles.s2)} d="M0 4H20" />
                </svg>
                {/^\d/u.test(name) ? `version ${name}` : name}
              </li>
            ))}
          </ul>
        ) : (
          <span className={styles.gap} />
        )}
        <TargetPicker />
        {inputs.length > 0 ? (
          <span className={styles.feature}>
            <Picker
              label="Feature to change"
              small
              value={input?.name ?? null}
              placeholder="Feature"
              choices={inputs.map((one) => ({
                id: one.name,
                label: one.name,
                hint: 'unit' in one && one.unit ? one.unit : undefined,
              }))}
              onChange={setSwept}
            />
          </span>
        ) : null}
        <IconButton label={asTable ? 'Show as chart' : 'Show as table'} onPress={() => setAsTable(!asTable)}>
          <Icon name={asTable ? 'chart' : 'table'} />
        </IconButton>
      </div>
      {failure !== null || nothing !== null || !sweep || !target || lines.length === 0 ? (
        <p className={styles.none} role={failure ? 'alert' : undefined}>
          {failure ?? nothing}
        </p>
      ) : asTable ? (
        <ResponseTable sweep={sweep.sweep} lines={lines} target={target} unit={unit} />
      ) : sweep.sweep.kind === 'numbers' ? (
        <NumberResponse
          sweep={sweep.sweep}
          answer={sweep}
          lines={lines}
          target={target}
          unit={unit}
          now={[first.answered, second.answered]}
        />
      ) : (
        <ChoiceResponse sweep={sweep.sweep} lines={lines} target={target} />
      )}
    </section>
  );
}

/** A legend and a chart's tip have room for so much of a name; the answers above tell it in full. */
function shortName({ name, version }: Version): string {
  return `${cutMiddle(name, 24)} ${version}`;
}
