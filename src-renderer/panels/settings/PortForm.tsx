import { useId, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { changeServer } from '../../state/server.ts';
import { portFault } from '../../state/serverWords.ts';
import { Button } from '../../ui/Button.tsx';
import { Fault } from '../../ui/Fault.tsx';
import styles from './fields.module.css';

/** The port, changed when it is confirmed: every number on the way there would be one too. */
export function PortForm({ port, describedBy }: { port: number; describedBy: string }) {
  const [value, setValue] = useState(String(port));
  const faultId = useId();
  const fault = portFault(value);
  const changed = value.trim() !== String(port);
  return (
    <form
      className={styles.inline}
      onSubmit={(event) => {
        event.preventDefault();
        if (fault === null && changed) void changeServer({ port: Number(value) });
      }}
    >
      <TextField value={value} onChange={setValue} isInvalid={fault !== null} className={styles.field ?? ''}>
        <Label>Port</Label>
        <Input
          className={styles.input ?? ''}
          inputMode="numeric"
          autoComplete="off"
          aria-describedby={`${describedBy} ${faultId}`}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setValue(String(port));
          }}
        />
      </TextField>
      {changed && fault === null ? (
        <Button small type="submit">
          Use it
        </Button>
      ) : null}
      <Fault id={faultId}>{fault}</Fault>
    </form>
  );
}
