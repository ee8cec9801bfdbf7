import { useMemo } from 'react';
import { Input, SearchField } from 'react-aria-components';
import type { Job } from '../../../src-main/contract/index.ts';
import { announce } from '../../state/announcer.ts';
import { type JobFilter, selectJob, shownJobs, useJobs } from '../../state/jobs.ts';
import { rowsWords, shareWords, stateWords } from '../../state/jobWords.ts';
import { setSettings, useSettings } from '../../state/settings.ts';
import { useStatus } from '../../state/status.ts';
import { Badge } from '../../ui/Badge.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { type Column, rowsAsTsv } from '../../ui/column.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { count, rate } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Note } from '../../ui/Note.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Picker } from '../../ui/Picker.tsx';
import { Progress, Split, StageLegend } from '../../ui/Progress.tsx';
import { useNow } from '../../ui/useNow.ts';
import text from '../../ui/text.module.css';
import { JobActions } from './JobActions.tsx';
import { shownPath } from './shownPath.ts';
import styles from './Queue.module.css';

const filters: readonly { id: JobFilter; label: string }[] = [
  { id: 'all', label: 'All jobs' },
  { id: 'active', label: 'Going on' },
  { id: 'attention', label: 'Needs a look' },
  { id: 'ended', label: 'Ended' },
];
const filterFrom = 8;

/** One row a job. Arrow keys move through it, Tab goes to the buttons of the row in focus. */
export function Queue() {
  const { jobs, selectedId, filter, search } = useJobs();
  const paused = useStatus((state) => state.status?.queuePaused ?? false);
  const widths = useSettings((settings) => settings.queueWidths);
  const nowMs = useNow();
  const all = jobs ?? [];
  const shown = shownJobs(all, filter, search);
  const current = selectedId ?? all[0]?.id ?? null;
  const columns = useMemo(() => columnsOf(current, nowMs), [current, nowMs]);
  return (
    <Panel
      title="Queue"
      sub={
        jobs === null
          ? 'loading'
          : shown.length === all.length
            ? count(all.length)
            : `${count(shown.length)} of ${count(all.length)}`
      }
      className={styles.queue}
      actions={
        <>
          {all.length >= filterFrom ? (
            <>
              <SearchField
                aria-label="Search jobs"
                className={styles.search ?? ''}
                value={search}
                onChange={(next) => useJobs.setState({ search: next })}
              >
                <Input className={styles.input ?? ''} placeholder="Search" />
              </SearchField>
              <span className={styles.filter}>
                <Picker
                  label="Jobs shown"
                  small
                  bare
                  value={filter}
                  choices={filters}
                  onChange={(id) => {
                    const next = filters.find((one) => one.id === id);
                    if (next) useJobs.setState({ filter: next.id });
                  }}
                />
              </span>
            </>
          ) : null}
          <span className={styles.legend}>
            <StageLegend />
          </span>
          {all.length > 0 ? (
            <IconButton
              label="Copy the queue as a table"
              onPress={() => void copyText(rowsAsTsv(shown, columns))}
            >
              <Icon name="copy" />
            </IconButton>
          ) : null}
        </>
      }
    >
      {paused ? <Note level="warn">The queue is paused: what runs goes on, nothing new starts.</Note> : null}
      <DataTable
        label="Queue"
        tall
        rows={shown}
        columns={columns}
        rowId={(job) => job.id}
        selectedId={current}
        showId={selectedId}
        onSelect={(job) => selectJob(job.id)}
        onOpen={() => document.getElementById('job')?.focus()}
        widths={widths}
        onWidths={(queueWidths) => setSettings({ queueWidths })}
        onCopied={() => announce('Row copied', 'copied')}
        empty={
          <p className={styles.empty}>
            {jobs === null
              ? 'Loading the jobs.'
              : all.length === 0
                ? 'The job you are setting up will be listed here, with its rows done, rows per second and time left.'
                : 'No job fits the search and the filter.'}
          </p>
        }
      />
    </Panel>
  );
}

function columnsOf(current: string | null, nowMs: number): Column<Job>[] {
  return [
    {
      id: 'file',
      header: 'File and model',
      width: 152,
      cell: (job) => (
        <>
          <b className={styles.name} title={shownPath(job.inputPath)}>
            {job.inputName}
          </b>
          <small className={text.plain}>
            {job.model.name} {job.model.version}
          </small>
        </>
      ),
      text: (job) => job.inputName,
    },
    {
      id: 'state',
      header: 'State',
      width: 100,
      cell: (job) => {
        const { mark, word, detail } = stateWords(job, nowMs);
        return (
          <>
            <Badge mark={mark}>{word}</Badge>
            <small title={detail}>{detail}</small>
          </>
        );
      },
      text: (job) => {
        const { word, detail } = stateWords(job, nowMs);
        return `${word}, ${detail}`;
      },
    },
    {
      id: 'progress',
      header: 'Progress',
      width: 132,
      cell: (job) => (
        <>
          <span className={styles.bar}>
            <Progress label={job.inputName} share={job.progress.share} look={stateWords(job, nowMs).bar} />
            <span>{shareWords(job)}</span>
          </span>
          <small title={rowsWords(job)}>{rowsWords(job)}</small>
        </>
      ),
      text: (job) => job.progress.rowsDone,
    },
    {
      id: 'rate',
      header: 'Rows/s',
      width: 62,
      align: 'right',
      cell: (job) =>
        job.progress.rowsPerSecond === null || job.state === 'paused' ? (
          <span className={text.dim}>–</span>
        ) : (
          rate(job.progress.rowsPerSecond)
        ),
      text: (job) => job.progress.rowsPerSecond,
    },
    {
      id: 'stages',
      header: 'Stages',
      width: 54,
      far: true,
      cell: (job) => <Split stages={job.progress.stages} thin />,
    },
    {
      id: 'do',
      header: 'Do',
      width: 72,
      minWidth: 72,
      align: 'right',
      cell: (job) => <JobActions job={job} stop={job.id === current} />,
    },
  ];
}
