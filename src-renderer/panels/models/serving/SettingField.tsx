import { useEffect, useRef, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { Badge } from '../../../ui/Badge.tsx';
import { Fault } from '../../../ui/Fault.tsx';
import { SettingRow } from '../../../ui/SettingRow.tsx';
import styles from './SettingField.module.css';

/** A setting that is typed, and taken with Enter or when it is left: every step on the way there would be one too. */
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
  const [saved, setSaved] = useState(false);
  const text = typed ?? shown;
  const reading = read(text);
  const fault = 'fault' in reading ? reading.fault : null;
  const changed = text.trim() !== shown;
  // Another tab or version takes the field away before it is left.
  const leave = useRef<(() => void) | null>(null);
  const commit = () => {
    if ('fault' in reading) return;
    if (!changed) {
      setTyped(null);
      return;
    }
    leave.current = null;
    void onChange(reading.value).then((taken) => {
      // What was typed meanwhile stays.
      if (taken) setTyped((now) => (now === text ? null : now));
      setSaved(taken);
    });
  };
  useEffect(() => {
    leave.current = typed !== null && changed && fault === null ? commit : null;
  });
  useEffect(() => () => leave.current?.(), []);
  return (
    <SettingRow
      dense
      hint={
        <>
          <Fault>{fault === null ? null : `${fault}; ${shown === '' ? 'none' : shown} stays`}</Fault>
          {changed && fault === null ? 'Enter or Tab takes it, Escape does not. ' : null}
          {hint}
        </>
      }
    >
      {(hintId) => (
        <TextField
          value={text}
          onChange={(next) => {
            setSaved(false);
            setTyped(next);
          }}
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
              onBlur={commit}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) commit();
                if (event.key === 'Escape') setTyped(null);
              }}
            />
            {unit ? <span className={styles.unit}>{unit}</span> : null}
            {saved && !changed ? <Badge mark="ok">Saved</Badge> : null}
          </span>
        </TextField>
      )}
    </SettingRow>
  );
}
