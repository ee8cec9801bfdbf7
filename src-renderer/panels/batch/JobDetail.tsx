import type { Job } from '../../../src-main/contract/index.ts';
import { cancelJob, isActive, pauseJob, resumeJob, useJobs } from '../../state/jobs.ts';
import { modelKey, selectModel } from '../../state/models.ts';
import { go } from '../../state/route.ts';
import { stateWords } from '../../state/jobWords.ts';
import { useStatus } from '../../state/status.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { count } from '../../ui/format/numbers.ts';
import { Mark } from '../../ui/Icon.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Note } from '../../ui/Note.tsx';
import { Facts, Group } from '../../ui/Panel.tsx';
import { Split, StageLegend } from '../../ui/Progress.tsx';
import { useNow } from '../../ui/useNow.ts';
import text from '../../ui/text.module.css';
import { DoneDetail } from './DoneDetail.tsx';
import { shownPath } from './shownPath.ts';
import styles from './JobDetail.module.css';
import { ProgressTiles } from './ProgressTiles.tsx';

/** The job looked at: the selected one, else the newest. */
export function JobDetail() {
  const job = useJobs(
    ({ jobs, selectedId }) => jobs?.find((one) => one.id === selectedId) ?? jobs?.[0] ?? null,
  );
  const nowMs = useNow();
  if (!job) {
    return (
      <section className={styles.detail} aria-label="Job">
        <p className={styles.nothing}>What comes out of a job shows here.</p>
      </section>
    );
  }
  const { mark, word, detail } = stateWords(job, nowMs);
  return (
    <section className={styles.detail} aria-labelledby="job" key={job.id}>
      <div className={styles.head}>
        <h2 id="job" tabIndex={-1} title={shownPath(job.inputPath)}>
          {job.inputName}
        </h2>
        <Badge mark={mark}>{job.state === 'failed' ? word : `${word}, ${detail}`}</Badge>
        <span className={text.spacer} />
        <Times job={job} />
      </div>
      {job.state === 'done' ? <DoneDetail job={job} /> : <OpenDetail job={job} />}
    </section>
  );
}

function Times({ job }: { job: Job }) {
  if (job.startedAtMs === null) {
    return (
      <span className={styles.times}>
        added <Moment atMs={job.createdAtMs} />
      </span>
    );
  }
  return (
    <span className={styles.times}>
      <Moment atMs={job.startedAtMs} seconds /> –{' '}
      {job.endedAtMs === null ? null : <Moment atMs={job.endedAtMs} seconds />}
    </span>
  );
}

/** A job that is not done: how far it is, what keeps it, and what can be done. */
function OpenDetail({ job }: { job: Job }) {
  const queuePaused = useStatus((state) => state.status?.queuePaused ?? false);
  const resumable = job.state === 'paused' || job.state === 'failed' || job.state === 'cancelled';
  return (
    <>
      {job.failure && (job.state === 'failed' || job.state === 'retrying') ? <Trouble job={job} /> : null}
      {job.state === 'queued' && queuePaused ? (
        <Note level="info">It waits because the queue is paused. Resume the queue to let it start.</Note>
      ) : null}
      {job.state === 'queued' && job.waitingFor !== null ? (
        <Note
          level="info"
          actions={
            <Button
              small
              onPress={() => {
                selectModel(modelKey(job.model));
                go('models');
              }}
            >
              Show the model
            </Button>
          }
        >
          It waits because {job.waitingFor}. It runs by itself when that has changed.
        </Note>
      ) : null}
      {job.state === 'cancelled' ? (
        <Note level="info">
          It was cancelled. What was finished is kept in the job’s folder; resume goes on at row{' '}
          {count(job.progress.rowsDone + 1)}.
        </Note>
      ) : null}
      <ProgressTiles job={job} />
      <div className={styles.body}>
        <Group>Where the time goes</Group>
        <div className={styles.stages}>
          {job.progress.rowsDone > 0 ? (
            <>
              <Split stages={job.progress.stages} />
              <StageLegend stages={job.progress.stages} />
            </>
          ) : (
            <p className={text.dim}>Shown once the first rows are done.</p>
          )}
        </div>
        <Group>Job</Group>
        <Facts
          facts={[
            ['Input', shownPath(job.inputPath)],
            ['Output', `${shownPath(job.outputPath)}${isActive(job) ? ', once it is complete' : ''}`],
            ['Model', `${job.model.name} ${job.model.version}`],
            ...(job.attempts > 1 ? ([['Attempts', count(job.attempts)]] as const) : []),
          ]}
        />
      </div>
      <div className={styles.out}>
        <span className={text.spacer} />
        {isActive(job) ? (
          <Button small onPress={() => void cancelJob(job)}>
            <Mark name="stop" />
            Cancel
          </Button>
        ) : null}
        {resumable ? (
          <Button small kind="primary" onPress={() => void resumeJob(job)}>
            <Mark name="run" plain />
            {job.progress.rowsDone > 0 ? `Resume at row ${count(job.progress.rowsDone + 1)}` : 'Try again'}
          </Button>
        ) : (
          <Button small onPress={() => void pauseJob(job)}>
            <Mark name="pause" />
            Pause
          </Button>
        )}
      </div>
    </>
  );
}

function Trouble({ job }: { job: Job }) {
  const { failure } = job;
  if (!failure) return null;
  const { file, row, line, column, hint } = failure.details ?? {};
  const where = [
    file,
    line === undefined ? null : `line ${count(line)}`,
    row === undefined ? null : `row ${count(row)}`,
    column === undefined ? null : `column ${column}`,
  ].filter((part) => part !== null && part !== undefined);
  return (
    <FailureNote failure={failure} level={job.state === 'retrying' ? 'warn' : 'bad'}>
      <b className={text.strong}>{failure.message}</b>
      {where.length > 0 ? <span className={styles.where}>{where.join(' · ')}</span> : null}
      <span className={styles.where}>
        {hint ??
          (job.state === 'retrying'
            ? 'It tries again by itself.'
            : 'Put right what it names, then resume: finished rows are not done again.')}{' '}
        <span className={text.mono}>{failure.code}</span>
      </span>
    </FailureNote>
  );
}
