import { useEffect, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { forgetAll } from '../../state/predict/history.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './ForgetAll.module.css';

/**
 * Empties a model's history. That cannot be undone, so it is confirmed in a dialog that stands away from the button:
 * a second press in the same place erases nothing.
 */
export function ForgetAll({ name }: { name: string }) {
  const [asked, setAsked] = useState(false);
  // The second press of a double click takes focus out of the dialog, whose own key would not be heard then.
  useEffect(() => {
    if (!asked) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setAsked(false);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [asked]);
  return (
    <>
      <Button small kind="quiet" onPress={() => setAsked(true)}>
        Forget all…
      </Button>
      <ModalOverlay className={styles.overlay ?? ''} isOpen={asked} onOpenChange={setAsked}>
        <Modal>
          <Dialog role="alertdialog" className={styles.dialog ?? ''}>
            <Heading slot="title" className={styles.title ?? ''}>
              Forget all that was asked of <span className={styles.name}>{name}</span>?
            </Heading>
            <p className={styles.words}>
              Every entry of all its versions is erased for good, also those that are not listed. There is no
              undo.
            </p>
            <div className={styles.actions}>
              <Button autoFocus onPress={() => setAsked(false)}>
                Keep them
              </Button>
              <Button
                kind="danger"
                onPress={() => {
                  setAsked(false);
                  void forgetAll(name);
                }}
              >
                Forget all
              </Button>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
