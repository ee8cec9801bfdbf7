import type { FormRow } from '../../state/predict/values.ts';
import { plural } from '../../ui/format/numbers.ts';

/** What keeps the form from being a row: `distance is left`, `1 value is wrong, 3 features are left`. */
export function leftWords({ faults, wrong, feature, fault }: Extract<FormRow, { kind: 'faulty' }>): string {
  if (faults === 1) return wrong === 1 ? `${feature} is wrong. ${fault}` : `${feature} is left`;
  const left = faults - wrong;
  return [
    ...(wrong > 0 ? [`${plural(wrong, 'value')} ${wrong === 1 ? 'is' : 'are'} wrong`] : []),
    ...(left > 0 ? [`${plural(left, 'feature')} ${left === 1 ? 'is' : 'are'} left`] : []),
  ].join(', ');
}
