import { useMemo } from 'react';
import type {
  FeatureMatch,
  JobPlan,
  ModelCard,
  ModelInput,
  TableDescription,
} from '../../../src-main/contract/index.ts';
import { type Choices, inputWords } from '../../state/choices.ts';
import { choose } from '../../state/draft.ts';
import { Badge } from '../../ui/Badge.tsx';
import { cx } from '../../ui/cx.ts';
import { type Column } from '../../ui/column.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { count } from '../../ui/format/numbers.ts';
import { cut } from '../../ui/format/text.ts';
import { type Choice, Picker } from '../../ui/Picker.tsx';
import text from '../../ui/text.module.css';
import styles from './MappingTable.module.css';
import { PolicyPicker } from './PolicyPicker.tsx';

interface Row {
  input: ModelInput;
  match: FeatureMatch;
  /** The first cells of its column; null for a missing one. */
  values: readonly (string | null)[];
}

const matchedWords: Record<FeatureMatch['matched'], string> = {
  name: 'by name',
  order: 'by order',
  remembered: 'as before',
  chosen: 'by you',
  none: 'None',
};

/** Which column each feature is read from, and what is done where that has no value. */
export function MappingTable({
  table,
  plan,
  card,
  choices,
}: {
  table: TableDescription;
  plan: JobPlan;
  card: ModelCard;
  choices: Choices;
}) {
  const rows = useMemo(() => rowsOf(table, plan, card), [table, plan, card]);
  const { survey } = table;
  const columns = useMemo((): Column<Row>[] => {
    const columnChoices: Choice[] = table.columns.map((name) => ({ id: name, label: name }));
    return [
      {
        id: 'feature',
        header: 'Feature',
        width: 160,
        cell: ({ input }) => (
          <span title={input.description ?? input.title ?? input.name}>
            <b className={text.name}>{input.name}</b> <span className={text.dim}>{inputWords(input)}</span>
          </span>
        ),
        text: ({ input }) => input.name,
      },
      {
        id: 'column',
        header: 'From column',
        width: 118,
        tight: true,
        cell: ({ input, match }) => (
          <Picker
            label={`Column for ${input.name}`}
            small
            bare
            must={match.column === null && match.policy.kind === 'reject'}
            value={match.column}
            placeholder={match.policy.kind === 'reject' ? 'Choose a column' : 'No column'}
            choices={columnChoices}
            onChange={(column) => void choose({ kind: 'column', feature: input.name, column })}
          />
        ),
        text: ({ match }) => match.column,
      },
      {
        id: 'matched',
        header: 'Matched',
        width: 76,
        cell: ({ match }) =>
          match.matched === 'none' ? (
            match.policy.kind === 'reject' ? (
              <Badge mark="bad">None</Badge>
            ) : (
              <span className={text.soft}>none</span>
            )
          ) : (
            <span className={cx(text.soft, text.small)}>{matchedWords[match.matched]}</span>
          ),
        text: ({ match }) => matchedWords[match.matched],
      },
      {
        id: 'values',
        header: 'First values',
        width: 76,
        far: true,
        cell: ({ values }) => (
          <span className={styles.values} title={values.map((value) => value ?? 'missing').join('  ')}>
            {values.map((value) => value ?? '–').join('\u2002')}
          </span>
        ),
        text: ({ values }) => values.map((value) => value ?? '').join(' '),
      },
      {
        id: 'missing',
        header: 'Missing',
        width: 58,
        align: 'right',
        cell: ({ match }) =>
          match.missing === null ? (
            <span className={text.dim}>–</span>
          ) : match.missing === 0 ? (
            <span className={text.dim}>0</span>
          ) : (
            <b className={text.strong}>{count(match.missing)}</b>
          ),
        text: ({ match }) => match.missing,
      },
      {
        id: 'policy',
        header: 'If missing',
        width: 118,
        tight: true,
        cell: ({ input, match }) =>
          match.column !== null && match.missing === 0 && survey.complete ? (
            <span className={styles.nothing}>–</span>
          ) : (
            <PolicyPicker
              input={input}
              policy={match.policy}
              onChange={(policy) => void choose({ kind: 'policy', feature: input.name, policy })}
            />
          ),
        text: ({ match }) => (match.policy.kind === 'value' ? match.policy.value : match.policy.kind),
      },
    ];
  }, [table, survey]);
  return (
    <div className={cx(styles.map, rows.length > 3 && styles.long)} aria-busy={choices === null}>
      <DataTable
        label="Columns of the features"
        rows={rows}
        columns={columns}
        rowId={(row) => row.input.name}
      />
      {survey.complete ? null : (
        <p className={styles.foot}>Missing cells are counted in the first {count(survey.rows)} rows.</p>
      )}
    </div>
  );
}

function rowsOf(table: TableDescription, plan: JobPlan, card: ModelCard): Row[] {
  const matches = new Map(plan.matches.map((match) => [match.feature, match]));
  return card.inputs.flatMap((input) => {
    const match = matches.get(input.name);
    if (!match) return [];
    const at = match.column === null ? -1 : table.columns.indexOf(match.column);
    const cells = at === -1 ? [] : table.rows.slice(0, 2).map((row) => row.cells[at] ?? null);
    const values = cells.map((cell) => (cell === null ? null : cut(cell, 200)));
    return [{ input, match, values }];
  });
}
