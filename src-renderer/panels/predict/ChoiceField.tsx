import type { ModelInput } from '../../../src-main/contract/index.ts';
import { type Choice, Picker } from '../../ui/Picker.tsx';
import { Segments } from '../../ui/Segments.tsx';
import type { ControlProps } from './Field.tsx';
import styles from './Field.module.css';

type ChoiceInput = Extract<ModelInput, { type: 'category' | 'boolean' }>;
const nothing = '\0';
/** So many letters, spread over equal parts, are read in full in a narrow window too. */
const segmentLetters = 18;

/** Few short values side by side, more of them as a list that can be searched. */
export function ChoiceField({
  input,
  label,
  invalid,
  text,
  onChange,
}: ControlProps & { input: ChoiceInput }) {
  const values = input.type === 'boolean' ? ['true', 'false'] : input.values;
  const maybe = input.acceptsMissing === true || (input.default !== null && input.default !== undefined);
  const longest = Math.max(...values.map(({ length }) => length));
  if (!maybe && values.length <= 4 && longest * values.length <= segmentLetters) {
    return (
      <div className={styles.segments}>
        <Segments
          label={label}
          value={text}
          choices={values.map((value) => ({ id: value, label: value }))}
          onChange={onChange}
        />
      </div>
    );
  }
  const choices: Choice[] = [
    ...(maybe ? [{ id: nothing, label: 'not given' }] : []),
    ...values.map((value) => ({ id: value, label: value })),
  ];
  return (
    <Picker
      label={label}
      value={text === '' ? (maybe ? nothing : null) : text}
      shown={text === '' ? undefined : text}
      must={invalid}
      choices={choices}
      onChange={(id) => onChange(id === nothing ? '' : id)}
    />
  );
}
