import type { KeyboardEvent } from 'react';
import type { ModelInput } from '../../../src-main/contract/index.ts';
import { isDecimal, withPlainMinus } from '../../state/decimal.ts';
import { roundStep } from '../../state/predict/sweep.ts';
import { cx } from '../../ui/cx.ts';
import { figure } from '../../ui/format/numbers.ts';
import type { ControlProps } from './Field.tsx';
import styles from './Field.module.css';

type NumberInput = Extract<ModelInput, { type: 'number' | 'integer' }>;

/** A number with its unit; the arrow keys step it, with Shift ten times as far. */
export function NumberField({
  input,
  label,
  describedBy,
  invalid,
  text,
  onChange,
}: ControlProps & { input: NumberInput }) {
  const unit = input.unit ?? '';
  const step = (event: KeyboardEvent) => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    const now = text.trim() === '' ? String(input.default ?? 0) : text.trim();
    const value = Number(now);
    if (direction === 0 || !isDecimal(now) || !Number.isFinite(value)) return;
    event.preventDefault();
    const by = stepOf(input) * (event.shiftKey ? 10 : 1);
    onChange(String(Number((value + direction * by).toPrecision(12))));
  };
  return (
    <span className={styles.withUnit}>
      <input
        className={cx(styles.input, styles.number)}
        inputMode={input.type === 'integer' ? 'numeric' : 'decimal'}
        autoComplete="off"
        spellCheck={false}
        aria-label={unit === '' ? label : `${label}, ${unit}`}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        placeholder={input.default === null || input.default === undefined ? '' : figure(input.default)}
        value={text}
        onChange={(event) => onChange(typed(event.target))}
        onKeyDown={step}
        style={unit === '' ? {} : { paddingRight: `${16 + unit.length * 7}px` }}
      />
      {unit === '' ? null : <span className={styles.unit}>{unit}</span>}
    </span>
  );
}

/** Foredeck's own minus sign, as it is copied from a hint, becomes the plain one, and the caret stays where it is. */
function typed(input: HTMLInputElement): string {
  const plain = withPlainMinus(input.value);
  if (plain !== input.value) {
    const at = input.selectionStart;
    input.value = plain;
    input.setSelectionRange(at, at);
  }
  return plain;
}

function stepOf({ type, range }: NumberInput): number {
  const width = range ? range[1] - range[0] : 100;
  return type === 'integer' || width >= 20 || width <= 0 ? 1 : roundStep(width / 100, false);
}
