import { readSync } from 'node:fs';
import { failed } from '../../contract/failure.ts';
import { createRecordBlock, scanRecords } from '../../domain/csv-scan.ts';

/** How far past a range to read at once, so that its last record is whole without another read. */
const slackBytes = 256 * 1024;
const LF = 0x0a;
/** Records that must follow a line end for it to count, and line ends that are tried. */
const probeRecords = 4;
const probesMax = 256;

/** The bytes of one range in a reused buffer: `bytes[0]` is the file's byte `base`. */
export interface RangeBytes {
  bytes: Buffer;
  base: number;
  /** Valid bytes. */
  until: number;
  /** Whether the file ends at `until`. */
  final: boolean;
}

/** A buffer that grows and is used again, so that memory stays flat from range to range. */
export interface ReadScratch {
  buffer: Buffer;
}

export function readRange(
  fd: number,
  scratch: ReadScratch,
  from: number,
  to: number,
  sizeBytes: number,
): RangeBytes {
  const wanted = Math.min(sizeBytes, to + slackBytes) - from;
  if (scratch.buffer.length < wanted) scratch.buffer = Buffer.allocUnsafeSlow(wanted);
  const until = readFully(fd, scratch.buffer, 0, wanted, from);
  return { bytes: scratch.buffer, base: from, until, final: from + until >= sizeBytes };
}

/** Drops what lies before `keep` and reads on, at least doubling what is there. Returns false when the file has ended. */
export function readMore(
  fd: number,
  scratch: ReadScratch,
  range: RangeBytes,
  keep: number,
  sizeBytes: number,
): boolean {
  if (range.final) return false;
  const kept = range.until - keep;
  const size = Math.max(slackBytes, kept) * 2;
  const target = scratch.buffer.length >= size ? scratch.buffer : Buffer.allocUnsafeSlow(size);
  range.bytes.copy(target, 0, keep, range.until);
  scratch.buffer = target;
  range.bytes = target;
  range.base += keep;
  const wanted = Math.min(size - kept, sizeBytes - range.base - kept);
  range.until = kept + readFully(fd, target, kept, wanted, range.base + kept);
  range.final = range.base + range.until >= sizeBytes;
  return true;
}

/**
 * Where the first record after the range's first byte begins; null when there is none in these bytes. A guess: a line
 * end may lie inside a quoted cell, so the first one is taken after which records of the right width follow.
 */
export function guessStart(range: RangeBytes, columns: number, delimiter: number): number | null {
  const { bytes, until, final } = range;
  const probe = createRecordBlock(columns, probeRecords);
  const newline = bytes.subarray(0, until).indexOf(LF);
  if (newline < 0) return null;
  for (let at = newline, tries = 0; at >= 0 && at < until && tries < probesMax; tries++) {
    const { problem } = scanRecords(bytes, at + 1, until, until, final, delimiter, probe);
    if (problem === null && probe.rows > 0) return at + 1;
    at = bytes.indexOf(LF, at + 1);
  }
  return newline + 1;
}

function readFully(fd: number, buffer: Buffer, offset: number, length: number, position: number): number {
  let done = 0;
  while (done < length) {
    const read = readSync(fd, buffer, offset + done, length - done, position + done);
    if (read === 0)
      throw failed('INPUT_CHANGED', 'the input became shorter while it was read; start the job again');
    done += read;
  }
  return done;
}
