import styles from './Verdict.module.css';

export function Waiting() {
  return (
    <section className={styles.verdict} aria-label="Answer">
      <p className={styles.none} aria-busy="true">
        Waiting for the model’s signature.
      </p>
    </section>
  );
}
