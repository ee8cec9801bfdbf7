import type { TableDescription } from '../../../src-main/contract/index.ts';
import { platform } from '../../state/backend.ts';
import { choose, type Draft, lookAgain, removeDraft, useDraft } from '../../state/draft.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { bytes, count, percent } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Note } from '../../ui/Note.tsx';
import { Group, Panel } from '../../ui/Panel.tsx';
import { Progress } from '../../ui/Progress.tsx';
import text from '../../ui/text.module.css';
import { DialectPicker, delimiterNames } from './DialectPicker.tsx';
import styles from './DraftPanel.module.css';
import { MappingTable } from './MappingTable.tsx';
import { PreviewTable } from './PreviewTable.tsx';
import { RunBar } from './RunBar.tsx';
import { SetupBar } from './SetupBar.tsx';

/** The new job from the drop to Run. */
export function DraftPanel() {
  const draft = useDraft((state) => state.draft);
  const waiting = useDraft((state) => state.waiting.length);
  if (draft.kind === 'none') return null;
  const name = draft.kind === 'ready' ? draft.table.name : draft.name;
  const more = waiting > 0 ? ` · ${count(waiting)} more ${waiting === 1 ? 'file waits' : 'files wait'}` : '';
  return (
    <Panel
      lead={<Icon name="file" />}
      title={
        <>
          <span className={text.sr}>New job: </span>
          {name}
        </>
      }
      sub={draft.kind === 'ready' ? `${tableWords(draft.table)}${more}` : more.slice(3)}
      actions={
        <>
          {draft.kind === 'ready' && draft.table.dialect ? (
            <DialectPicker table={draft.table} choices={draft.choices} />
          ) : null}
          <IconButton
            label={draft.kind === 'uploading' ? 'Cancel' : 'Remove file'}
            onPress={() => removeDraft(platform().pathFor)}
          >
            <Icon name="close" />
          </IconButton>
        </>
      }
    >
      <Body draft={draft} />
    </Panel>
  );
}

function Body({ draft }: { draft: Exclude<Draft, { kind: 'none' }> }) {
  switch (draft.kind) {
    case 'uploading':
      return (
        <div className={styles.wait}>
          <p>
            Handing {draft.name} over: {bytes(draft.share * draft.sizeBytes)} of {bytes(draft.sizeBytes)}
          </p>
          <div className={text.row}>
            <Progress label={`Handing ${draft.name} over`} share={draft.share} />
            <span>{percent(draft.share)}</span>
          </div>
        </div>
      );
    case 'looking':
      return (
        <div className={styles.wait} aria-busy="true">
          <p>Looking at {draft.name}: its columns, first rows and missing cells.</p>
        </div>
      );
    case 'failed':
      return (
        <FailureNote failure={draft.failure} onRetry={draft.path === null ? null : lookAgain}>
          {draft.failure.message}
          {draft.failure.details?.hint ? (
            <span className={text.soft}> {draft.failure.details.hint}</span>
          ) : null}
        </FailureNote>
      );
    case 'ready':
      return <ReadyBody draft={draft} />;
  }
}

function ReadyBody({ draft }: { draft: Extract<Draft, { kind: 'ready' }> }) {
  const { plan } = draft.plan;
  const used = new Set(plan?.matches.flatMap((match) => (match.column === null ? [] : [match.column])) ?? []);
  const unused = plan?.unusedColumns.length ?? 0;
  return (
    <>
      {draft.plan.kind === 'failed' ? <FailureNote failure={draft.plan.failure} /> : null}
      {plan ? <RememberedNote draft={draft} rememberedFrom={plan.rememberedFrom} /> : null}
      {plan && draft.card ? (
        <MappingTable table={draft.table} plan={plan} card={draft.card} choices={draft.choices} />
      ) : (
        <p className={styles.wait} aria-busy="true">
          {draft.plan.kind === 'failed' ? 'Choose a model below.' : 'Matching columns to features.'}
        </p>
      )}
      <Group
        aside={
          unused > 0 ? (
            <span>
              · {count(unused)} unused {unused === 1 ? 'column is' : 'columns are'} kept and passed through
            </span>
          ) : null
        }
      >
        First rows, as they are in the file
      </Group>
      <PreviewTable table={draft.table} used={plan ? used : null} />
      <SetupBar draft={draft} />
      <RunBar draft={draft} />
    </>
  );
}

function RememberedNote({
  draft,
  rememberedFrom,
}: {
  draft: Extract<Draft, { kind: 'ready' }>;
  rememberedFrom: string | null;
}) {
  if (draft.choices.afresh) {
    return (
      <Note
        level="info"
        actions={
          <Button small onPress={() => void choose({ kind: 'remembered' })}>
            <Icon name="undo" />
            Use what is remembered
          </Button>
        }
      >
        Matched afresh, by name and order
      </Note>
    );
  }
  if (rememberedFrom === null) return null;
  const mapped = draft.plan.plan?.matches.some((match) => match.matched === 'remembered');
  const gone =
    draft.plan.plan?.matches.filter((match) => match.column === null).map((match) => match.feature) ?? [];
  return (
    <Note
      level="info"
      actions={
        <Button small onPress={() => void choose({ kind: 'afresh' })}>
          <Icon name="undo" />
          Match afresh
        </Button>
      }
    >
      {mapped ? 'Mapping of' : 'Choices for missing cells in'} <b className={text.name}>{rememberedFrom}</b>{' '}
      restored
      {gone.length === 1 ? (
        <>
          ; nothing for <b className={text.name}>{gone[0]}</b>
        </>
      ) : gone.length > 1 ? (
        `; nothing for ${count(gone.length)} features`
      ) : null}
    </Note>
  );
}

function tableWords(table: TableDescription): string {
  const { survey, dialect } = table;
  const rows = survey.complete ? `${count(survey.rows)} rows` : `about ${count(survey.rowsEstimate)} rows`;
  const how = dialect
    ? `${delimiterNames[dialect.delimiter].toLowerCase()}${dialect.bom ? ', byte order mark' : ''}, header in line 1`
    : `${table.format === 'jsonl' ? 'JSON Lines' : 'Parquet'}, ${count(table.columns.length)} columns`;
  return `${rows} · ${bytes(table.sizeBytes)} · ${how}`;
}
