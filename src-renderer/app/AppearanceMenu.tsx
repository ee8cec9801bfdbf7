import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { densities, setSettings, themes, useSettings } from '../state/settings.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './AppearanceMenu.module.css';

const names = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  compact: 'Compact',
  comfortable: 'Comfortable',
};

export function AppearanceMenu() {
  const { theme, density } = useSettings();
  return (
    <MenuTrigger>
      <IconButton label="Appearance" small={false}>
        <Icon name="settings" />
      </IconButton>
      <Popover className={styles.popover ?? ''} placement="bottom end" offset={4}>
        <Menu className={styles.menu ?? ''} aria-label="Appearance">
          <MenuSection
            selectionMode="single"
            selectedKeys={[theme]}
            disallowEmptySelection
            onSelectionChange={(keys) => {
              const next = themes.find((one) => keys !== 'all' && keys.has(one));
              if (next) setSettings({ theme: next });
            }}
          >
            <Header className={styles.header ?? ''}>Theme</Header>
            {themes.map((one) => (
              <Item key={one} id={one} />
            ))}
          </MenuSection>
          <MenuSection
            selectionMode="single"
            selectedKeys={[density]}
            disallowEmptySelection
            onSelectionChange={(keys) => {
              const next = densities.find((one) => keys !== 'all' && keys.has(one));
              if (next) setSettings({ density: next });
            }}
          >
            <Header className={styles.header ?? ''}>Rows</Header>
            {densities.map((one) => (
              <Item key={one} id={one} />
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Item({ id }: { id: keyof typeof names }) {
  return (
    <MenuItem id={id} textValue={names[id]} className={styles.item ?? ''}>
      {({ isSelected }) => (
        <>
          <span className={styles.tick}>{isSelected ? <Icon name="check" /> : null}</span>
          {names[id]}
        </>
      )}
    </MenuItem>
  );
}
