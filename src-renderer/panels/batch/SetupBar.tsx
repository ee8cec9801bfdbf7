import { useMemo, useState } from 'react';
import { platform } from '../../state/backend.ts';
import { folderOf, nameOf } from '../../state/choices.ts';
import { choose, type Draft } from '../../state/draft.ts';
import { modelKey, useModels } from '../../state/models.ts';
import { grouped, orderedAliases } from '../../state/modelWords.ts';
import { fieldTime } from '../../ui/format/times.ts';
import { Picker } from '../../ui/Picker.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { SentTo } from '../../ui/SentTo.tsx';
import styles from './SetupBar.module.css';

type Ready = Extract<Draft, { kind: 'ready' }>;

/** Model, time and output of the new job. */
export function SetupBar({ draft }: { draft: Ready }) {
  const all = useModels((state) => state.models);
  const models = useMemo(() => grouped(all ?? []), [all]);
  const { choices } = draft;
  const chosen = choices.model && modelKey(choices.model);
  const remote = models.find((model) => modelKey(model) === chosen)?.remote ?? null;
  return (
    <div className={styles.setup}>
      <div className={styles.field}>
        <span className={styles.label}>Model</span>
        <Picker
          label="Model"
          value={choices.model ? modelKey(choices.model) : null}
          placeholder="Choose a model"
          must={choices.model === null}
          choices={models.map((model) => ({
            id: modelKey(model),
            label: `${model.name} ${model.version}`,
            hint: [
              ...(model.remote ? ['remote'] : []),
              ...orderedAliases(model.aliases),
              ...(model.residency.on ? [] : ['switched off']),
            ].join(', '),
          }))}
          shown={choices.model ? `${choices.model.name} ${choices.model.version}` : undefined}
          onChange={(id) => {
            const model = models.find((one) => modelKey(one) === id);
            if (model) void choose({ kind: 'model', model: { name: model.name, version: model.version } });
          }}
        />
        <SentTo url={remote?.url ?? null} what="Remote: its rows are sent to" />
      </div>
      <WhenField runAfterMs={choices.runAfterMs} />
      <OutputField draft={draft} />
    </div>
  );
}

function WhenField({ runAfterMs }: { runAfterMs: number | null }) {
  const later = runAfterMs !== null;
  return (
    <div className={styles.field}>
      <span className={styles.label}>When</span>
      <div className={styles.when}>
        <Segments
          label="When"
          value={later ? 'later' : 'now'}
          choices={[
            { id: 'now', label: 'Now' },
            { id: 'later', label: 'Later' },
          ]}
          onChange={(next) =>
            void choose({ kind: 'when', runAfterMs: next === 'now' ? null : nextHour(Date.now()) })
          }
        />
        {later ? (
          <input
            className={styles.input}
            type="datetime-local"
            aria-label="Start at"
            value={Number.isFinite(runAfterMs) ? fieldTime(runAfterMs) : ''}
            onChange={(event) =>
              void choose({ kind: 'when', runAfterMs: new Date(event.target.value).getTime() })
            }
          />
        ) : null}
      </div>
    </div>
  );
}

function OutputField({ draft }: { draft: Ready }) {
  const { choices } = draft;
  const output = draft.plan.plan?.output ?? null;
  const shown = choices.output === null ? nameOf(output ?? '') : nameOf(choices.output);
  /** What is being typed; null while the field shows what is planned. */
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    const text = typed?.trim() ?? shown;
    setTyped(null);
    if (text === shown) return;
    void choose({ kind: 'output', output: text === '' ? null : text });
  };
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor="output">
        Output
      </label>
      <input
        id="output"
        className={styles.input}
        value={typed ?? shown}
        title={output ?? undefined}
        spellCheck={false}
        autoComplete="off"
        aria-describedby="output-folder"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) commit();
          if (event.key === 'Escape') setTyped(null);
        }}
      />
      <span id="output-folder" className={styles.folder} title={output ?? undefined}>
        {output === null
          ? ''
          : platform().shell === 'desktop'
            ? `in ${folderOf(output)}`
            : 'to download once it is done'}
      </span>
      {draft.plan.plan?.outputExists ? (
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={choices.overwrite}
            onChange={(event) => void choose({ kind: 'overwrite', overwrite: event.target.checked })}
          />
          Replace the file that is there
        </label>
      ) : null}
    </div>
  );
}

function nextHour(nowMs: number): number {
  const hour = 3_600_000;
  return Math.ceil((nowMs + 60_000) / hour) * hour;
}
