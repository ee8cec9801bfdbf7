import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import type { ServerView } from '../../src-main/contract/index.ts';
import { copyAddress, copyCurl } from '../state/copy.ts';
import { go } from '../state/route.ts';
import { switchServer, useServer } from '../state/server.ts';
import { shortUrl } from '../state/serverWords.ts';
import { cx } from '../ui/cx.ts';
import { Icon, Mark, type MarkName } from '../ui/Icon.tsx';
import text from '../ui/text.module.css';
import menu from './AppearanceMenu.module.css';
import styles from './StatusBar.module.css';

const marks: Record<ServerView['state'], MarkName> = {
  off: 'off',
  starting: 'wait',
  on: 'ok',
  stopping: 'wait',
};

/** The local server: its address, which a click copies, and a menu with its switch. */
export function ServerSegment({ stale }: { stale: boolean }) {
  const view = useServer((state) => state.view);
  if (view === null) return null;
  const { state, url, problem, asksForToken } = view;
  const on = state === 'on' || state === 'starting';
  const mark = stale ? 'wait' : problem === null ? marks[state] : 'warn';
  const word = `${stale ? 'was ' : ''}${state}`;
  const actions: Record<string, () => void> = {
    switch: () => void switchServer(!on),
    address: () => url && void copyAddress(url),
    curl: () => url && void copyCurl(url, asksForToken),
    settings: () => go('settings'),
  };
  return (
    <>
      {url ? (
        <Button className={styles.button ?? ''} onPress={() => void copyAddress(url)}>
          <Mark name={mark} />
          Server <b>{word}</b> <b className={cx(styles.mono, styles.opt)}>{shortUrl(url)}</b>
          <span className={text.sr}>: copy the address</span>
        </Button>
      ) : null}
      <MenuTrigger>
        <Button className={styles.button ?? ''} {...(url ? { 'aria-label': 'Local server' } : {})}>
          {url ? null : (
            <>
              <Mark name={mark} />
              Server <b>{word}</b>
            </>
          )}
          <Icon name="chevron" className={styles.chevron} />
        </Button>
        <Popover className={menu.popover ?? ''} placement="top start" offset={2}>
          <Menu
            className={menu.menu ?? ''}
            aria-label="Local server"
            disabledKeys={url ? [] : ['address', 'curl']}
            onAction={(key) => actions[String(key)]?.()}
          >
            <MenuSection>
              <Header className={menu.header ?? ''}>{problem ?? 'Local server'}</Header>
              <Item id="switch" name={on ? 'Switch off' : 'Switch on'} />
              <Item id="address" name="Copy the address" />
              <Item id="curl" name="Copy as curl" />
              <Item id="settings" name="Settings…" />
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
    </>
  );
}

function Item({ id, name }: { id: string; name: string }) {
  return (
    <MenuItem id={id} textValue={name} className={cx(menu.item, menu.plain)}>
      {name}
    </MenuItem>
  );
}
