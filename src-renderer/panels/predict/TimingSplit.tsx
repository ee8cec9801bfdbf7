import type { PredictTiming } from '../../../src-main/contract/index.ts';
import { cx } from '../../ui/cx.ts';
import { milliseconds } from '../../ui/format/times.ts';
import styles from './TimingSplit.module.css';

const steps = ['queue', 'encode', 'infer', 'decode'] as const;

/** Where the time of one answer went, as one bar with its figures. */
export function TimingSplit({ timing }: { timing: PredictTiming }) {
  const total = steps.reduce((sum, step) => sum + timing[step], 0);
  const said = steps.map((step) => `${step} ${total > 0 ? Math.round((timing[step] / total) * 100) : 0} %`);
  return (
    <div className={styles.timing}>
      <div className={styles.split} role="img" aria-label={`Time: ${said.join(', ')}`}>
        {steps.map((step) => (
          <i key={step} className={styles[step]} style={{ flexGrow: total > 0 ? timing[step] / total : 0 }} />
        ))}
      </div>
      <dl className={styles.times}>
        <div>
          <dd>{milliseconds(total)}</dd>
          <dt>in all</dt>
        </div>
        {steps.map((step) => (
          <div key={step}>
            <dd>{plain(timing[step])}</dd>
            <dt>
              <i className={cx(styles.swatch, styles[step])} />
              {step}
            </dt>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Milliseconds without their unit, which stands beside the sum, as long as they are milliseconds. */
function plain(ms: number): string {
  return milliseconds(ms).replace(/ ms$/u, '');
}
