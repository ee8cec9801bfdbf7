import { useEffect } from 'react';
import { modelKey, useModels } from '../../state/models.ts';
import { openPredict } from '../../state/predict/choosing.ts';
import { usePredict } from '../../state/predict/predict.ts';
import { canSweep } from '../../state/predict/sweep.ts';
import { canGoLive, useVision } from '../../state/vision/vision.ts';
import { useNarrow } from '../../ui/useNarrow.ts';
import { Answers } from './Answers.tsx';
import { hostOf } from '../../ui/format/text.ts';
import { Note } from '../../ui/Note.tsx';
import { FormPanel } from './FormPanel.tsx';
import { HistoryPanel } from './HistoryPanel.tsx';
import { NoModel } from './NoModel.tsx';
import styles from './PredictPanel.module.css';
import { PinnedAnswer } from './PinnedAnswer.tsx';
import { RequestPanel } from './RequestPanel.tsx';
import { Vision } from './vision/Vision.tsx';
import { WhatIf } from './WhatIf.tsx';
import { WhatMoved } from './WhatMoved.tsx';

/** One row asked at a time: the form and what was asked before on the left, what was said and why on the right. */
export function PredictPanel() {
  const models = useModels((state) => state.models);
  const card = usePredict((state) => state.first.card);
  const model = usePredict((state) => state.model);
  const live = useVision((state) => state.live);
  const narrow = useNarrow();
  const known = models !== null;
  useEffect(() => {
    if (known) void openPredict();
  }, [known]);
  if (known && models.length === 0) return <NoModel />;
  const remote = (model && models?.find((one) => modelKey(one) === modelKey(model))?.remote) ?? null;
  if (live && model && card && canGoLive(card)) {
    return <Vision key={modelKey(model)} model={{ ref: model, card, remote }} />;
  }
  const boxes = card?.outputs.kind === 'detection';
  const sweepable = !boxes && (card?.inputs.some(canSweep) ?? true);
  const movable =
    !boxes &&
    (card === null || card.profile !== undefined || card.inputs.some(({ type }) => type === 'text'));
  return (
    <div className={styles.whole}>
      {narrow ? <PinnedAnswer /> : null}
      <div className={styles.panel}>
        <div className={styles.asked}>
          {remote ? (
            <Note level="info">
              Remote model: every row, those of What if too, is sent to{' '}
              <b title={remote.url}>{hostOf(remote.url)}</b> and answered there.
            </Note>
          ) : null}
          <FormPanel />
          <HistoryPanel />
        </div>
        <div className={sweepable ? styles.answer : boxes ? styles.answerAlone : styles.answerText}>
          <Answers />
          {sweepable ? <WhatIf /> : null}
          <div className={movable ? styles.low : styles.lowAlone}>
            {movable ? <WhatMoved /> : null}
            <RequestPanel />
          </div>
        </div>
      </div>
    </div>
  );
}
