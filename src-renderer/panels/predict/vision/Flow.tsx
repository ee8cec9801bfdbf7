import { type Figures, type SourceKind, useVision } from '../../../state/vision/vision.ts';
import { count, rate } from '../../../ui/format/numbers.ts';
import { Panel, Tile, Tiles } from '../../../ui/Panel.tsx';
import styles from './Vision.module.css';

const names: Record<SourceKind, string> = { camera: 'Camera', video: 'Video', folder: 'Pictures' };

/** How the model keeps up, over the last seconds, and where every frame went. */
export function Flow() {
  const figures = useVision((state) => state.figures);
  const kind = useVision((state) => state.kind);
  const running = useVision((state) => state.state === 'running');
  const wasLeft = useVision((state) => state.wasLeft);
  if (!figures || (!running && figures.counts.delivered === 0)) return null;
  const { counts } = figures;
  return (
    <Panel
      title="Frames"
      sub={
        running ? 'rates of the last 3 s' : wasLeft ? 'stopped when you left this panel' : 'of the whole run'
      }
      className={styles.flow}
    >
      {running ? <Rates figures={figures} kind={kind} /> : <Sums figures={figures} kind={kind} />}
      <p className={styles.sum} aria-label="Where the frames went">
        {count(counts.delivered)} delivered = {count(counts.processed)} processed + {count(counts.skipped)}{' '}
        skipped + {count(counts.waiting)} waiting + {count(counts.inFlight)} in flight
      </p>
    </Panel>
  );
}

function Rates({ figures, kind }: { figures: Figures; kind: SourceKind }) {
  const { counts } = figures;
  return (
    <Tiles>
      <Tile
        label={names[kind]}
        value={rate(figures.deliveredPerSecond)}
        unit="/s"
        foot={`${count(counts.delivered)} delivered`}
      />
      <Tile
        label="Processed"
        value={rate(figures.processedPerSecond)}
        unit="/s"
        foot={`${count(counts.processed)} answered`}
      />
      <Tile
        label="Skipped"
        value={rate(figures.skippedPerSecond)}
        unit="/s"
        foot={`${count(counts.skipped)} not processed`}
        look={figures.skippedPerSecond > 0 ? 'warn' : undefined}
      />
      <Tile
        label="Latency, p50"
        value={milliseconds(figures.latencyMs)}
        unit="ms"
        foot="from call to answer"
      />
      <Tile label="Delay, p50" value={milliseconds(figures.delayMs)} unit="ms" foot="from frame to answer" />
    </Tiles>
  );
}

/** Once nothing runs any more a rate would be of a moment that is over. */
function Sums({ figures: { counts }, kind }: { figures: Figures; kind: SourceKind }) {
  return (
    <Tiles>
      <Tile label={names[kind]} value={count(counts.delivered)} foot="delivered" />
      <Tile label="Processed" value={count(counts.processed)} foot="answered" />
      <Tile
        label="Skipped"
        value={count(counts.skipped)}
        foot="not processed"
        look={counts.skipped > 0 ? 'warn' : undefined}
      />
    </Tiles>
  );
}

function milliseconds(value: number | null): string {
  if (value === null) return '–';
  return value < 10 ? value.toFixed(1) : count(value);
}
