import { useStatus } from '../../state/status.ts';
import type { EngineProcess } from '../../../src-main/contract/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { cx } from '../../ui/cx.ts';
import { bytesParts, count, percent, plural } from '../../ui/format/numbers.ts';
import type { MarkName } from '../../ui/Icon.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import styles from './Engines.module.css';

const marks: Record<EngineProcess['state'], MarkName> = {
  starting: 'wait',
  ready: 'ok',
  busy: 'run',
  restarting: 'warn',
  stopping: 'off',
  stopped: 'off',
  failed: 'bad',
};

/** The processes that run models: what each works on, its share of one core, its memory. */
export function Engines() {
  const engine = useStatus((state) => state.status?.engine);
  const processes = engine?.processes ?? [];
  const ready = processes.filter((one) => one.state === 'ready' || one.state === 'busy').length;
  const restarts = processes.reduce((sum, one) => sum + one.restarts, 0);
  return (
    <Panel
      title="Engine processes"
      sub={engine ? `${count(ready)} ready · ${plural(restarts, 'restart')}` : 'loading'}
    >
      <SimpleTable
        label="Engine processes"
        columns={[
          { header: 'No', align: 'right' },
          { header: 'State' },
          { header: 'Work' },
          { header: 'CPU' },
          { header: 'Of a core', align: 'right' },
          { header: 'Memory', align: 'right' },
        ]}
      >
        {processes.map((one) => {
          const memory = one.rssBytes === null ? null : bytesParts(one.rssBytes);
          return (
            <tr key={one.number}>
              <td
                className={cx(cell.num, text.dim)}
                title={one.pid === null ? undefined : `process ${one.pid}`}
              >
                {one.number}
              </td>
              <td>
                <Badge mark={marks[one.state]}>{one.state}</Badge>
              </td>
              <td
                className={cx(cell.trunc, text.soft, text.plain, styles.work)}
                title={one.work ?? undefined}
              >
                {one.work ?? <span className={text.dim}>–</span>}
              </td>
              <td className={styles.cpu}>
                <Progress label={`CPU of process ${one.number}`} share={one.cpuShare} />
              </td>
              <td className={cell.num}>
                {one.cpuShare === null ? <span className={text.dim}>–</span> : percent(one.cpuShare)}
              </td>
              <td className={cell.num}>
                {memory ? (
                  <>
                    {memory.figure}
                    <span className={text.unit}>{memory.unit}</span>
                  </>
                ) : (
                  <span className={text.dim}>–</span>
                )}
              </td>
            </tr>
          );
        })}
      </SimpleTable>
    </Panel>
  );
}
