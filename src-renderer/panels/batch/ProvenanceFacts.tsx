import type { Provenance } from '../../../src-main/contract/index.ts';
import { IconButton } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { bytes, count, plural } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Facts } from '../../ui/Panel.tsx';
import text from '../../ui/text.module.css';
import styles from './ProvenanceFacts.module.css';

/** What made the file; the same stands in `<output>.foredeck.json` beside it. */
export function ProvenanceFacts({ provenance }: { provenance: Provenance }) {
  const { model, mapping, missing, input } = provenance;
  const features = Object.entries(mapping);
  const renamed = features.filter(([feature, column]) => feature !== column);
  return (
    <div className={styles.provenance}>
      <Facts
        facts={[
          [
            'Model',
            <span key="model">
              {model.name} {model.version} ·{' '}
              <span className={text.mono} title={model.sha256}>
                {model.sha256.slice(0, 4)}…{model.sha256.slice(-4)}
              </span>
            </span>,
          ],
          ['Engine', `${provenance.engine} · ${provenance.app}`],
          ['Input', `${input.name} · ${bytes(input.sizeBytes)}`],
          [
            'Mapping',
            <span
              key="mapping"
              title={features.map(([feature, column]) => `${feature} ← ${column}`).join('\n')}
            >
              {renamed.length === 0
                ? `${plural(features.length, 'column')} of the same name`
                : `${plural(features.length, 'column')}, ${count(renamed.length)} under another name`}
            </span>,
          ],
          ['Missing', missingWords(missing)],
        ]}
      />
      <span className={styles.copy}>
        <IconButton
          label="Copy the provenance as JSON"
          onPress={() => void copyText(JSON.stringify(provenance, null, 2))}
        >
          <Icon name="copy" />
        </IconButton>
      </span>
    </div>
  );
}

function missingWords(missing: Provenance['missing']): string {
  const kinds = Object.entries(missing);
  const own = kinds.filter(([, policy]) => policy.kind !== 'reject');
  if (own.length === 0) return 'rejects the row';
  const words = own
    .slice(0, 3)
    .map(([feature, policy]) => `${feature} ${policy.kind === 'value' ? `= ${policy.value}` : 'by default'}`);
  const rest = own.length - words.length;
  return `${words.join(', ')}${rest > 0 ? ` and ${count(rest)} more` : ''}${own.length < kinds.length ? '; else rejects the row' : ''}`;
}
