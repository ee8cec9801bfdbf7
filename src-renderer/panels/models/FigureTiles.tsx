import type { ModelCard, ModelSummary } from '../../../src-main/contract/index.ts';
import { heldOutWords, licenceOf, metricsOf, sharedFrom, trainingRows } from '../../state/cardFacts.ts';
import { bytes, bytesParts, plural, tileCount } from '../../ui/format/numbers.ts';
import { milliseconds } from '../../ui/format/times.ts';
import { Tile, Tiles } from '../../ui/Panel.tsx';
import styles from './FigureTiles.module.css';

/** The figures to see first: only what the card really has and what was measured here. */
export function FigureTiles({ model, card }: { model: ModelSummary; card: ModelCard }) {
  const [first, second] = metricsOf(card);
  const rows = trainingRows(card);
  const licence = licenceOf(card);
  const size = bytesParts(model.sizeBytes);
  const { state, memoryBytes, loadMs } = model.residency;
  const memory = state === 'resident' && memoryBytes !== null ? bytesParts(memoryBytes) : null;
  const features = plural(card.inputs.length, 'feature');
  const shared = sharedFrom(card);
  const notMeasured = shared && `of ${shared}, not measured there`;
  return (
    <div className={styles.tiles}>
      <Tiles>
        {first ? (
          <Tile
            label={`Held-out ${inSentence(first.name)}`}
            value={first.value}
            foot={notMeasured ?? heldOutWords(card) ?? first.hint}
          />
        ) : null}
        {second ? (
          <Tile
            label={second.name}
            value={second.value}
            foot={<span title={notMeasured ?? second.hint}>{notMeasured ?? 'same rows'}</span>}
          />
        ) : null}
        {rows === null ? null : (
          <Tile label="Training rows" value={tileCount(rows)} foot={shared ? `of ${shared}` : features} />
        )}
        {model.remote ? (
          rows === null ? (
            <Tile label="Features" value={tileCount(card.inputs.length)} />
          ) : null
        ) : memory ? (
          <Tile
            label="In memory"
            value={memory.figure}
            unit={memory.unit}
            foot={loadMs === null ? `file ${bytes(model.sizeBytes)}` : `loaded in ${milliseconds(loadMs)}`}
          />
        ) : (
          <Tile
            label="File"
            value={size.figure}
            unit={size.unit}
            foot={rows === null ? features : undefined}
          />
        )}
        {licence ? (
          <Tile
            label="Licence"
            value={<span title={licence.model}>{firstWords(licence.model)}</span>}
            foot={
              licence.data ? <span title={licence.data}>data: {firstWords(licence.data)}</span> : undefined
            }
          />
        ) : null}
      </Tiles>
    </div>
  );
}

/** What stands before the first aside: `MIT (modeldata); no page` is `MIT`. */
function firstWords(words: string): string {
  return words.split(/ \(|[;:,]/u, 1)[0] ?? words;
}

/** Small inside a label, unless it is an abbreviation. */
function inSentence(name: string): string {
  return /^[A-Z][a-z]/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
