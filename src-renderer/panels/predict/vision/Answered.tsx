import { useEffect, useRef, useState } from 'react';
import type { Box, ModelCard, ModelRef, Prediction } from '../../../../src-main/contract/index.ts';
import { saveSnapshot } from '../../../state/vision/snapshot.ts';
import { useVision } from '../../../state/vision/vision.ts';
import { figure, plural } from '../../../ui/format/numbers.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon, Mark } from '../../../ui/Icon.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import text from '../../../ui/text.module.css';
import { BoxMarks, colourToken } from '../BoxMarks.tsx';
import styles from './Vision.module.css';

/** The newest frame that was answered, with what the model said of it drawn over it or written below. */
export function Answered({ model, card }: { model: ModelRef & { version: string }; card: ModelCard }) {
  const shown = useVision((state) => state.shown);
  const running = useVision((state) => state.state === 'running');
  const labels = card.outputs.kind === 'detection' ? card.outputs.labels : [];
  return (
    <Panel title="What the model sees" sub={`${model.name} ${model.version}`} className={styles.answered}>
      {shown ? (
        <>
          <Picture
            bitmap={shown.frame.bitmap}
            boxes={boxesOf(shown.prediction)}
            labels={labels}
            label={`Frame ${shown.frame.number}: ${words(shown.prediction)}`}
          />
          <p className={styles.said}>
            <span className={styles.word}>
              {shown.prediction.rejected === undefined ? null : <Mark name="bad" />}
              <span className={text.trunc} title={words(shown.prediction)}>
                {words(shown.prediction)}
              </span>
            </span>
            <span className={styles.frame} title={shown.frame.name ?? undefined}>
              frame {shown.frame.number}
              {shown.frame.name ? `, ${shown.frame.name}` : ''}
            </span>
            <span className={styles.spacer} />
            <Button small onPress={() => void saveSnapshot(shown, (label) => strokeOf(labels, label))}>
              <Icon name="down" />
              Save picture
            </Button>
          </p>
        </>
      ) : (
        <p className={styles.empty}>
          {running
            ? 'Waiting for the first frame'
            : 'Frames with the model’s answers drawn over them come here.'}
        </p>
      )}
    </Panel>
  );
}

/** A label's colour in the theme that is shown. Only an element resolves a token that has two. */
function strokeOf(labels: readonly string[], label: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${colourToken(labels, label)})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function boxesOf({ prediction }: Prediction): readonly Box[] {
  return Array.isArray(prediction) ? prediction : [];
}

/** An answer in a few words. */
function words({ prediction, probabilities, rejected }: Prediction): string {
  if (rejected !== undefined || prediction === null) return `Rejected: ${rejected ?? 'no answer'}`;
  if (Array.isArray(prediction)) return plural(prediction.length, 'box', 'boxes');
  if (typeof prediction === 'number') return figure(prediction);
  if (typeof prediction === 'string') {
    const probability = probabilities?.[prediction];
    return probability === undefined ? prediction : `${prediction} ${probability.toFixed(2)}`;
  }
  return Object.entries(prediction)
    .slice(0, 6)
    .map(([target, value]) => `${target} ${figure(value)}`)
    .join(', ');
}

function Picture({
  bitmap,
  boxes,
  labels,
  label,
}: {
  bitmap: ImageBitmap;
  boxes: readonly Box[];
  labels: readonly string[];
  label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [room, setRoom] = useState({ width: 640, height: 400 });
  const { width, height } = bitmap;
  useEffect(() => {
    if (!place.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setRoom({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!canvas.current || bitmap.width === 0) return;
    canvas.current.width = bitmap.width;
    canvas.current.height = bitmap.height;
    canvas.current.getContext('2d')?.drawImage(bitmap, 0, 0);
  }, [bitmap]);
  const scale = Math.min(room.width / Math.max(1, width), room.height / Math.max(1, height));
  return (
    <div ref={place} className={styles.place}>
      <canvas ref={canvas} className={styles.layer} aria-hidden="true" />
      <svg
        className={styles.layer}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="xMidYMid meet"
        role="img"
        aria-label={label}
      >
        <BoxMarks
          boxes={boxes}
          labels={labels}
          width={width}
          height={height}
          unit={scale > 0 ? 1 / scale : 1}
        />
      </svg>
    </div>
  );
}
