import type { JobProgress } from '../../contract/jobs.ts';
import type { BatchCheckpoint } from '../checkpoint.ts';

/** The rate is taken over this long, so that it follows changes without jumping. */
const windowMs = 3_000;

export type ProgressMeter = ReturnType<typeof createProgressMeter>;

/**
 * Turns checkpoints into progress with a rate and the time left. A job that converts before or after scoring has that
 * many more equal parts; in such a job the time left is judged by the whole share.
 */
export function createProgressMeter(
  nowMs: () => number,
  parts: { converts: 0 | 1; writes: 0 | 1; bytesTotal: number },
) {
  const marks: { atMs: number; rows: number; bytes: number }[] = [];
  const count = 1 + parts.converts + parts.writes;
  const startedMs = nowMs();
  let firstShare: number | null = null;
  let last: JobProgress = {
    rowsDone: 0,
    rejected: 0,
    bytesDone: 0,
    bytesTotal: parts.bytesTotal,
    share: null,
    rowsPerSecond: null,
    secondsLeft: null,
    stages: { read: 0, encode: 0, infer: 0, write: 0 },
  };

  const at = (share: number, more: Partial<JobProgress>): JobProgress => {
    firstShare ??= share;
    const gone = share - firstShare;
    const seconds = (nowMs() - startedMs) / 1000;
    last = {
      ...last,
      secondsLeft: count > 1 && gone > 0.01 ? (seconds / gone) * (1 - share) : null,
      ...more,
      share,
    };
    return last;
  };

  return {
    converting: (share: number): JobProgress => at(share / count, {}),
    writing: (share: number): JobProgress =>
      at((parts.converts + 1 + share) / count, { rowsPerSecond: null }),
    /** Scoring begins, or goes on, at this checkpoint: rates count from here. */
    begin(from: BatchCheckpoint, table: { dataStart: number }): void {
      marks.length = 0;
      marks.push({ atMs: nowMs(), rows: from.rows, bytes: from.bytesIn - table.dataStart });
    },
    /** `table` is null before anything is known of it. */
    scoring(
      checkpoint: BatchCheckpoint,
      table: { dataStart: number; sizeBytes: number } | null,
    ): JobProgress {
      const { rows, rejected, stages } = checkpoint;
      const counted = { rowsDone: rows, rejected, stages };
      if (!table) return at(parts.converts / count, { ...counted, bytesDone: 0, rowsPerSecond: null });
      const atMs = nowMs();
      const bytesTotal = table.sizeBytes - table.dataStart;
      const bytesDone = checkpoint.bytesIn - table.dataStart;
      marks.push({ atMs, rows, bytes: bytesDone });
      while (marks.length > 2 && atMs - (marks[1]?.atMs ?? atMs) > windowMs) marks.shift();
      const first = marks[0] ?? { atMs, rows, bytes: bytesDone };
      const seconds = (atMs - first.atMs) / 1000;
      const bytesPerSecond = seconds > 0 ? (bytesDone - first.bytes) / seconds : 0;
      return at((parts.converts + bytesDone / bytesTotal) / count, {
        ...counted,
        bytesDone,
        bytesTotal,
        rowsPerSecond: seconds > 0 ? (rows - first.rows) / seconds : null,
        ...(count === 1
          ? { secondsLeft: bytesPerSecond > 0 ? (bytesTotal - bytesDone) / bytesPerSecond : null }
          : {}),
      });
    },
    /** The file is there: the rate is that of the whole job. */
    finished({ rows, rejected, stages }: BatchCheckpoint, seconds: number): JobProgress {
      return at(1, {
        rowsDone: rows,
        rejected,
        stages,
        bytesDone: last.bytesTotal,
        rowsPerSecond: rows / seconds,
        secondsLeft: 0,
      });
    },
  };
}
