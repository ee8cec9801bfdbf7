import { AppearancePanel } from './AppearancePanel.tsx';
import { OfflinePanel } from './OfflinePanel.tsx';
import { ServerPanel } from './ServerPanel.tsx';
import styles from './SettingsPanel.module.css';
import { TokensPanel } from './TokensPanel.tsx';

/** Who may use this machine's models, and how the console looks. */
export function SettingsPanel() {
  return (
    <div className={styles.panel}>
      <ServerPanel />
      <TokensPanel />
      <OfflinePanel />
      <AppearancePanel />
    </div>
  );
}
