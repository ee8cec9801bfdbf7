import { chooseFiles } from '../../state/files.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './DropCard.module.css';

const isMac = /Mac/u.test(navigator.platform);

/** Where a table can be dropped, with the button that does the same. The whole window takes drops. */
export function DropCard({ large = false }: { large?: boolean }) {
  return (
    <div className={cx(styles.drop, large && styles.large)}>
      <Icon name="table" className={styles.icon} />
      <div className={styles.words}>
        <h2>Drop a table here to score every row</h2>
        <p>CSV, TSV, Parquet or JSON Lines. Dropping it anywhere in the window does the same.</p>
      </div>
      <Button kind="primary" onPress={() => void chooseFiles()}>
        <Icon name="file" />
        Choose file <kbd>{isMac ? '⌘' : 'Ctrl'} O</kbd>
      </Button>
    </div>
  );
}
