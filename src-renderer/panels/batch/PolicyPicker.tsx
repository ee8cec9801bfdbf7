import { useRef, useState } from 'react';
import { Popover } from 'react-aria-components';
import type { MissingPolicy, ModelInput } from '../../../src-main/contract/index.ts';
import { defaultWords, valueFault } from '../../state/choices.ts';
import { withPlainMinus } from '../../state/decimal.ts';
import { type Choice, Picker } from '../../ui/Picker.tsx';
import { ValueForm } from '../../ui/ValueForm.tsx';
import styles from '../../ui/ValueForm.module.css';

/** What to do with a missing cell of one feature: reject the row, the card's default, or a value of one's own. */
export function PolicyPicker({
  input,
  policy,
  onChange,
}: {
  input: ModelInput;
  policy: MissingPolicy;
  onChange: (policy: MissingPolicy) => void;
}) {
  const cell = useRef<HTMLDivElement>(null);
  const [asking, setAsking] = useState(false);
  const fallback = defaultWords(input);
  const choices: Choice[] = [
    { id: 'reject', label: 'Reject row' },
    ...(fallback === null ? [] : [{ id: 'default', label: `Default ${fallback}` }]),
    ...(fallback === null && input.acceptsMissing ? [{ id: 'default', label: 'Leave to model' }] : []),
    ...(policy.kind === 'value' ? [{ id: 'value', label: `Value ${policy.value}` }] : []),
    ...(input.type === 'image'
      ? []
      : [{ id: 'ask', label: policy.kind === 'value' ? 'Another value…' : 'Value…' }]),
  ];
  return (
    <div ref={cell}>
      <Picker
        label={`If ${input.name} is missing`}
        small
        bare
        value={policy.kind}
        choices={choices}
        onChange={(id) => {
          if (id === 'ask') setAsking(true);
          else if (id === 'reject' || id === 'default') onChange({ kind: id });
        }}
      />
      <Popover
        className={styles.popover ?? ''}
        triggerRef={cell}
        trigger="DialogTrigger"
        aria-label={`Value where ${input.name} is missing`}
        isOpen={asking}
        onOpenChange={setAsking}
        placement="bottom end"
        offset={2}
      >
        <ValueForm
          label={`Where ${input.name} is missing, use${'unit' in input && input.unit ? ` (${input.unit})` : ''}`}
          faultOf={(text) => valueFault(input, plainOf(input, text))}
          initial={policy.kind === 'value' ? policy.value : ''}
          onDone={(value) => {
            setAsking(false);
            if (value !== null) onChange({ kind: 'value', value: plainOf(input, value) });
          }}
        />
      </Popover>
    </div>
  );
}

/** A number with the minus sign that a file would have. */
function plainOf({ type }: ModelInput, text: string): string {
  return type === 'number' || type === 'integer' ? withPlainMinus(text) : text;
}
