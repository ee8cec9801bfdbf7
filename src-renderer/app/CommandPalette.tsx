import { useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { Icon } from '../ui/Icon.tsx';
import styles from './CommandPalette.module.css';
import { type Command, commandsNow } from './commands.ts';
import { focusPanel } from './keepFocus.ts';
import { openPalette, useOverlays } from './overlays.ts';

const sections = ['Commands', 'Models', 'Jobs'] as const;

export function CommandPalette() {
  const open = useOverlays((state) => state.palette);
  return (
    <ModalOverlay className={styles.overlay ?? ''} isOpen={open} onOpenChange={openPalette} isDismissable>
      <Modal>
        <Dialog className={styles.dialog ?? ''} aria-label="Find any command, model or job">
          {open ? <Finder /> : null}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Finder() {
  const { contains } = useFilter({ sensitivity: 'base' });
  // Made when it opens: progress must not move what is being looked at.
  const [commands] = useState(commandsNow);
  const words = (text: string, input: string) => input.split(/\s+/u).every((word) => contains(text, word));
  return (
    <Autocomplete filter={words}>
      <SearchField aria-label="Find any command, model or job" autoFocus className={styles.search ?? ''}>
        <Icon name="search" />
        <Input className={styles.input ?? ''} placeholder="Command, model or job" />
        <kbd>Esc</kbd>
      </SearchField>
      {/* With the search field in focus the list itself is not, so what scrolls must be reachable by itself. */}
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="What was found">
        <Menu
          className={styles.menu ?? ''}
          aria-label="Found"
          renderEmptyState={() => <p className={styles.none}>Nothing has that name</p>}
          onAction={(key) => {
            openPalette(false);
            const { hash } = window.location;
            commands.find((command) => command.id === key)?.run();
            if (window.location.hash !== hash) focusPanel(document);
          }}
        >
          {sections.map((section) => {
            const own = commands.filter((command) => command.section === section);
            if (own.length === 0) return null;
            return (
              <MenuSection key={section} id={section}>
                <Header className={styles.header ?? ''}>{section}</Header>
                {own.map((command) => (
                  <Row key={command.id} command={command} />
                ))}
              </MenuSection>
            );
          })}
        </Menu>
      </div>
    </Autocomplete>
  );
}

function Row({ command }: { command: Command }) {
  return (
    <MenuItem id={command.id} textValue={`${command.title} ${command.hint}`} className={styles.item ?? ''}>
      <Icon name={command.icon} />
      <span className={styles.title}>{command.title}</span>
      {command.hint === 'command' ? null : <span className={styles.hint}>{command.hint}</span>}
      <span className={styles.spacer} />
      {command.keys ? <kbd>{command.keys}</kbd> : null}
    </MenuItem>
  );
}
