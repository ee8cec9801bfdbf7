import type { Job } from '../../../src-main/contract/index.ts';
import { openOutput } from '../../state/jobOutput.ts';
import { cancelJob, isActive, pauseJob, removeJob, resumeJob } from '../../state/jobs.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Icon, Mark } from '../../ui/Icon.tsx';
import styles from './JobActions.module.css';

/** What can be done with a job as it stands, as small buttons; at most two, so that they always fit. */
export function JobActions({ job, stop }: { job: Job; stop: boolean }) {
  const focus = stop ? {} : { excludeFromTabOrder: true };
  const name = job.inputName;
  const resumable = job.state === 'paused' || job.state === 'failed' || job.state === 'cancelled';
  return (
    <span className={styles.actions}>
      {job.state === 'running' || job.state === 'queued' || job.state === 'retrying' ? (
        <IconButton {...focus} label={`Pause ${name}`} onPress={() => void pauseJob(job)}>
          <Mark name="pause" />
        </IconButton>
      ) : null}
      {resumable ? (
        <IconButton {...focus} label={`Resume ${name}`} onPress={() => void resumeJob(job)}>
          <Mark name="run" />
        </IconButton>
      ) : null}
      {job.state === 'done' ? (
        <IconButton {...focus} label={`Open the scored file of ${name}`} onPress={() => void openOutput(job)}>
          <Icon name="open" />
        </IconButton>
      ) : null}
      {isActive(job) ? (
        <IconButton {...focus} label={`Cancel ${name}`} onPress={() => void cancelJob(job)}>
          <Mark name="stop" />
        </IconButton>
      ) : (
        <IconButton {...focus} label={`Remove ${name} from the list`} onPress={() => void removeJob(job)}>
          <Icon name="close" />
        </IconButton>
      )}
    </span>
  );
}
