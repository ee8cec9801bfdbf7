import type { Job } from '../../../src-main/contract/index.ts';
import { isActive, selectJob, useJobs } from '../../state/jobs.ts';
import { stateWords } from '../../state/jobWords.ts';
import { go } from '../../state/route.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Button as AriaButton } from 'react-aria-components';
import { cx } from '../../ui/cx.ts';
import { count, rate } from '../../ui/format/numbers.ts';
import { duration } from '../../ui/format/times.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import { useNow } from '../../ui/useNow.ts';
import text from '../../ui/text.module.css';
import styles from './JobsList.module.css';

const most = 12;

/** What goes on first, then what ended last. */
export function JobsList() {
  const jobs = useJobs((state) => state.jobs);
  const all = jobs ?? [];
  const shown = [...all.filter(isActive), ...all.filter((job) => !isActive(job))].slice(0, most);
  const going = all.filter(isActive).length;
  return (
    <Panel
      title="Jobs"
      sub={jobs === null ? 'loading' : `${count(going)} going on · ${count(all.length)} in all`}
      actions={
        <Button small kind="quiet" onPress={() => go('batch')}>
          All <Icon name="arrow" />
        </Button>
      }
    >
      <SimpleTable
        label="Jobs"
        columns={[
          { header: 'File' },
          { header: 'State' },
          { header: 'Done' },
          { header: 'Rows/s', align: 'right' },
          { header: 'Left', align: 'right' },
        ]}
      >
        {shown.map((job) => (
          <Row key={job.id} job={job} />
        ))}
      </SimpleTable>
    </Panel>
  );
}

function Row({ job }: { job: Job }) {
  const nowMs = useNow();
  const { mark, word, bar } = stateWords(job, nowMs);
  const { share, rowsPerSecond, secondsLeft } = job.progress;
  const running = job.state === 'running';
  return (
    <tr>
      <td className={cx(cell.trunc, styles.file)} title={job.inputPath}>
        <AriaButton
          className={styles.link ?? ''}
          aria-label={`Show ${job.inputName}`}
          onPress={() => {
            selectJob(job.id);
            go('batch');
          }}
        >
          {job.inputName}
        </AriaButton>
      </td>
      <td>
        <Badge mark={mark}>{word}</Badge>
      </td>
      <td>
        <Progress label={job.inputName} share={share} look={bar} />
      </td>
      <td className={cell.num}>
        {rowsPerSecond !== null && (running || job.state === 'done') ? (
          rate(rowsPerSecond)
        ) : (
          <span className={text.dim}>–</span>
        )}
      </td>
      <td className={cell.num}>
        {running && secondsLeft !== null ? duration(secondsLeft) : <span className={text.dim}>–</span>}
      </td>
    </tr>
  );
}
