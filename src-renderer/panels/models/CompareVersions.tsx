import { useEffect, useMemo } from 'react';
import type { ModelSummary } from '../../../src-main/contract/index.ts';
import {
  comparable,
  compareFrom,
  compareOn,
  compareWith,
  runComparison,
  truthIn,
  useComparison,
  usualSecond,
} from '../../state/comparison.ts';
import { loadAlike } from '../../state/alike.ts';
import { chooseTable } from '../../state/files.ts';
import { modelKey, useModels } from '../../state/models.ts';
import { champion, grouped, orderedAliases } from '../../state/modelWords.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyError } from '../../ui/CopyError.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { failureText } from '../../ui/format/failure.ts';
import { percent } from '../../ui/format/numbers.ts';
import { Mark } from '../../ui/Icon.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Choice, Picker } from '../../ui/Picker.tsx';
import { useNow } from '../../ui/useNow.ts';
import text from '../../ui/text.module.css';
import { ComparisonResult } from './ComparisonResult.tsx';
import styles from './CompareVersions.module.css';
import { shownModel } from './shownModel.ts';

/** The version looked at beside another one, on the same rows. */
export function CompareVersions() {
  const { models, selectedKey } = useModels();
  const all = useMemo(() => grouped(models ?? []), [models]);
  const first = shownModel(all, selectedKey);
  return first ? <From first={first} models={all} /> : null;
}

function From({ first, models }: { first: ModelSummary; models: readonly ModelSummary[] }) {
  const { firstKey, secondKey, run } = useComparison();
  const sample = first.sample ?? models.find((one) => one.name === first.name && one.sample)?.sample ?? null;
  useEffect(() => compareFrom(first, sample), [first, sample]);
  // The cards tell which models take the same features.
  useModels((state) => state.cards);
  useEffect(() => void loadAlike(models, first), [models, first]);
  const others = comparable(models, first);
  const second = others.find((model) => modelKey(model) === secondKey) ?? usualSecond(models, first);
  const title = `${first.name} ${first.version}`;
  return (
    <Panel title="Compare versions" sub="on the same rows" className={styles.panel}>
      {others.length === 0 ? (
        <p className={styles.none}>
          There is no other version to lay beside {title}. Import one that takes the same features, retrained
          or made smaller: both are then measured on the same rows.
        </p>
      ) : firstKey === modelKey(first) ? (
        <>
          <Setup first={first} second={second} others={others} />
          {run.kind === 'failed' ? (
            <FailureNote what="They could not be compared" failure={run.failure} />
          ) : null}
          {run.kind === 'done' ? (
            <ComparisonResult comparison={run.comparison} rows={run.rows} models={models} />
          ) : null}
        </>
      ) : null}
    </Panel>
  );
}

function Setup({
  first,
  second,
  others,
}: {
  first: ModelSummary;
  second: ModelSummary | null;
  others: readonly ModelSummary[];
}) {
  const { rows, run } = useComparison();
  const reason =
    second === null
      ? 'choose what it is compared with'
      : rows.kind === 'none'
        ? 'choose a table with rows'
        : rows.kind === 'failed'
          ? 'choose another table'
          : rows.kind === 'ready'
            ? null
            : 'the rows are being looked at';
  const where = first.remote || second?.remote ? 'sent from one engine process' : 'in one engine process';
  const choices: Choice[] = others.map((model) => ({
    id: modelKey(model),
    label: model.name === first.name ? model.version : `${model.name} ${model.version}`,
    hint: orderedAliases(model.aliases).join(', '),
  }));
  return (
    <div className={styles.setup}>
      <span className={styles.label}>
        <b className={text.name}>{first.version}</b> with
      </span>
      <Picker
        label={`Compare ${first.name} ${first.version} with`}
        small
        value={second ? modelKey(second) : null}
        placeholder="Choose a version"
        choices={choices}
        onChange={compareWith}
      />
      <Rows />
      <Truth />
      <div className={styles.go}>
        {run.kind === 'running' ? (
          <>
            <Button small onPress={run.stop}>
              <Mark name="stop" />
              Stop
            </Button>
            <Going startedMs={run.startedMs} />
          </>
        ) : (
          <>
            <Button
              small
              kind="primary"
              blocked={reason !== null}
              {...(reason === null ? {} : { 'aria-describedby': 'compare-why' })}
              onPress={() => second && void runComparison(...inOrder(first, second))}
            >
              Compare
            </Button>
            <span id="compare-why" className={styles.why}>
              {reason ?? `up to 20,000 rows, ${where}, turn and turn about`}
            </span>
          </>
        )}
      </div>
    </div>
  );
}

/** What was there first is the measure: the one that came with the product, else the champion, else the other one. */
function inOrder(shown: ModelSummary, other: ModelSummary): [ModelSummary, ModelSummary] {
  const rank = (model: ModelSummary) => (model.bundled ? 0 : model.aliases.includes(champion) ? 1 : 2);
  return rank(shown) < rank(other) ? [shown, other] : [other, shown];
}

function Going({ startedMs }: { startedMs: number }) {
  const nowMs = useNow();
  const seconds = Math.max(0, Math.round((nowMs - startedMs) / 1000));
  return (
    <span className={styles.why} aria-busy="true">
      both score the same rows{seconds >= 5 ? `, ${seconds} s so far` : ''}; after 60 s no more rows are read
    </span>
  );
}

function Rows() {
  const rows = useComparison((state) => state.rows);
  const name = rows.kind === 'ready' ? rows.table.name : rows.kind === 'none' ? null : rows.name;
  return (
    <>
      <span className={styles.label}>on</span>
      <span className={styles.rows}>
        <span className={text.trunc} title={rows.kind === 'ready' ? rows.table.path : undefined}>
          {name ?? <span className={text.dim}>no rows yet</span>}
          {rows.kind === 'uploading' ? ` ${percent(rows.share)}` : rows.kind === 'looking' ? ' …' : ''}
        </span>
        <Button small onPress={() => void chooseTable((source) => void compareOn(source))}>
          {name === null ? 'Choose a table' : 'Another table'}
        </Button>
      </span>
      {rows.kind === 'failed' ? (
        <span className={styles.fault}>
          <Mark name="bad" />
          <span>{rows.failure.message}</span>
          <CopyError text={failureText(rows.failure)} compact />
        </span>
      ) : null}
    </>
  );
}

const byCard = 'card';

function Truth() {
  const rows = useComparison((state) => state.rows);
  const truth = useComparison((state) => state.truth);
  if (rows.kind !== 'ready') return null;
  return (
    <>
      <span className={styles.label}>outcome in</span>
      <Picker
        label="Column with what really happened"
        small
        value={truth === null ? byCard : `column ${truth}`}
        choices={[
          { id: byCard, label: 'As the card says' },
          ...rows.table.columns.map((column) => ({ id: `column ${column}`, label: column })),
        ]}
        onChange={(id) => truthIn(id === byCard ? null : id.slice('column '.length))}
      />
    </>
  );
}
