import { useMemo } from 'react';
import { dismissNotice, leaveOut, type Need, needsOf, useSeen } from '../../state/attention.ts';
import { selectJob, useJobs } from '../../state/jobs.ts';
import { selectModel, useModels } from '../../state/models.ts';
import { go } from '../../state/route.ts';
import { useStatus } from '../../state/status.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { count } from '../../ui/format/numbers.ts';
import { age, fullTime } from '../../ui/format/times.ts';
import { Icon, Mark } from '../../ui/Icon.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import { useNow } from '../../ui/useNow.ts';
import text from '../../ui/text.module.css';
import styles from './Attention.module.css';

const most = 6;

export function Attention() {
  const status = useStatus((state) => state.status);
  const jobs = useJobs((state) => state.jobs);
  const seen = useSeen((state) => state.ids);
  const nowMs = useNow();
  const models = useModels((state) => state.models);
  const needs = useMemo(
    () => needsOf(status, models ?? [], jobs ?? [], seen, nowMs),
    [status, models, jobs, seen, nowMs],
  );
  const shown = needs.slice(0, most);
  if (status === null || jobs === null) {
    return (
      <Panel title="Needs attention" sub="loading">
        {null}
      </Panel>
    );
  }
  if (needs.length === 0) {
    return (
      <section className={styles.calm} aria-label="Needs attention">
        <Mark name="ok" />
        Nothing needs attention
      </section>
    );
  }
  return (
    <Panel
      title="Needs attention"
      sub={
        needs.length > most
          ? `${count(needs.length)}, worst ${most} first`
          : `${count(needs.length)}, worst first`
      }
      actions={
        needs.length > most ? (
          <Button small kind="quiet" onPress={showAll}>
            All in Batch <Icon name="arrow" />
          </Button>
        ) : null
      }
    >
      <SimpleTable
        label="Needs attention"
        hideHead
        className={styles.needs}
        columns={[
          { header: 'State' },
          { header: 'For', align: 'right' },
          { header: 'What and why' },
          { header: 'Do', align: 'right' },
        ]}
      >
        {shown.map((need) => (
          <tr key={need.id}>
            <td>
              <Badge mark={need.level} fire={need.level === 'bad' && need.about.kind !== 'job'}>
                {need.word}
              </Badge>
            </td>
            <td
              className={cx(cell.num, text.soft)}
              title={need.atMs === null ? undefined : fullTime(need.atMs)}
            >
              {need.atMs === null ? 'now' : age(need.atMs, nowMs)}
            </td>
            <td
              className={cx(styles.what, cell.grow)}
              title={[need.subject, need.text, need.why].filter(Boolean).join(' · ')}
            >
              <b className={text.name}>{need.subject}</b> {need.text}
              {need.why ? <span className={text.dim}> · {need.why}</span> : null}
            </td>
            <td className={cell.num}>
              <Doing need={need} />
            </td>
          </tr>
        ))}
      </SimpleTable>
    </Panel>
  );
}

function Doing({ need }: { need: Need }) {
  const { about } = need;
  if (about.kind === 'engine') return null;
  if (about.kind === 'notice') {
    return (
      <Button small aria-label={`Dismiss: ${need.subject}`} onPress={() => void dismissNotice(about.id)}>
        Dismiss
      </Button>
    );
  }
  if (about.kind === 'model') {
    return (
      <Button
        small
        aria-label={`Show the model ${need.subject}`}
        onPress={() => {
          selectModel(about.key);
          go('models');
        }}
      >
        Show the model
      </Button>
    );
  }
  return (
    <span className={styles.doing}>
      <Button
        small
        aria-label={`Show the job ${need.subject}`}
        onPress={() => {
          selectJob(about.id);
          go('batch');
        }}
      >
        Show the job
      </Button>
      <IconButton label={`Seen: leave out ${need.subject}`} onPress={() => leaveOut(about.id)}>
        <Icon name="check" />
      </IconButton>
    </span>
  );
}

function showAll() {
  useJobs.setState({ filter: 'attention', search: '' });
  go('batch');
}
