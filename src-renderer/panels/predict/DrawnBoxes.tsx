import { useState } from 'react';
import type { Box } from '../../../src-main/contract/index.ts';
import { BoxMarks } from './BoxMarks.tsx';
import styles from './BoxesView.module.css';

/** A picture with boxes over it, at the size the place has; texts keep their size on the screen. */
export function DrawnBoxes({
  url,
  boxes,
  labels,
  pointed,
  onPoint,
  label,
}: {
  url: string;
  boxes: readonly Box[];
  labels: readonly string[];
  pointed: number | null;
  onPoint: (at: number | null) => void;
  label: string;
}) {
  const [size, setSize] = useState<{ url: string; width: number; height: number } | null>(null);
  const [shownHeight, setShownHeight] = useState(400);
  const known = size?.url === url ? size : null;
  const unit = known ? known.height / Math.max(100, shownHeight) : 1;
  return (
    <div
      className={styles.picture}
      ref={(element) => {
        if (!element) return;
        const observer = new ResizeObserver(([entry]) => {
          if (entry && known) {
            const { width, height } = entry.contentRect;
            setShownHeight(Math.min(height, (width * known.height) / known.width));
          }
        });
        observer.observe(element);
        return () => observer.disconnect();
      }}
    >
      {known ? null : (
        <img
          src={url}
          alt=""
          className="offscreen"
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
            setSize({ url, width, height })
          }
        />
      )}
      {known ? (
        <svg
          className={styles.frame}
          viewBox={`0 0 ${known.width} ${known.height}`}
          preserveAspectRatio="xMidYMid meet"
          role="img"
          aria-label={label}
          onPointerLeave={() => onPoint(null)}
        >
          <image href={url} width={known.width} height={known.height} />
          <BoxMarks
            boxes={boxes}
            labels={labels}
            width={known.width}
            height={known.height}
            unit={unit}
            pointed={pointed}
            onPoint={onPoint}
          />
        </svg>
      ) : null}
    </div>
  );
}
