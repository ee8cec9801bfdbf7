import { useDraft } from '../../state/draft.ts';
import { useJobs } from '../../state/jobs.ts';
import { cx } from '../../ui/cx.ts';
import styles from './BatchPanel.module.css';
import { DraftPanel } from './DraftPanel.tsx';
import { JobDetail } from './JobDetail.tsx';
import { Queue } from './Queue.tsx';
import { StartColumn } from './StartColumn.tsx';
import { Welcome } from './Welcome.tsx';

/** A new job on the left, the queue and the job looked at on the right; before the first job, what this is for. */
export function BatchPanel() {
  const jobs = useJobs((state) => state.jobs);
  const drafting = useDraft((state) => state.draft.kind !== 'none');
  if (jobs !== null && jobs.length === 0 && !drafting) return <Welcome />;
  return (
    <div className={cx(styles.panel, drafting && styles.drafting)}>
      <div className={styles.new}>{drafting ? <DraftPanel /> : <StartColumn />}</div>
      <Queue />
      <JobDetail />
    </div>
  );
}
