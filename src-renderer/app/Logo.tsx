import styles from './Rail.module.css';

export function Logo() {
  return (
    <div className={styles.brand} role="img" aria-label="Foredeck">
      <svg className={styles.mark} viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 2.5C7 8 4.5 13.8 4.5 21.5H12Z" fill="currentColor" />
        <path
          d="M12 2.5C7 8 4.5 13.8 4.5 21.5h15C19.5 13.8 17 8 12 2.5Z"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.7"
          strokeLinejoin="round"
        />
      </svg>
      <svg
        className={styles.wordmark}
        viewBox="0 0 90 18"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        aria-hidden="true"
      >
        <path d="M1.5 16V3H9M1.5 9.5h6.3M23.5 16V7M23.5 11.5A4.5 4.5 0 0 1 28 7M30.8 11.5h9a4.5 4.5 0 1 0-1.32 3.18M52.5 2v14M56.3 11.5h9a4.5 4.5 0 1 0-1.32 3.18M76 8.32a4.5 4.5 0 1 0 0 6.36M81 2v14M87.5 7 81 12.5M83.3 10.6l4.7 5.4" />
        <circle cx="15" cy="11.5" r="4.5" />
        <circle cx="48" cy="11.5" r="4.5" />
      </svg>
    </div>
  );
}
