import { useEffect, useMemo } from 'react';
import { announce } from '../../state/announcer.ts';
import {
  followHistory,
  listedEntries,
  loadOlder,
  replayAll,
  showEntry,
  useHistory,
} from '../../state/predict/history.ts';
import { sameRow, usePredict } from '../../state/predict/predict.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useNow } from '../../ui/useNow.ts';
import { EntryBar } from './EntryBar.tsx';
import { historyColumns } from './historyColumns.tsx';
import styles from './HistoryPanel.module.css';
import { ReplayTable } from './ReplayTable.tsx';
import { useTarget } from './useTarget.ts';
import { useTellingFeature } from './useTellingFeature.ts';

/** What was asked of this model before, searchable; a row goes back into the form. */
export function HistoryPanel() {
  const model = usePredict((state) => state.model);
  const beside = usePredict((state) => state.beside);
  const card = usePredict((state) => state.first.card);
  const swept = usePredict((state) => state.swept);
  const entryId = usePredict((state) => state.entryId);
  const row = usePredict((state) => state.row);
  const { search, page, older, hidden, failure, kept, replay, replaying } = useHistory();
  const name = model?.name ?? null;
  useEffect(() => (name === null ? undefined : followHistory(name, search)), [name, search]);
  const entries = useMemo(() => listedEntries({ page, older, hidden }), [page, older, hidden]);
  const feature = useTellingFeature(entries, card, swept, search !== '');
  const target = useTarget();
  const nowMs = useNow();
  const oldestMs = entries.at(-1)?.atMs ?? null;
  const days = oldestMs !== null && new Date(oldestMs).toDateString() !== new Date(nowMs).toDateString();
  const columns = useMemo(
    () => historyColumns(card, feature === null ? [] : [feature], target, model?.version ?? null, days),
    [card, feature, target, model?.version, days],
  );
  if (!kept || name === null) return null;
  const on = beside?.name === name ? beside : model;
  const selected =
    entries.find(({ id }) => id === entryId) ??
    entries.find(
      ({ instance, version }) =>
        version === model?.version &&
        row?.kind === 'ready' &&
        instance !== null &&
        sameRow(instance, row.instance),
    ) ??
    null;
  return (
    <Panel
      title="History"
      sub="30 days; of programs a sample"
      className={styles.panel}
      actions={
        replay ? (
          <Button small onPress={() => useHistory.setState({ replay: null })}>
            Back to the history
          </Button>
        ) : (
          <>
            <SearchBox
              label="Search the history"
              placeholder="Search"
              width={130}
              value={search}
              onChange={(next) => useHistory.setState({ search: next })}
            />
            {on && entries.some(({ instance }) => instance !== null) ? (
              <Button small kind="quiet" blocked={replaying} onPress={() => void replayAll(name, on)}>
                {replaying ? 'Asking' : `Replay on version ${on.version}`}
              </Button>
            ) : null}
          </>
        )
      }
    >
      {failure ? <FailureNote what="The history could not be read" failure={failure} /> : null}
      {replay ? (
        <ReplayTable replay={replay} />
      ) : (
        <>
          <DataTable
            label="History"
            rows={entries}
            columns={columns}
            rowId={({ id }) => String(id)}
            selectedId={selected ? String(selected.id) : null}
            onSelect={showEntry}
            fit
            onCopied={() => announce('Row copied', 'copied')}
            empty={
              page === null && !failure ? null : (
                <p className={styles.empty}>
                  {search === ''
                    ? 'What you ask with Predict is kept here, and of what programs ask a sample: up to ten rows a second, and none over 64 kB. A row that is clicked goes back into the form.'
                    : 'Nothing in the history has these words.'}
                </p>
              )
            }
          />
          <EntryBar
            entry={selected}
            name={name}
            any={entries.length > 0}
            more={page?.more ?? false}
            onMore={() => void loadOlder()}
          />
        </>
      )}
    </Panel>
  );
}
