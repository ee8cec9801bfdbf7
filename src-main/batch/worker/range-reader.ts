import { readSync } from 'node:fs';
import { failed } from '../../contract/failure.ts';

/** How far past a range to read at once, so that its last record is whole without another read. */
const slackBytes = 256 * 1024;
const LF = 0x0a;

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

/** Where the first record after `from` begins, judged by line ends alone; null when there is none in these bytes. */
export function guessStart(range: RangeBytes): number | null {
  const newline = range.bytes.subarray(0, range.until).indexOf(LF);
  return newline < 0 ? null : newline + 1;
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
