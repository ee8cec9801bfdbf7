import type { ModelCard } from '../../../src-main/contract/index.ts';
import { calibrationOf, freeFacts, heldOutWords, metricsOf } from '../../state/cardFacts.ts';
import { count, figure, percent } from '../../ui/format/numbers.ts';
import { Group } from '../../ui/Panel.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import { CalibrationTable } from './CalibrationTable.tsx';
import { FactList } from './FactList.tsx';
import styles from './TabScroll.module.css';
import { TabScroll } from './TabScroll.tsx';

/** How good the model is on rows it has never seen, and what it was trained on. */
export function CardTab({ card }: { card: ModelCard }) {
  const metrics = metricsOf(card);
  const bins = calibrationOf(card);
  const rows = heldOutWords(card);
  return (
    <TabScroll label="Card">
      <FactList
        label="Card"
        facts={[
          { name: 'Title', value: card.title },
          { name: 'Task', value: taskWords[card.task] },
          ...freeFacts(card.licence).map((fact) => ({
            ...fact,
            name: fact.name === 'Says' ? 'Licence' : `Licence, ${fact.name.toLowerCase()}`,
          })),
          ...profileFacts(card),
        ]}
      />
      {metrics.length > 0 ? (
        <>
          <Group aside={rows ? <span>· {rows}</span> : null}>Held-out figures</Group>
          <SimpleTable
            label="Held-out figures"
            columns={[
              { header: 'Figure' },
              { header: 'Value', align: 'right' },
              { header: 'Means', far: true },
            ]}
          >
            {metrics.map((metric) => (
              <tr key={metric.id}>
                <td>{metric.name}</td>
                <td className={cell.num}>{metric.value}</td>
                <td className={`${cell.far} ${cell.trunc} ${cell.grow} ${text.dim}`} title={metric.hint}>
                  {metric.hint}
                </td>
              </tr>
            ))}
          </SimpleTable>
        </>
      ) : (
        <p className={styles.none}>
          The card has no held-out figures. Compare it with another version on rows whose outcome is known to
          measure some here.
        </p>
      )}
      {bins.length > 0 ? (
        <>
          <Group>Calibration</Group>
          <CalibrationTable bins={bins} />
        </>
      ) : null}
    </TabScroll>
  );
}

const taskWords: Record<ModelCard['task'], string> = {
  classification: 'classification of rows',
  regression: 'regression',
  'text-classification': 'classification of texts',
  detection: 'detection in pictures',
  other: 'other',
};

function profileFacts({ profile }: ModelCard) {
  if (!profile) return [];
  return [
    { name: 'Trained on', value: `${count(profile.rows)} rows` },
    ...(profile.positiveShare === undefined
      ? []
      : [{ name: 'Positive rows', value: percent(profile.positiveShare, 1) }]),
    {
      name: 'Profile',
      value: `${figure(Object.keys(profile.features).length)} features${profile.scores ? ' and the score' : ''}, for drift`,
    },
  ];
}
