import { useState } from 'react';
import { DialogTrigger, Popover } from 'react-aria-components';
import type { ModelCard } from '../../../src-main/contract/index.ts';
import { fillPasted } from '../../state/predict/form.ts';
import { pastedTexts } from '../../state/predict/pasted.ts';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Icon.tsx';
import formStyles from '../../ui/ValueForm.module.css';
import styles from './PasteJson.module.css';

/** Fills the form from JSON: a row, a list with one, or a whole request. */
export function PasteJson({ card }: { card: ModelCard }) {
  const [open, setOpen] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  return (
    <DialogTrigger
      isOpen={open}
      onOpenChange={(next) => {
        setOpen(next);
        setFault(null);
      }}
    >
      <Button small kind="quiet">
        Paste JSON
      </Button>
      <Popover
        className={styles.popover ?? ''}
        aria-label="Fill the form from JSON"
        placement="bottom end"
        offset={2}
      >
        <form
          className={formStyles.form}
          onSubmit={(event) => {
            event.preventDefault();
            const typed = new FormData(event.currentTarget).get('json');
            const pasted = pastedTexts(card, typeof typed === 'string' ? typed : '');
            if ('fault' in pasted) setFault(pasted.fault);
            else {
              fillPasted(pasted);
              setOpen(false);
            }
          }}
        >
          <label className={styles.label} htmlFor="paste-json">
            A row, or a whole request
          </label>
          <p className={styles.hint}>Features it does not name keep what is in the form.</p>
          <textarea
            id="paste-json"
            name="json"
            className={styles.area}
            rows={8}
            spellCheck={false}
            aria-invalid={fault !== null}
            aria-describedby="paste-fault"
            placeholder={`{"instances": [{"${card.inputs[0]?.name ?? 'feature'}": …}]}`}
            // The dialog was opened to paste here.
            autoFocus
          />
          <p id="paste-fault" className={styles.fault} role="alert">
            {fault === null ? null : (
              <>
                <Mark name="bad" />
                {fault}
              </>
            )}
          </p>
          <div className={formStyles.actions}>
            <Button small onPress={() => setOpen(false)}>
              Cancel
            </Button>
            <Button small kind="primary" type="submit">
              Fill the form
            </Button>
          </div>
        </form>
      </Popover>
    </DialogTrigger>
  );
}
