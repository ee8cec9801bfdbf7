import type { ModelDetail, ModelSummary } from '../../../src-main/contract/index.ts';
import { TabSet } from '../../ui/TabSet.tsx';
import { CardTab } from './CardTab.tsx';
import styles from './DetailTabs.module.css';
import { MetadataTab } from './MetadataTab.tsx';
import { ProvenanceTab } from './ProvenanceTab.tsx';
import { ServingTab } from './serving/ServingTab.tsx';
import { SignatureTab } from './SignatureTab.tsx';

export type DetailTab = 'signature' | 'serving' | 'card' | 'metadata' | 'provenance';

/** What the card and the file say, in parts, and how it is served. */
export function DetailTabs({
  detail,
  model,
  tab,
  onTab,
}: {
  detail: ModelDetail;
  model: ModelSummary;
  tab: DetailTab;
  onTab: (tab: DetailTab) => void;
}) {
  return (
    <div className={styles.frame}>
      <div className={styles.tabs}>
        <TabSet
          label="About this version"
          selected={tab}
          onSelect={onTab}
          tabs={[
            { id: 'signature', title: 'Signature', content: <SignatureTab card={detail.card} /> },
            { id: 'serving', title: 'Serving', content: <ServingTab model={model} /> },
            { id: 'card', title: 'Card', content: <CardTab card={detail.card} /> },
            { id: 'metadata', title: 'Metadata', content: <MetadataTab detail={detail} /> },
            {
              id: 'provenance',
              title: 'Provenance',
              content: <ProvenanceTab detail={detail} model={model} />,
            },
          ]}
        />
      </div>
    </div>
  );
}
