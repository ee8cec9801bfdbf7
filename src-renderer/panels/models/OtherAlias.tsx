import { useRef, useState } from 'react';
import { Popover } from 'react-aria-components';
import type { ModelSummary } from '../../../src-main/contract/index.ts';
import { aliasFault } from '../../state/modelWords.ts';
import { makeAlias } from '../../state/modelActions.ts';
import { Button } from '../../ui/Button.tsx';
import { ValueForm } from '../../ui/ValueForm.tsx';
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
        <ValueForm
          label={`${model.name} ${model.version} is also called`}
          placeholder="canary"
          faultOf={aliasFault}
          onDone={(alias) => {
            setOpen(false);
            if (alias !== null) void makeAlias(model, alias);
          }}
        />
      </Popover>
    </span>
  );
}
