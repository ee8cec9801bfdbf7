import { useState } from 'react';
import type { Box } from '../../../src-main/contract/index.ts';
import { cx } from '../../ui/cx.ts';
import styles from './BoxesView.module.css';

/** Colour of a label, the same in the drawing and in the list. The label stands at the box as well. */
export function colourOf(labels: readonly string[], label: string): string | undefined {
  return styles[`k${Math.max(0, labels.indexOf(label)) % 6}`];
}

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
  const font = 9.5 * unit;
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
          {boxes.map(({ label: name, score, box: [x, y, width, height] }, at) => {
            const words = pointed === at ? `${name} ${score.toFixed(2)}` : name;
            const above = y > font * 1.5;
            const wide = words.length * font * 0.56 + font * 0.6;
            return (
              <g
                key={`${at} ${x} ${y}`}
                className={cx(pointed !== null && pointed !== at && styles.dim)}
                onPointerEnter={() => onPoint(at)}
              >
                <rect
                  className={cx(styles.box, colourOf(labels, name), pointed === at && styles.on)}
                  x={x}
                  y={y}
                  width={width}
                  height={height}
                />
                <rect
                  className={styles.tag}
                  x={Math.min(x, known.width - wide)}
                  y={above ? y - font * 1.35 : y}
                  width={wide}
                  height={font * 1.35}
                />
                <text
                  className={styles.words}
                  x={Math.min(x, known.width - wide) + font * 0.3}
                  y={above ? y - font * 0.3 : y + font * 1.05}
                  fontSize={font}
                >
                  {words}
                </text>
              </g>
            );
          })}
        </svg>
      ) : null}
    </div>
  );
}
