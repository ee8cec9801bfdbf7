import { useId, useState } from 'react';
import type { ModelCard, ModelInput } from '../../../src-main/contract/index.ts';
import { setText } from '../../state/predict/form.ts';
import { doubtOf, isNumber } from '../../state/predict/seen.ts';
import { fieldFault } from '../../state/predict/values.ts';
import { Mark } from '../../ui/Icon.tsx';
import { ChoiceField } from './ChoiceField.tsx';
import styles from './Field.module.css';
import { hintOf } from './hints.ts';
import { NumberField } from './NumberField.tsx';
import { PictureField } from './PictureField.tsx';
import { TextAreaField } from './TextAreaField.tsx';

/** What a control of a field gets: its name, what it is described by, and whether its text is a fault. */
export interface ControlProps {
  label: string;
  describedBy: string;
  invalid: boolean;
  text: string;
  onChange: (text: string) => void;
}

/** A feature: its name, its control, and under it what it may be, what is doubtful, or what is wrong. */
export function Field({
  card,
  input,
  text,
  tried,
  refused,
}: {
  card: ModelCard;
  input: ModelInput;
  text: string;
  tried: boolean;
  /** Why the model would not take this value, once it was asked. */
  refused: string | null;
}) {
  const hintId = useId();
  const [left, setLeft] = useState(false);
  const fault = fieldFault(input, text);
  // An empty field is not scolded before anything was entered and left.
  const shown = fault !== null && (text.trim() !== '' || tried || left) ? fault : refused;
  const doubt = shown === null ? doubtOf(card, input, text) : null;
  const title = input.title && input.title !== input.name ? input.title : null;
  const control: ControlProps = {
    label: title ?? input.name,
    describedBy: hintId,
    invalid: shown !== null,
    text,
    onChange: (next) => setText(input.name, next),
  };
  return (
    <div className={styles.field} onBlur={() => setLeft(text !== '' || left)}>
      <span
        className={styles.label}
        title={[title, input.name, input.description].filter(Boolean).join(' · ')}
      >
        <span className={title ? styles.title : styles.name}>{title ?? input.name}</span>
        {title ? <span className={styles.name}>{input.name}</span> : null}
      </span>
      <Control card={card} input={input} control={control} />
      <span
        id={hintId}
        className={shown !== null ? styles.fault : doubt !== null ? styles.doubt : styles.hint}
      >
        {shown !== null ? (
          <>
            <Mark name="bad" />
            {shown}
          </>
        ) : doubt !== null ? (
          <>
            <Mark name="warn" />
            {doubt}
          </>
        ) : (
          hintOf(card, input, text)
        )}
      </span>
    </div>
  );
}

function Control({ card, input, control }: { card: ModelCard; input: ModelInput; control: ControlProps }) {
  if (isNumber(input)) return <NumberField input={input} {...control} />;
  switch (input.type) {
    case 'category':
    case 'boolean':
      return <ChoiceField input={input} {...control} />;
    case 'image':
      return <PictureField input={input} {...control} />;
    default:
      return <TextAreaField alone={card.inputs.length === 1} {...control} />;
  }
}
