import { hostOf } from './format/text.ts';
import { Mark } from './Icon.tsx';
import styles from './SentTo.module.css';

/** That rows leave for another server, and which; nothing for a model that runs here. */
export function SentTo({ url, what }: { url: string | null; what: string }) {
  if (url === null) return null;
  return (
    <p className={styles.sent} title={url}>
      <Mark name="info" />
      <span>
        {what} <b>{hostOf(url)}</b>
      </span>
    </p>
  );
}
