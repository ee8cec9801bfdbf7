import { useJobs } from '../../state/jobs.ts';
import { useStatus } from '../../state/status.ts';
import { Attention } from './Attention.tsx';
import { Engines } from './Engines.tsx';
import { FirstRun } from './FirstRun.tsx';
import { HourTiles } from './HourTiles.tsx';
import { JobsList } from './JobsList.tsx';
import { ModelsList } from './ModelsList.tsx';
import { Throughput } from './Throughput.tsx';
import styles from './OverviewPanel.module.css';

/** What needs attention first; then figures, jobs, models and engine processes. */
export function OverviewPanel() {
  const none = useJobs((state) => state.jobs !== null && state.jobs.length === 0);
  const notices = useStatus((state) => state.status?.notices.length ?? 0);
  const engine = useStatus((state) => state.status?.engine.state);
  const served = useStatus((state) => (state.status?.served.rows ?? 0) > 0);
  const calm = notices === 0 && engine !== 'failed' && engine !== 'degraded';
  return (
    <div className={styles.panel}>
      {none && calm ? null : <Attention />}
      <div className={styles.top}>
        {none ? <FirstRun /> : null}
        {none && !served ? null : <HourTiles />}
      </div>
      {none && !served ? (
        <div className={styles.columns}>
          <ModelsList />
          <Engines />
        </div>
      ) : (
        <div className={styles.columns}>
          <Throughput />
          <Engines />
          {none ? null : <JobsList />}
          <div className={none ? styles.wide : styles.one}>
            <ModelsList />
          </div>
        </div>
      )}
    </div>
  );
}
