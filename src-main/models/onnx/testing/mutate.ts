/** Numbers from 0 to 1 that are the same for the same seed (Mulberry32, public domain, T. Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Mutation = (bytes: Buffer, below: (limit: number) => number, others: readonly Buffer[]) => Buffer;

/** Ways to damage a file, from one bit to parts of another file in the middle of it. */
const mutations: readonly Mutation[] = [
  function flipBits(bytes, below) {
    const mutated = Buffer.from(bytes);
    for (let flips = 1 + below(8); flips > 0; flips--) {
      const at = below(mutated.length);
      mutated[at] = (mutated[at] ?? 0) ^ (1 << below(8));
    }
    return mutated;
  },
  function truncate(bytes, below) {
    return bytes.subarray(0, below(bytes.length));
  },
  function editLength(bytes, below) {
    // After a tag of wire type 2 stands a length; most changes of it shift everything that follows.
    const mutated = Buffer.from(bytes);
    for (let tries = 0; tries < 200; tries++) {
      const at = below(mutated.length - 1);
      if (((mutated[at] ?? 0) & 7) !== 2) continue;
      mutated[at + 1] = [0, 1, 0x7f, 0x80, 0xff, below(256)][below(6)] ?? 0;
      break;
    }
    return mutated;
  },
  function swap(bytes, below) {
    const size = 1 + below(64);
    const [a, b] = [below(bytes.length), below(bytes.length)].toSorted((x, y) => x - y) as [number, number];
    if (b < a + size || b + size > bytes.length) return Buffer.from(bytes.toReversed());
    return Buffer.concat([
      bytes.subarray(0, a),
      bytes.subarray(b, b + size),
      bytes.subarray(a + size, b),
      bytes.subarray(a, a + size),
      bytes.subarray(b + size),
    ]);
  },
  function repeat(bytes, below) {
    const from = below(bytes.length);
    const part = bytes.subarray(from, from + 1 + below(2_000));
    return Buffer.concat([
      bytes.subarray(0, from),
      ...Array.from({ length: 1 + below(20) }, () => part),
      bytes.subarray(from),
    ]);
  },
  function insertOther(bytes, below, others) {
    const other = others[below(others.length)] ?? bytes;
    const from = below(other.length);
    const at = below(bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      other.subarray(from, from + below(5_000)),
      bytes.subarray(at),
    ]);
  },
  function setBytes(bytes, below) {
    const mutated = Buffer.from(bytes);
    const from = below(mutated.length);
    mutated.fill(
      [0, 0xff, 0x80, 0x7f, 0x0a][below(5)] ?? 0,
      from,
      Math.min(mutated.length, from + 1 + below(40)),
    );
    return mutated;
  },
  function changeText(bytes, below) {
    // Names that are paths, that are taken already, or that mean something to the graph.
    const mutated = Buffer.from(bytes);
    const words = [
      '../../etc',
      '/etc/pass',
      'weights.b',
      'ZipMap\0\0\0',
      'Loop\0\0\0\0\0',
      'X\0\0\0\0\0\0\0\0',
      'label\0\0\0\0',
    ];
    const word = words[below(words.length)] ?? '';
    mutated.write(word, below(Math.max(1, mutated.length - word.length)), 'latin1');
    return mutated;
  },
];

/** One damaged copy of one of the files; one or two things are wrong with it. */
export function mutate(files: readonly Buffer[], random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  let bytes = files[below(files.length)] ?? Buffer.alloc(1);
  for (let left = 1 + below(2); left > 0 && bytes.length > 1; left--) {
    bytes = mutations[below(mutations.length)]?.(bytes, below, files) ?? bytes;
  }
  return bytes;
}
