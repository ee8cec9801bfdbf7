import { useEffect, useState } from 'react';
import { closeToast, type Toast, useToasts } from '../state/toasts.ts';
import { copyText } from '../ui/clipboard.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon, Mark } from '../ui/Icon.tsx';
import styles from './Toasts.module.css';

const staysMs = 12_000;

/** Floats at the bottom right. What tells good news leaves by itself, unless it is pointed at or holds focus. */
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
  const [held, setHeld] = useState(false);
  const leaves = toast.level !== 'bad' && toast.level !== 'warn';
  useEffect(() => {
    if (!leaves || held) return;
    const timer = setTimeout(() => closeToast(toast.id), staysMs);
    return () => clearTimeout(timer);
  }, [leaves, held, toast.id]);
  const { action, copy } = toast;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it from leaving
    <div
      className={styles.toast}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') closeToast(toast.id);
      }}
    >
      <Mark name={toast.level} />
      <strong className={styles.title}>{toast.title}</strong>
      <span className={styles.actions}>
        {copy ? (
          <IconButton label="Copy the error" onPress={() => void copyText(copy)}>
            <Icon name="copy" />
          </IconButton>
        ) : null}
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
