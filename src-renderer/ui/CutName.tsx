import styles from './CutName.module.css';
import text from './text.module.css';

/** What is kept at the end of a name that has no room: made-up names differ there (`keras_tensor_0`, `keras_tensor_1`). */
const keptAtEnd = 4;
const shortest = 10;

/** A name that is cut in its middle where there is no room for it. It is read aloud and copied whole. */
export function CutName({ name }: { name: string }) {
  if (name.length < shortest) return name;
  return (
    <>
      <span className={text.sr}>{name}</span>
      <span className={styles.cut} aria-hidden="true">
        <span className={styles.head}>{name.slice(0, -keptAtEnd)}</span>
        <span className={styles.tail}>{name.slice(-keptAtEnd)}</span>
      </span>
    </>
  );
}
