import { type ReactNode, useId, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { Button } from './Button.tsx';
import { Fault } from './Fault.tsx';
import styles from './ValueForm.module.css';

/** One value to type, what is wrong with it once it was tried, and the two ways out. @param faultOf null when it will do */
export function ValueForm({
  label,
  initial = '',
  placeholder,
  faultOf,
  onDone,
}: {
  label: ReactNode;
  initial?: string;
  placeholder?: string;
  faultOf(value: string): string | null;
  onDone(value: string | null): void;
}) {
  const [value, setValue] = useState(initial);
  const [tried, setTried] = useState(false);
  const faultId = useId();
  const fault = faultOf(value);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fault === null) onDone(value);
      }}
    >
      <TextField
        value={value}
        onChange={setValue}
        isInvalid={tried && fault !== null}
        autoFocus
        className={styles.field ?? ''}
      >
        <Label>{label}</Label>
        <Input
          className={styles.input ?? ''}
          placeholder={placeholder ?? ''}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={faultId}
          // What stands there is replaced as a whole more often than it is added to.
          onFocus={(event) => event.currentTarget.select()}
        />
      </TextField>
      <Fault id={faultId}>{tried ? fault : null}</Fault>
      <div className={styles.actions}>
        <Button small onPress={() => onDone(null)}>
          Cancel
        </Button>
        <Button small kind="primary" type="submit">
          Use it
        </Button>
      </div>
    </form>
  );
}
