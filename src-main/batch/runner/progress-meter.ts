import type { JobProgress } from '../../contract/jobs.ts';
import type { BatchCheckpoint } from '../checkpoint.ts';

/** The rate is taken over this long, so that it follows changes without jumping. */
const windowMs = 3_000;

/** Turns checkpoints into progress with a rate and the time left. */
export function createProgressMeter(nowMs: () => number) {
  const marks: { atMs: number; rows: number; bytes: number }[] = [];
  return {
    /** Before rows are counted: the input is being converted. */
    starting(bytesTotal: number): JobProgress {
      return {
        rowsDone: 0,
        rejected: 0,
        bytesDone: 0,
        bytesTotal,
        share: null,
        rowsPerSecond: null,
        secondsLeft: null,
        stages: { read: 0, encode: 0, infer: 0, write: 0 },
      };
    },
    /** Scoring begins, or goes on, at this checkpoint: rates count from here. */
    begin(from: BatchCheckpoint, table: { dataStart: number }): void {
      marks.length = 0;
      marks.push({ atMs: nowMs(), rows: from.rows, bytes: from.bytesIn - table.dataStart });
    },
    /** All rows are scored already; the file may not be there yet. */
    whole(progress: JobProgress, { rows, rejected, stages }: BatchCheckpoint): JobProgress {
      return { ...progress, rowsDone: rows, rejected, bytesDone: progress.bytesTotal, stages };
    },
    /** The file is there: the rate is that of the whole job. */
    finished(progress: JobProgress, seconds: number): JobProgress {
      return { ...progress, share: 1, rowsPerSecond: progress.rowsDone / seconds, secondsLeft: 0 };
    },
    measure(checkpoint: BatchCheckpoint, table: { dataStart: number; sizeBytes: number }): JobProgress {
      const atMs = nowMs();
      const bytesTotal = table.sizeBytes - table.dataStart;
      const bytesDone = checkpoint.bytesIn - table.dataStart;
      marks.push({ atMs, rows: checkpoint.rows, bytes: bytesDone });
      while (marks.length > 2 && atMs - (marks[1]?.atMs ?? atMs) > windowMs) marks.shift();
      const first = marks[0];
      const seconds = first ? (atMs - first.atMs) / 1000 : 0;
      const bytesPerSecond = first && seconds > 0 ? (bytesDone - first.bytes) / seconds : null;
      return {
        rowsDone: checkpoint.rows,
        rejected: checkpoint.rejected,
        bytesDone,
        bytesTotal,
        share: bytesTotal > 0 ? bytesDone / bytesTotal : null,
        rowsPerSecond: first && seconds > 0 ? (checkpoint.rows - first.rows) / seconds : null,
        secondsLeft: bytesPerSecond ? (bytesTotal - bytesDone) / bytesPerSecond : null,
        stages: checkpoint.stages,
      };
    },
  };
}
