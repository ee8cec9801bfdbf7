import type { ModelDetail, ModelSummary } from '../../../src-main/contract/index.ts';
import { freeFacts } from '../../state/cardFacts.ts';
import { fullTime } from '../../ui/format/times.ts';
import { Group } from '../../ui/Panel.tsx';
import { FactList } from './FactList.tsx';
import styles from './TabScroll.module.css';
import { TabScroll } from './TabScroll.tsx';

/** Where the version comes from: its data, its maker, its file. */
export function ProvenanceTab({
  detail: { card, report },
  model,
}: {
  detail: ModelDetail;
  model: ModelSummary;
}) {
  const facts = freeFacts(card.provenance);
  return (
    <TabScroll label="Provenance">
      <FactList
        label="File"
        facts={[
          {
            name: 'Came',
            value:
              model.importedAtMs === null
                ? 'with Foredeck'
                : model.remote
                  ? `it was added ${fullTime(model.importedAtMs)}; it is ${report?.source ?? model.remote.url}`
                  : `by import, ${fullTime(model.importedAtMs)}${report ? `, from ${report.source}` : ''}`,
          },
          { name: 'sha256', value: card.sha256 },
          ...(report && report.sourceSha256 !== card.sha256
            ? [{ name: 'sha256 as it came', value: report.sourceSha256 }]
            : []),
        ]}
      />
      <Group>What the card says</Group>
      {facts.length > 0 ? (
        <FactList label="Provenance" facts={facts} />
      ) : (
        <p className={styles.none}>The card says nothing about data or training.</p>
      )}
    </TabScroll>
  );
}
