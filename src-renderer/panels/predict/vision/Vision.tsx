import { useEffect, useState } from 'react';
import type { ModelCard, ModelRef, ModelSummary } from '../../../../src-main/contract/index.ts';
import { modelKey } from '../../../state/models.ts';
import { enterVision, pauseVision } from '../../../state/vision/runVision.ts';
import type { VisionModel } from '../../../state/vision/vision.ts';
import { Answered } from './Answered.tsx';
import { Flow } from './Flow.tsx';
import { SourcePanel } from './SourcePanel.tsx';
import styles from './Vision.module.css';

/**
 * A model on moving pictures: where they come from on the left, what it sees and how it keeps up on the right. Nothing runs
 * while it is away; another version gets another one, by its key.
 */
export function Vision({
  model,
}: {
  model: { ref: ModelRef & { version: string }; card: ModelCard; remote: ModelSummary['remote'] };
}) {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const feature = model.card.inputs.find(({ type }) => type === 'image')?.name ?? '';
  const key = modelKey(model.ref);
  useEffect(() => {
    enterVision(key);
    return pauseVision;
  }, [key]);
  const asked: VisionModel = { ref: model.ref, feature };
  return (
    <div className={styles.vision}>
      <SourcePanel model={asked} remoteUrl={model.remote?.url ?? null} video={video} onVideo={setVideo} />
      <div className={styles.right}>
        <Answered model={model.ref} card={model.card} />
        <Flow />
      </div>
    </div>
  );
}
