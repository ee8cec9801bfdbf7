import type { ModelCard, ModelSummary } from '../../../src-main/contract/index.ts';
import { heldOutWords, licenceOf, metricsOf, trainingRows } from '../../state/cardFacts.ts';
import { bytesParts, count, tileCount } from '../../ui/format/numbers.ts';
import { durationParts } from '../../ui/format/times.ts';
import { Tile, Tiles } from '../../ui/Panel.tsx';
import styles from './FigureTiles.module.css';

/** The figures to see first: only what the card really has and what was measured here. */
export function FigureTiles({ model, card }: { model: ModelSummary; card: ModelCard }) {
  const [first, second] = metricsOf(card);
  const rows = trainingRows(card);
  const licence = licenceOf(card);
  const size = bytesParts(model.sizeBytes);
  const { memoryBytes, loadMs } = model.residency;
  const memory = memoryBytes === null ? null : bytesParts(memoryBytes);
  const load = loadMs === null ? null : loadParts(loadMs);
  return (
    <div className={styles.tiles}>
      <Tiles>
        {first ? (
          <Tile label={`Held-out ${first.name}`} value={first.value} foot={heldOutWords(card) ?? first.hint} />
        ) : null}
        {second ? <Tile label={second.name} value={second.value} foot={second.hint} /> : null}
        {rows === null ? null : <Tile label="Trained on" value={tileCount(rows)} unit="rows" />}
        <Tile
          label={memory ? 'In memory' : 'File'}
          value={(memory ?? size).figure}
          unit={(memory ?? size).unit}
          foot={memory ? `file ${size.figure} ${size.unit}` : `${count(card.inputs.length)} features`}
        />
        {load ? (
          <Tile label="Last load" value={load.figure} unit={load.unit} foot="asked for to ready, warm-up included" />
        ) : null}
        {licence ? (
          <Tile label="Licence" value={licence.model} foot={licence.data ? `data: ${licence.data}` : undefined} />
        ) : null}
      </Tiles>
    </div>
  );
}

function loadParts(ms: number): { figure: string; unit: string } {
  if (ms < 1000) return { figure: ms < 10 ? ms.toFixed(1) : ms.toFixed(0), unit: 'ms' };
  return durationParts(ms / 1000);
}
