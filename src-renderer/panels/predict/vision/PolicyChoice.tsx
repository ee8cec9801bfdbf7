import { setPolicy } from '../../../state/vision/runVision.ts';
import type { BufferPolicy } from '../../../state/vision/frameQueue.ts';
import { type SourceKind, useVision } from '../../../state/vision/vision.ts';
import { Segments } from '../../../ui/Segments.tsx';
import styles from './Vision.module.css';

const policies: readonly { id: BufferPolicy; label: string }[] = [
  { id: 'wait', label: 'Wait' },
  { id: 'drop-oldest', label: 'Drop oldest' },
  { id: 'drop-newest', label: 'Drop newest' },
];

const waits: Record<SourceKind, string> = {
  camera:
    'Up to 30 frames wait in order, and what is shown falls behind; when they are full, new ones are skipped.',
  video: 'The video is held at each frame until there is room, so none is lost.',
  folder: 'The next picture comes when there is room, so none is lost.',
};

/** What happens to a frame that comes while the model is busy, in the words of the policy chosen. */
export function PolicyChoice() {
  const policy = useVision((state) => state.policy);
  const kind = useVision((state) => state.kind);
  return (
    <div className={styles.policy}>
      <span className={styles.caption} aria-hidden="true">
        When the model is busy
      </span>
      <Segments label="When the model is busy" value={policy} choices={policies} onChange={setPolicy} />
      <p className={styles.hint}>
        {policy === 'wait'
          ? waits[kind]
          : policy === 'drop-oldest'
            ? 'The newest frame is next: a frame that waits is skipped for one that comes later.'
            : 'The frame that waits is next: one that comes meanwhile is skipped.'}
      </p>
    </div>
  );
}
