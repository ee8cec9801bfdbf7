import { useEffect, useRef } from 'react';
import type { Token } from '../../../src-main/contract/index.ts';
import { copyCurl, copySecret } from '../../state/copy.ts';
import { forgetSecret, useServer } from '../../state/server.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon, Mark } from '../../ui/Icon.tsx';
import text from '../../ui/text.module.css';
import styles from './NewSecret.module.css';

/** The secret of a token that was just made: it is told once, so it stays until it is put away. */
export function NewSecret({ token, secret }: { token: Token; secret: string }) {
  const url = useServer((state) => state.view?.url ?? null);
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section ref={box} className={styles.box} tabIndex={-1} aria-label={`The new token of ${token.name}`}>
      <p className={styles.words}>
        <Mark name="info" />
        Copy the token of <b>{token.name}</b> now. It is shown this once; only its digest is kept.
      </p>
      <code className={styles.secret}>{secret}</code>
      <div className={styles.actions}>
        <Button small kind="primary" onPress={() => void copySecret(secret)}>
          <Icon name="copy" />
          Copy the token
        </Button>
        {url ? (
          <Button small onPress={() => void copyCurl(url, true, secret)}>
            Copy as curl
          </Button>
        ) : null}
        <span className={text.spacer} />
        <Button small onPress={() => forgetSecret(token)}>
          Done
        </Button>
      </div>
    </section>
  );
}
