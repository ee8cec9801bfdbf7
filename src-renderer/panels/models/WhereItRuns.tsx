import type { ModelSummary } from '../../../src-main/contract/index.ts';
import { IconButton } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Icon } from '../../ui/Icon.tsx';
import text from '../../ui/text.module.css';
import styles from './WhereItRuns.module.css';

/** On which other server a version runs; nothing for one that runs here. */
export function WhereItRuns({ model: { remote } }: { model: ModelSummary }) {
  if (!remote) return null;
  const { url, model, version } = remote;
  return (
    <p className={styles.where}>
      Runs on <span className={text.mono}>{url}</span> as {model}
      {version === null ? '' : ` version ${version}`}; every row it answers is sent there.
      <IconButton label="Copy the server’s address" onPress={() => void copyText(url)}>
        <Icon name="copy" />
      </IconButton>
    </p>
  );
}
