import type { HistoryEntry } from '../../../src-main/contract/index.ts';
import { askAgain, forgetEntry } from '../../state/predict/history.ts';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Icon.tsx';
import text from '../../ui/text.module.css';
import { ForgetAll } from './ForgetAll.tsx';
import styles from './HistoryPanel.module.css';

/** What can be done with the entry that is selected, and with all of them. */
export function EntryBar({
  entry,
  name,
  any,
  more,
  onMore,
}: {
  entry: HistoryEntry | null;
  name: string;
  any: boolean;
  more: boolean;
  onMore: () => void;
}) {
  if (!any) return null;
  return (
    <div className={styles.bar}>
      {entry ? <Told entry={entry} /> : null}
      {entry ? (
        <>
          {entry.instance === null ? null : (
            <Button small onPress={() => askAgain(entry)}>
              Ask again
            </Button>
          )}
          <Button small kind="quiet" onPress={() => forgetEntry(entry)}>
            Forget
          </Button>
        </>
      ) : null}
      {more ? (
        <Button small kind="quiet" onPress={onMore}>
          Older
        </Button>
      ) : null}
      <span className={text.spacer} />
      <ForgetAll key={name} name={name} />
    </div>
  );
}

/** What a row of the table has no room for: why it was rejected, and why it cannot go back into the form. */
function Told({ entry: { instance, prediction } }: { entry: HistoryEntry }) {
  const { rejected } = prediction;
  if (rejected === undefined && instance !== null) return null;
  return (
    <p className={styles.told}>
      {rejected === undefined ? null : <Mark name="bad" />}
      <span>
        {rejected === undefined ? null : `Rejected: ${rejected}. `}
        {instance === null
          ? 'Its values were too large to be kept, so they cannot go back into the form.'
          : null}
      </span>
    </p>
  );
}
