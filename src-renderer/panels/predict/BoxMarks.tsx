import type { Box } from '../../../src-main/contract/index.ts';
import { cx } from '../../ui/cx.ts';
import styles from './BoxesView.module.css';
import { placeTags } from './placeTags.ts';

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
  height: pictureHeight,
  unit,
  pointed = null,
  onPoint,
}: {
  boxes: readonly Box[];
  labels: readonly string[];
  width: number;
  height: number;
  unit: number;
  pointed?: number | null;
  onPoint?: ((at: number | null) => void) | undefined;
}) {
  const font = 9.5 * unit;
  // Where nobody can point at one to see its score, all scores are written.
  const wordsAt = (at: number, { label: name, score }: Box) =>
    pointed === at || !onPoint ? `${name} ${score.toFixed(2)}` : name;
  const sizes = boxes.map((box, at) => ({
    width: wordsAt(at, box).length * font * 0.56 + font * 0.6,
    height: font * 1.35,
  }));
  const places = placeTags(
    boxes.map(({ box }) => box),
    sizes,
    { width: pictureWidth, height: pictureHeight },
  );
  return boxes.map((one, at) => {
    const { label: name, box } = one;
    const [x, y, width, height] = box;
    const place = places[at] ?? { x, y };
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
          x={place.x}
          y={place.y}
          width={sizes[at]?.width}
          height={sizes[at]?.height}
        />
        <text className={styles.words} x={place.x + font * 0.3} y={place.y + font * 1.05} fontSize={font}>
          {wordsAt(at, one)}
        </text>
      </g>
    );
  });
}
