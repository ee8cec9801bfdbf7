import type { Box } from '../../../src-main/contract/index.ts';
import { cx } from '../../ui/cx.ts';
import styles from './BoxesView.module.css';

/** Colour of a label, the same in the drawing and in the list. The label stands at the box as well. */
export function colourOf(labels: readonly string[], label: string): string | undefined {
  return styles[`k${Math.max(0, labels.indexOf(label)) % 6}`];
}

/** The token of the same colour, for what is no element. */
export function colourToken(labels: readonly string[], label: string): string {
  return `--chart-${(Math.max(0, labels.indexOf(label)) % 6) + 1}`;
}

/**
 * Boxes with their labels, within an `svg` in pixels of the picture.
 * @param unit pixels of the picture a pixel of the screen takes, so that texts keep their size on the screen
 */
export function BoxMarks({
  boxes,
  labels,
  width: pictureWidth,
  unit,
  pointed = null,
  onPoint,
}: {
  boxes: readonly Box[];
  labels: readonly string[];
  width: number;
  unit: number;
  pointed?: number | null;
  onPoint?: ((at: number | null) => void) | undefined;
}) {
  const font = 9.5 * unit;
  return boxes.map(({ label: name, score, box: [x, y, width, height] }, at) => {
    // Where nobody can point at one to see its score, all scores are written.
    const words = pointed === at || !onPoint ? `${name} ${score.toFixed(2)}` : name;
    const above = y > font * 1.5;
    const wide = words.length * font * 0.56 + font * 0.6;
    const left = Math.min(x, pictureWidth - wide);
    return (
      <g
        key={`${at} ${x} ${y}`}
        className={cx(pointed !== null && pointed !== at && styles.dim)}
        onPointerEnter={() => onPoint?.(at)}
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
          x={left}
          y={above ? y - font * 1.35 : y}
          width={wide}
          height={font * 1.35}
        />
        <text
          className={styles.words}
          x={left + font * 0.3}
          y={above ? y - font * 0.3 : y + font * 1.05}
          fontSize={font}
        >
          {words}
        </text>
      </g>
    );
  });
}
