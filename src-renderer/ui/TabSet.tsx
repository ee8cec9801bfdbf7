import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import styles from './TabSet.module.css';

export interface TabChoice<T extends string> {
  id: T;
  title: ReactNode;
  content: ReactNode;
}

/** Parts of which one is shown; arrow keys move through the tabs. */
export function TabSet<T extends string>({
  label,
  tabs,
  selected,
  onSelect,
}: {
  label: string;
  tabs: readonly TabChoice<T>[];
  selected: T;
  onSelect: (id: T) => void;
}) {
  return (
    <Tabs
      className={styles.tabs ?? ''}
      selectedKey={selected}
      onSelectionChange={(key) => {
        const tab = tabs.find((one) => one.id === key);
        if (tab) onSelect(tab.id);
      }}
    >
      <TabList aria-label={label} className={styles.list ?? ''}>
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className={styles.tab ?? ''}>
            {tab.title}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className={styles.content ?? ''}>
          {tab.content}
        </TabPanel>
      ))}
    </Tabs>
  );
}
