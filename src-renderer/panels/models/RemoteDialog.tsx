import { type ReactNode, useId } from 'react';
import { Dialog, Heading, Input, Label, Modal, ModalOverlay, TextField } from 'react-aria-components';
import { Button } from '../../ui/Button.tsx';
import { Fault } from '../../ui/Fault.tsx';
import { Mark } from '../../ui/Icon.tsx';
import styles from './RemoteDialog.module.css';

/** Asks for what a model on another server needs. */
export function RemoteDialog({
  title,
  words,
  open,
  onOpenChange,
  children,
}: {
  title: string;
  words: string;
  open: boolean;
  onOpenChange(open: boolean): void;
  children: ReactNode;
}) {
  return (
    <ModalOverlay className={styles.overlay ?? ''} isOpen={open} onOpenChange={onOpenChange} isDismissable>
      <Modal>
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" className={styles.title ?? ''}>
            {title}
          </Heading>
          <p className={styles.words}>{words}</p>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A field's words above it and what is wrong with it below. */
export function Field({
  label,
  fault,
  placeholder = '',
  ...field
}: {
  label: string;
  fault: string | null;
  value: string;
  onChange(value: string): void;
  placeholder?: string;
  type?: 'password';
  autoFocus?: boolean;
}) {
  const id = useId();
  return (
    // What a server said of a field must not keep the form from asking again.
    <TextField {...field} className={styles.field ?? ''} isInvalid={fault !== null} validationBehavior="aria">
      <Label className={styles.label ?? ''}>{label}</Label>
      <Input
        className={styles.input ?? ''}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={id}
      />
      <Fault id={id}>{fault}</Fault>
    </TextField>
  );
}

/** @param going what is being done meanwhile, or null */
export function Actions({ does, going, onCancel }: { does: string; going: string | null; onCancel(): void }) {
  return (
    <div className={styles.actions}>
      {going === null ? null : (
        <span className={styles.going} aria-busy="true">
          <Mark name="wait" />
          {going}
        </span>
      )}
      <Button small onPress={onCancel}>
        Cancel
      </Button>
      <Button small kind="primary" type="submit" blocked={going !== null}>
        {does}
      </Button>
    </div>
  );
}
