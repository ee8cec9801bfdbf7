import { useState } from 'react';
import type { ModelCard } from '../../../src-main/contract/index.ts';
import { calibrationOf } from '../../state/cardFacts.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Diagonal } from '../../ui/Diagonal.tsx';
import styles from './CalibrationChart.module.css';
import { CalibrationTable } from './CalibrationTable.tsx';

/** Whether a score of 0.7 was right in seven of ten held-out rows; the same as a table. */
export function CalibrationChart({ card }: { card: ModelCard }) {
  const [asTable, setAsTable] = useState(false);
  const bins = calibrationOf(card);
  if (bins.length === 0) return null;
  const furthest = Math.max(...bins.map((bin) => Math.abs(bin.predicted - bin.observed)));
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.head}>
        <h3>Calibration</h3>
        <ul className={styles.legend}>
          <li>
            <i className={styles.own} />
            rows
          </li>
          <li>
            <i className={styles.exact} />
            exact
          </li>
        </ul>
        <IconButton label={asTable ? 'Show as chart' : 'Show as table'} onPress={() => setAsTable(!asTable)}>
          <Icon name={asTable ? 'chart' : 'table'} />
        </IconButton>
      </figcaption>
      {asTable ? (
        <CalibrationTable bins={bins} />
      ) : (
        <Diagonal
          label={`Calibration in ${bins.length} bins, at most ${furthest.toFixed(2)} from the diagonal. The button Show as table has the numbers.`}
          points={bins.map((bin) => ({ x: bin.predicted, y: bin.observed, rows: bin.rows }))}
        />
      )}
    </figure>
  );
}
