import { useEffect, useMemo, useState } from 'react';
import type { ModelDetail as Detail, ModelSummary } from '../../../src-main/contract/index.ts';
import { calibrationOf } from '../../state/cardFacts.ts';
import { closeTrouble, useModelWork } from '../../state/modelActions.ts';
import { loadDetail, useModelDetails } from '../../state/modelDetails.ts';
import { modelKey, useModels } from '../../state/models.ts';
import { grouped } from '../../state/modelWords.ts';
import { CopyError } from '../../ui/CopyError.tsx';
import { cx } from '../../ui/cx.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { Note } from '../../ui/Note.tsx';
import { CalibrationChart } from './CalibrationChart.tsx';
import { DetailHead } from './DetailHead.tsx';
import { type DetailTab, DetailTabs } from './DetailTabs.tsx';
import { FigureTiles } from './FigureTiles.tsx';
import { ImportReport } from './ImportReport.tsx';
import styles from './ModelDetail.module.css';
import { OutlineList } from './OutlineList.tsx';
import { shownModel } from './shownModel.ts';
import { VersionControls } from './VersionControls.tsx';
import { WhereItRuns } from './WhereItRuns.tsx';

/** The version looked at: what it is, what it takes and gives, how good it is, and what can be done with it. */
export function ModelDetail() {
  const { models, selectedKey } = useModels();
  const all = useMemo(() => grouped(models ?? []), [models]);
  const model = shownModel(all, selectedKey);
  if (!model) {
    return (
      <section className={styles.detail} aria-label="Model">
        <p className={styles.nothing}>
          {models === null
            ? 'What a model takes, gives and weighs shows here.'
            : 'Drop an .onnx file anywhere in this window, or import one: what it takes and gives, how it is built and what the checks found shows here.'}
        </p>
      </section>
    );
  }
  return <OneModel key={modelKey(model)} model={model} models={all} />;
}

function OneModel({ model, models }: { model: ModelSummary; models: readonly ModelSummary[] }) {
  const key = modelKey(model);
  const state = useModelDetails(({ details }) => details[key]);
  // Again when a frame of the list has forgotten it.
  useEffect(() => {
    if (!state) void loadDetail(model);
  }, [model, state]);
  return (
    <section className={styles.detail} aria-labelledby="model">
      <DetailHead model={model} models={models} />
      <div className={styles.trouble}>
        <Trouble model={model} />
      </div>
      {model.summary ? <p className={styles.summary}>{model.summary}</p> : null}
      <WhereItRuns model={model} />
      {state?.kind === 'ready' ? (
        <FigureTiles model={model} card={state.detail.card} />
      ) : state?.kind === 'failed' ? (
        <FailureNote
          what="Its card could not be read"
          failure={state.failure}
          onRetry={() => void loadDetail(model)}
        />
      ) : (
        <p className={styles.nothing} aria-busy="true">
          Reading its card and its graph.
        </p>
      )}
      <VersionControls model={model} models={models} />
      {state?.kind === 'ready' ? <Parts detail={state.detail} model={model} /> : null}
    </section>
  );
}

/** What failed last about this version, or why it is not loaded. */
function Trouble({ model }: { model: ModelSummary }) {
  const key = modelKey(model);
  const trouble = useModelWork((state) => state.trouble[key]);
  if (trouble) {
    return <FailureNote what={trouble.title} failure={trouble.failure} onClose={() => closeTrouble(key)} />;
  }
  const { state, note, on } = model.residency;
  if (state === 'failed' && note) {
    return (
      <Note level="bad" actions={<CopyError text={note} />}>
        The last load failed: {note}
      </Note>
    );
  }
  if (!on) return <Note level="info">Switched off: nothing loads it, and its jobs wait until it is on.</Note>;
  if (model.remote && note) {
    return (
      <Note level="bad" actions={<CopyError text={note} />}>
        {note}
      </Note>
    );
  }
  return note ? <Note level="info">{note}</Note> : null;
}

function Parts({ detail, model }: { detail: Detail; model: ModelSummary }) {
  const [tab, setTab] = useState<DetailTab>('signature');
  // Its tables need the room; and a remote model shows no graph to stand beside them.
  const alone = tab === 'serving' || (model.remote !== null && calibrationOf(detail.card).length === 0);
  return (
    <>
      <div className={cx(styles.parts, alone && styles.alone)}>
        <DetailTabs detail={detail} model={model} tab={tab} onTab={setTab} />
        {alone ? null : (
          <div className={styles.side}>
            {model.remote ? null : <OutlineList outline={detail.outline} />}
            <CalibrationChart card={detail.card} />
          </div>
        )}
      </div>
      <ImportReport detail={detail} model={model} />
    </>
  );
}
