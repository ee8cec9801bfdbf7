import type { GraphOutline, ModelDetail } from '../../../src-main/contract/index.ts';
import { portWords } from '../../state/graphWords.ts';
import { bytes, count } from '../../ui/format/numbers.ts';
import { Group } from '../../ui/Panel.tsx';
import { FactList } from './FactList.tsx';
import styles from './TabScroll.module.css';
import { TabScroll } from './TabScroll.tsx';

/** What the model file says of itself, or the server that runs it. */
export function MetadataTab({ detail: { outline, summary } }: { detail: ModelDetail }) {
  const metadata = Object.entries(outline.metadata);
  const notes = summary.remote ? 'What the server says' : 'Notes in the file';
  return (
    <TabScroll label="Metadata">
      <FactList
        label={summary.remote ? 'Server' : 'File'}
        facts={summary.remote ? serverFacts(outline) : fileFacts(outline)}
      />
      <Group>Tensors in</Group>
      <FactList label="Tensors in" facts={outline.inputs.map(portFact)} />
      <Group>Tensors out</Group>
      <FactList label="Tensors out" facts={outline.outputs.map(portFact)} />
      <Group>{notes}</Group>
      {metadata.length > 0 ? (
        <FactList label={notes} facts={metadata.map(([name, value]) => ({ name, value }))} />
      ) : (
        <p className={styles.none}>The file carries no notes (metadata_props).</p>
      )}
    </TabScroll>
  );
}

function fileFacts(outline: GraphOutline) {
  return [
    { name: 'Made by', value: outline.producer || 'it does not say' },
    { name: 'Format', value: `ONNX, IR version ${outline.irVersion}` },
    { name: 'Operators', value: opsetWords(outline) },
    { name: 'Nodes', value: count(outline.nodes) },
    { name: 'Weights', value: bytes(outline.weightsBytes) },
  ];
}

function serverFacts({ producer }: GraphOutline) {
  return [{ name: 'Server', value: producer || 'it does not say' }];
}

function portFact(port: GraphOutline['inputs'][number]) {
  return { name: port.name, value: portWords(port) };
}

function opsetWords({ opsets }: GraphOutline): string {
  return opsets.map(({ domain, version }) => `${domain} ${version}`).join(', ');
}
