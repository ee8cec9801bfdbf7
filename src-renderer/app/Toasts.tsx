import { useEffect, useRef } from 'react';
import { closeToast, type Toast, useToasts } from '../state/toasts.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { CopyError } from '../ui/CopyError.tsx';
import { Icon, Mark } from '../ui/Icon.tsx';
import styles from './Toasts.module.css';

const staysMs = 12_000;
const plainStaysMs = 4_000;
const heldForMs = 2_000;

/**
 * Floats at the bottom right. Good news leaves by itself, and what stands elsewhere too, unless it is pointed at or holds
 * focus. What only confirms a press leaves soon, pointed at or not: it came up where the pointer is, over the next control.
 */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  if (toasts.length === 0) return null;
  return (
    <section className={styles.toasts} aria-label="Messages" data-pane="toasts">
      {toasts.map((one) => (
        <ToastCard key={one.id} toast={one} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const card = useRef<HTMLDivElement>(null);
  const leaves = toast.elsewhere || (toast.level !== 'bad' && toast.level !== 'warn');
  const plain = toast.level === 'ok' && !toast.action;
  useEffect(() => {
    if (!leaves) return;
    let timer = setTimeout(
      function leave() {
        if (card.current?.matches(plain ? ':focus-within' : ':hover, :focus-within'))
          timer = setTimeout(leave, heldForMs);
        else closeToast(toast.id);
      },
      plain ? plainStaysMs : staysMs,
    );
    return () => clearTimeout(timer);
  }, [leaves, plain, toast.id]);
  const { action, copy } = toast;
  return (
    <div ref={card} className={styles.toast} role="group" aria-label={toast.title}>
      <Mark name={toast.level} />
      <strong className={styles.title}>{toast.title}</strong>
      <span className={styles.actions}>
        {copy ? <CopyError text={copy} compact /> : null}
        {action ? (
          <Button
            small
            onPress={() => {
              closeToast(toast.id);
              action.run();
            }}
          >
            {action.undo ? <Icon name="undo" /> : null}
            {action.label}
          </Button>
        ) : null}
        <IconButton label="Close" onPress={() => closeToast(toast.id)}>
          <Icon name="close" />
        </IconButton>
      </span>
      {toast.text ? <p className={styles.text}>{toast.text}</p> : null}
    </div>
  );
}
