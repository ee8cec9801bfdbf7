/** Elements that hold others (RFC 9559): Segment, Cluster, BlockGroup. */
const masters = new Set([0x18538067, 0x1f43b675, 0xa0]);
/** Elements that hold a frame: SimpleBlock, Block. */
const blocks = new Set([0xa3, 0xa1]);

/** How many frames a WebM file with one track holds. */
export function webmFrames(file: Buffer): number {
  let frames = 0;
  let at = 0;
  while (at < file.length) {
    const idBytes = leadingZeros(file[at] ?? 0) + 1;
    const id = file.readUIntBE(at, idBytes);
    at += idBytes;
    const sizeBytes = leadingZeros(file[at] ?? 0) + 1;
    // Seven bits of the first byte fewer for each byte that follows; larger sizes do not occur here.
    const size = Number(BigInt.asUintN(sizeBytes * 7, bigEndian(file.subarray(at, at + sizeBytes))));
    at += sizeBytes;
    if (blocks.has(id)) frames += 1;
    if (!masters.has(id)) at += size;
  }
  return frames;
}

function leadingZeros(byte: number): number {
  return Math.clz32(byte) - 24;
}

function bigEndian(bytes: Buffer): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
