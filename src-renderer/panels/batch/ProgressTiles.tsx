import type { Job } from '../../../src-main/contract/index.ts';
import { bytes, percent, rate, shortCount, tileCount } from '../../ui/format/numbers.ts';
import { durationParts } from '../../ui/format/times.ts';
import { Tile, Tiles } from '../../ui/Panel.tsx';

/** How far a job is, in four figures. */
export function ProgressTiles({ job }: { job: Job }) {
  const { rowsDone, rejected, bytesDone, bytesTotal, rowsPerSecond, secondsLeft } = job.progress;
  const left = secondsLeft === null ? null : durationParts(secondsLeft);
  const running = job.state === 'running';
  return (
    <Tiles>
      <Tile
        label="Done"
        value={tileCount(rowsDone)}
        unit="rows"
        foot={rowsDone > 0 ? doneWords(job) : 'none yet'}
      />
      <Tile
        label="Rejected"
        value={tileCount(rejected)}
        unit="rows"
        foot={rejected > 0 ? `${percent(rejected / rowsDone, 2)} · kept in place` : 'none so far'}
        look={rejected > 0 ? 'warn' : undefined}
      />
      <Tile
        label="Rate"
        value={running && rowsPerSecond !== null ? rate(rowsPerSecond) : '–'}
        unit={running && rowsPerSecond !== null ? 'rows/s' : undefined}
        foot={`${bytes(bytesDone)} of ${bytes(bytesTotal)} read`}
      />
      <Tile
        label="Time left"
        value={running && left ? left.figure : '–'}
        unit={running && left ? left.unit : undefined}
        foot={running ? 'at this rate' : 'while it runs'}
      />
    </Tiles>
  );
}

function doneWords({ progress }: Job): string {
  const { rowsDone, share } = progress;
  if (share === null || share <= 0) return 'of a number not known yet';
  return `${percent(Math.min(1, share))} of ~${shortCount(Number((rowsDone / share).toPrecision(3)))}`;
}
