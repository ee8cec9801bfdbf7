import { Button as AriaButton } from 'react-aria-components';
import { useConnection } from '../state/connection.ts';
import { isActive, selectJob, useJobs } from '../state/jobs.ts';
import { go } from '../state/route.ts';
import { useStatus } from '../state/status.ts';
import { cx } from '../ui/cx.ts';
import { bytes, count, percent } from '../ui/format/numbers.ts';
import { Mark, type MarkName } from '../ui/Icon.tsx';
import type { AppStatus } from '../../src-main/contract/index.ts';
import { OfflineSegment } from './OfflineSegment.tsx';
import { ServerSegment } from './ServerSegment.tsx';
import styles from './StatusBar.module.css';

const engineMarks: Record<AppStatus['engine']['state'], MarkName> = {
  starting: 'wait',
  ready: 'ok',
  degraded: 'warn',
  failed: 'bad',
  stopped: 'off',
};

/** Always true, worst thing first; before the first frame it says that it does not know yet. */
export function StatusBar() {
  const status = useStatus((state) => state.status);
  const info = useStatus((state) => state.info);
  const connection = useConnection((state) => state.state.kind);
  return (
    <footer className={styles.status} aria-label="Status" data-pane="status">
      {connection === 'away' ? (
        <span className={styles.alarm}>
          <Mark name="bad" plain />
          Backend away
        </span>
      ) : null}
      {status ? (
        <Known status={status} memoryBytes={info?.memoryBytes ?? null} stale={connection !== 'open'} />
      ) : (
        <span>Connecting</span>
      )}
    </footer>
  );
}

function Known({
  status,
  memoryBytes,
  stale,
}: {
  status: AppStatus;
  memoryBytes: number | null;
  stale: boolean;
}) {
  const failed = useJobs(({ jobs }) => jobs?.filter((job) => job.state === 'failed').length ?? 0);
  const { engine, jobs } = status;
  const ready = engine.processes.filter((one) => one.state === 'ready' || one.state === 'busy').length;
  const worst = status.notices.filter((notice) => notice.level === 'bad').length;
  const warnings = status.notices.filter((notice) => notice.level === 'warn').length;
  return (
    <>
      {worst > 0 ? (
        <AriaButton className={cx(styles.button, styles.alarm)} onPress={() => go('overview')}>
          <Mark name="bad" plain />
          {worst === 1 ? '1 trouble' : `${worst} troubles`}
        </AriaButton>
      ) : null}
      <span className={cx(stale && styles.stale, engine.state === 'failed' && styles.alarm)}>
        <Mark name={stale ? 'wait' : engineMarks[engine.state]} plain={engine.state === 'failed'} />
        Engine <b>{stale ? `was ${engine.state}` : engine.state}</b>
        <span className={styles.opt}>
          {' · '}
          {ready === engine.processes.length ? count(ready) : `${ready} of ${engine.processes.length}`}{' '}
          {engine.processes.length === 1 ? 'process' : 'processes'}
        </span>
      </span>
      <AriaButton className={styles.button ?? ''} onPress={() => go('batch')}>
        <JobsWords jobs={jobs} paused={status.queuePaused} />
      </AriaButton>
      {failed > 0 ? (
        <AriaButton className={styles.button ?? ''} onPress={showFailed}>
          <Mark name="bad" />
          <b>{failed}</b> failed
        </AriaButton>
      ) : null}
      <ServerSegment stale={stale} />
      <OfflineSegment offline={status.offline} />
      <span className={styles.spacer} />
      <span>
        CPU <Meter share={status.cpuShare} /> <b>{percent(status.cpuShare)}</b>
      </span>
      <span>
        Memory {memoryBytes ? <Meter share={status.memoryBytes / memoryBytes} /> : null}
        <b>{bytes(status.memoryBytes)}</b>
        {memoryBytes ? <span className={styles.opt}>of {bytes(memoryBytes)}</span> : null}
      </span>
      {warnings > 0 ? (
        <AriaButton className={styles.button ?? ''} onPress={() => go('overview')}>
          <Mark name="warn" />
          <b>{warnings}</b> {warnings === 1 ? 'notice' : 'notices'}
        </AriaButton>
      ) : null}
    </>
  );
}

function JobsWords({ jobs, paused }: { jobs: AppStatus['jobs']; paused: boolean }) {
  if (jobs.running + jobs.queued + jobs.paused === 0 && !paused) {
    return (
      <>
        <Mark name="off" />
        Jobs <b>none</b>
        <span className={styles.opt}> running</span>
      </>
    );
  }
  const words = [
    { number: jobs.running, word: 'running' },
    { number: jobs.queued, word: 'waiting' },
    { number: jobs.paused, word: 'paused' },
  ].filter((one) => one.number > 0);
  return (
    <>
      <Mark name={jobs.running > 0 ? 'run' : paused ? 'pause' : 'wait'} />
      Jobs
      {words.map((one, at) => (
        <span key={one.word}>
          {at > 0 ? '· ' : ''}
          <b>{count(one.number)}</b> {one.word}
        </span>
      ))}
      {paused ? <span className={styles.paused}>· queue paused</span> : null}
    </>
  );
}

function Meter({ share }: { share: number }) {
  return (
    <i className={cx(styles.meter, styles.opt)}>
      <i style={{ width: `${Math.min(100, share * 100)}%` }} />
    </i>
  );
}

function showFailed() {
  const { jobs } = useJobs.getState();
  const first = jobs?.find((job) => job.state === 'failed' && !isActive(job));
  if (first) selectJob(first.id);
  useJobs.setState({ filter: 'all', search: '' });
  go('batch');
}
