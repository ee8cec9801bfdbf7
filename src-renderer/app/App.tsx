import type { ComponentType } from 'react';
import { I18nProvider } from 'react-aria-components';
import { BatchPanel } from '../panels/batch/BatchPanel.tsx';
import { ModelsPanel } from '../panels/models/ModelsPanel.tsx';
import { OverviewPanel } from '../panels/overview/OverviewPanel.tsx';
import { PredictPanel } from '../panels/predict/PredictPanel.tsx';
import { SettingsPanel } from '../panels/settings/SettingsPanel.tsx';
import { type PanelId, useRoute } from '../state/route.ts';
import styles from './App.module.css';
import { CommandPalette } from './CommandPalette.tsx';
import { ConnectionNote } from './ConnectionNote.tsx';
import { Head } from './Head.tsx';
import { LiveRegion } from './LiveRegion.tsx';
import { Rail } from './Rail.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Toasts } from './Toasts.tsx';
import { WindowDrop } from './WindowDrop.tsx';

const panels: Record<PanelId, ComponentType> = {
  overview: OverviewPanel,
  predict: PredictPanel,
  batch: BatchPanel,
  models: ModelsPanel,
  settings: SettingsPanel,
};

export function App() {
  const panel = useRoute((route) => route.panel);
  const Panel = panels[panel];
  return (
    <I18nProvider locale="en-GB">
      <a className={styles.skip} href="#main" onClick={skip}>
        Skip to content
      </a>
      <div className={styles.app}>
        <Rail />
        <Head />
        <div className={styles.middle}>
          <ConnectionNote />
          <main id="main" tabIndex={-1} className={styles.main} key={panel}>
            <Panel />
          </main>
        </div>
        <StatusBar />
      </div>
      <CommandPalette />
      <ShortcutsDialog />
      <Toasts />
      <WindowDrop />
      <LiveRegion />
    </I18nProvider>
  );
}

/** The address holds the panel, so the link moves focus itself. */
function skip(event: { preventDefault: () => void }) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
