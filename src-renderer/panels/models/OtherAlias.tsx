import { useRef, useState } from 'react';
import { Input, Label, Popover, TextField } from 'react-aria-components';
import type { ModelSummary } from '../../../src-main/contract/index.ts';
import { aliasFault } from '../../state/modelWords.ts';
import { makeAlias } from '../../state/modelActions.ts';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Icon.tsx';
import styles from '../../ui/ValueForm.module.css';

/** Lets a version answer to any word. */
export function OtherAlias({ model }: { model: ModelSummary }) {
  const place = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <span ref={place}>
      <Button small onPress={() => setOpen(true)}>
        Other alias…
      </Button>
      <Popover
        className={styles.popover ?? ''}
        triggerRef={place}
        trigger="DialogTrigger"
        aria-label={`Another alias for ${model.name} ${model.version}`}
        isOpen={open}
        onOpenChange={setOpen}
        placement="bottom start"
        offset={2}
      >
        <AliasForm
          model={model}
          onDone={(alias) => {
            setOpen(false);
            if (alias !== null) void makeAlias(model, alias);
          }}
        />
      </Popover>
    </span>
  );
}

function AliasForm({ model, onDone }: { model: ModelSummary; onDone: (alias: string | null) => void }) {
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState(false);
  const fault = aliasFault(typed);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        setShown(true);
        if (fault === null) onDone(typed);
      }}
    >
      <TextField
        value={typed}
        onChange={setTyped}
        isInvalid={shown && fault !== null}
        autoFocus
        className={styles.field ?? ''}
      >
        <Label>
          {model.name} {model.version} is also called
        </Label>
        <Input
          className={styles.input ?? ''}
          placeholder="canary"
          spellCheck={false}
          autoComplete="off"
          aria-describedby="alias-fault"
        />
      </TextField>
      <p id="alias-fault" className={styles.fault}>
        {shown && fault !== null ? (
          <>
            <Mark name="bad" />
            {fault}
          </>
        ) : null}
      </p>
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
