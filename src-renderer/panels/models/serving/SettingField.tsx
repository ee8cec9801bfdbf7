import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { Button } from '../../../ui/Button.tsx';
import { Fault } from '../../../ui/Fault.tsx';
import { SettingRow } from '../../../ui/SettingRow.tsx';
import styles from './SettingField.module.css';

/** A setting that is typed, and taken when it is confirmed: every step on the way there would be one too. */
export function SettingField<Value>({
  label,
  shown,
  unit,
  placeholder,
  hint,
  read,
  onChange,
}: {
  label: string;
  /** What it is now, as text. */
  shown: string;
  unit?: string;
  placeholder?: string;
  hint: string;
  read(typed: string): { value: Value } | { fault: string };
  /** @returns whether it was taken */
  onChange(value: Value): Promise<boolean>;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? shown;
  const reading = read(text);
  const fault = 'fault' in reading ? reading.fault : null;
  const changed = text.trim() !== shown;
  return (
    <SettingRow
      dense
      hint={
        <>
          <Fault>{fault}</Fault>
          {hint}
        </>
      }
    >
      {(hintId) => (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if ('fault' in reading || !changed) return;
            void onChange(reading.value).then((taken) => {
              if (taken) setTyped(null);
            });
          }}
        >
          <TextField
            value={text}
            onChange={setTyped}
            isInvalid={fault !== null}
            className={styles.field ?? ''}
          >
            <Label>{label}</Label>
            <span className={styles.control}>
              <Input
                className={styles.input ?? ''}
                autoComplete="off"
                spellCheck={false}
                placeholder={placeholder ?? ''}
                aria-describedby={hintId}
                onKeyDown={(event) => {
                  if (event.key === 'Escape') setTyped(null);
                }}
              />
              {unit ? <span className={styles.unit}>{unit}</span> : null}
              {changed && fault === null ? (
                <Button small type="submit">
                  Use it
                </Button>
              ) : null}
            </span>
          </TextField>
        </form>
      )}
    </SettingRow>
  );
}
