import { Button as AriaButton, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { setSettings, useSettings } from '../state/settings.ts';
import { Icon } from '../ui/Icon.tsx';
import { openShortcuts, useOverlays } from './overlays.ts';
import styles from './ShortcutsDialog.module.css';
import { shortcutList } from './shortcuts.ts';

export function ShortcutsDialog() {
  const open = useOverlays((state) => state.shortcuts);
  const singleKeys = useSettings((settings) => settings.singleKeys);
  return (
    <ModalOverlay className={styles.overlay ?? ''} isOpen={open} onOpenChange={openShortcuts} isDismissable>
      <Modal>
        <Dialog className={styles.dialog ?? ''}>
          <div className={styles.head}>
            <Heading slot="title" className={styles.title ?? ''}>
              Shortcuts
            </Heading>
            <AriaButton slot="close" className={styles.close ?? ''} aria-label="Close">
              <Icon name="close" />
            </AriaButton>
          </div>
          <dl className={styles.list}>
            {shortcutList.map((shortcut) => (
              <div key={shortcut.keys}>
                <dt>
                  {shortcut.keys.split(' ').map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{shortcut.does}</dd>
              </div>
            ))}
          </dl>
          <label className={styles.option}>
            <input
              type="checkbox"
              checked={singleKeys}
              onChange={(event) => setSettings({ singleKeys: event.target.checked })}
            />
            Single keys (<kbd>?</kbd>, <kbd>G</kbd> …) act
          </label>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
