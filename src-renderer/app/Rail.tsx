import { Button as AriaButton } from 'react-aria-components';
import { useJobs } from '../state/jobs.ts';
import { panels, useRoute } from '../state/route.ts';
import { Icon, Mark } from '../ui/Icon.tsx';
import { Logo } from './Logo.tsx';
import { openPalette, openShortcuts } from './overlays.ts';
import styles from './Rail.module.css';
import { mod } from '../ui/keys.ts';

export function Rail() {
  const current = useRoute((route) => route.panel);
  const running = useJobs(({ jobs }) => jobs?.filter((job) => job.state === 'running').length ?? 0);
  return (
    <nav className={styles.rail} aria-label="Panels" data-pane="rail">
      <Logo />
      <ul className={styles.list}>
        {panels.map((panel) => (
          <li key={panel.id}>
            <a href={`#/${panel.id}`} {...(panel.id === current ? { 'aria-current': 'page' as const } : {})}>
              <Icon name={panel.id} />
              <span>{panel.name}</span>
              {panel.id === 'batch' && running > 0 ? (
                <span className={styles.count} title={`${running} running`}>
                  <Mark name="run" />
                  <span className={styles.number}>{running}</span>
                  <span className={styles.sr}> running</span>
                </span>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <AriaButton className={styles.hint ?? ''} onPress={() => openPalette()}>
          Commands <kbd>{mod} K</kbd>
        </AriaButton>
        <AriaButton className={styles.hint ?? ''} onPress={() => openShortcuts()}>
          Shortcuts <kbd>?</kbd>
        </AriaButton>
        <span className={styles.hint}>
          Next pane <kbd>F6</kbd>
        </span>
      </div>
    </nav>
  );
}
