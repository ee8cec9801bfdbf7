import { mostReplayed } from '../../../src-main/contract/index.ts';
import { type Replay, showEntry } from '../../state/predict/history.ts';
import { saidWords } from '../../state/predict/said.ts';
import { Badge } from '../../ui/Badge.tsx';
import { count, plural } from '../../ui/format/numbers.ts';
import { Moment } from '../../ui/Moment.tsx';
import { Button } from '../../ui/Button.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import styles from './HistoryPanel.module.css';

/** What was said then and what a version says now; rows whose answer changed come first. */
export function ReplayTable({ replay: { on, rows, changed } }: { replay: Replay }) {
  const ordered = rows
    .map((row) => ({ ...row, said: saidWords(row.entry.prediction), says: saidWords(row.now) }))
    .sort((a, b) => Number(a.said === a.says) - Number(b.said === b.says));
  return (
    <>
      <p className={styles.summary} role="status">
        <Badge mark={changed > 0 ? 'warn' : 'ok'}>
          {changed > 0 ? `${count(changed)} changed` : 'None changed'}
        </Badge>
        {rows.length < mostReplayed
          ? `of ${plural(rows.length, 'row')} on version ${on.version}`
          : `of the newest ${count(mostReplayed)} rows on version ${on.version}; older ones are not asked again`}
      </p>
      <SimpleTable
        label="Replayed"
        columns={[{ header: 'Time' }, { header: 'Then' }, { header: 'Now' }, { header: '' }]}
      >
        {ordered.map(({ entry, said, says }) => (
          <tr key={entry.id}>
            <td className={text.mono}>
              <Moment atMs={entry.atMs} seconds />
            </td>
            <td>
              {said} <span className={text.dim}>version {entry.version}</span>
            </td>
            <td>{said === says ? <span className={text.dim}>the same</span> : <b>{says}</b>}</td>
            <td className={cell.num}>
              <Button small kind="quiet" onPress={() => showEntry(entry)}>
                Show
              </Button>
            </td>
          </tr>
        ))}
      </SimpleTable>
    </>
  );
}
