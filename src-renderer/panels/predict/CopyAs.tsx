import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { codeForms, codeNames } from '../../state/predict/requestCode.ts';
import { copyRequest } from '../../state/predict/copyRequest.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import styles from './CopyAs.module.css';

/** Copy as curl at once, as Python or TypeScript from the menu beside it. */
export function CopyAs() {
  return (
    <span className={styles.group}>
      <Button onPress={() => void copyRequest('curl')}>
        <Icon name="copy" />
        Copy as curl
      </Button>
      <MenuTrigger>
        <AriaButton className={styles.more ?? ''} aria-label="Copy in another form">
          <Icon name="chevron" />
        </AriaButton>
        <Popover className={styles.popover ?? ''} placement="bottom end" offset={2}>
          <Menu
            aria-label="Copy as"
            className={styles.menu ?? ''}
            onAction={(key) => {
              const form = codeForms.find((one) => one === key);
              if (form) void copyRequest(form);
            }}
          >
            {codeForms.map((form) => (
              <MenuItem key={form} id={form} className={styles.item ?? ''}>
                {`Copy as ${codeNames[form]}`}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </span>
  );
}
