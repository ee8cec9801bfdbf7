import styles from './Spark.module.css';

/** A line without axes under a figure, from zero to the largest value. */
export function Spark({ label, values }: { label: string; values: readonly number[] }) {
  if (values.length < 2) return null;
  const largest = Math.max(...values) || 1;
  const points = values.map((value, at) => {
    const x = (at / (values.length - 1)) * 1000;
    const y = 96 - (value / largest) * 92;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return (
    <svg
      className={styles.spark}
      viewBox="0 0 1000 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={`M${points.join('L')}`} />
    </svg>
  );
}
