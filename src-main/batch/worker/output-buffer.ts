/** Bytes that grow at the end; the memory is kept for the next range. */
export class OutputBuffer {
  bytes: Buffer = Buffer.alloc(0);
  length = 0;

  /**
   * Makes room for `more` bytes after what is there. When that takes new memory it takes enough for the `likely` ones
   * that are to follow: each step of growing would leave its old memory to the garbage collector.
   */
  reserve(more: number, likely = more): void {
    const needed = this.length + Math.max(more, likely);
    if (this.length + more <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, Math.ceil(this.bytes.length * 1.25), 64 << 10));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  /** Copies `source[from, to)` into room that was reserved. */
  copyReserved(source: Buffer, from: number, to: number): void {
    source.copy(this.bytes, this.length, from, to);
    this.length += to - from;
  }

  appendBytes(source: Buffer, from: number, to: number): void {
    this.reserve(to - from);
    this.copyReserved(source, from, to);
  }
}
