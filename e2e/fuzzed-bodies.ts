/** One request for a prediction whose body is nearly, or not at all, what it should be. */
export interface FuzzedRequest {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** Good requests, to be spoilt. */
const seeds: { path: string; body: unknown; binary?: Buffer }[] = [
  {
    path: '/v2/models/fraud/infer',
    body: {
      id: 'one',
      inputs: [
        {
          name: 'features',
          shape: [2, 18],
          datatype: 'FP32',
          data: Array.from({ length: 36 }, (_, at) => at / 7),
        },
      ],
      outputs: [{ name: 'probabilities' }, { name: 'label', parameters: { binary_data: true } }],
      parameters: { priority: 1, timeout: 1_000_000 },
    },
  },
  {
    path: '/v2/models/fraud/versions/1/infer',
    body: {
      inputs: [{ name: 'features', shape: [1, 18], datatype: 'FP32', parameters: { binary_data_size: 72 } }],
    },
    binary: Buffer.alloc(72, 7),
  },
  {
    path: '/v2/models/credit-risk/infer',
    body: {
      inputs: [
        { name: 'seniority', shape: [1, 1], datatype: 'FP32', data: [9] },
        { name: 'home', shape: [1, 1], datatype: 'BYTES', data: ['rent'] },
      ],
    },
  },
  {
    path: '/v2/models/review-sentiment/infer',
    body: {
      inputs: [
        { name: 'ids', shape: [1, 4], datatype: 'INT64', data: [[2, 17, 905, 3]] },
        { name: 'mask', shape: [1, 4], datatype: 'INT64', data: [1, 1, 1, 1] },
      ],
    },
  },
  {
    path: '/v1/models/flight-delay:predict',
    body: {
      instances: [
        {
          ...{ month: 11, day_of_week: 5, sched_dep: 540, carrier: 'UA', origin: 'EWR', dest: 'ORD' },
          ...{ distance: 719, dep_delay: 12, wind_speed: 10.35702, visib: 10 },
        },
      ],
    },
  },
  {
    path: '/v1/models/review-sentiment:predict',
    body: { instances: [{ review: 'Good coffee.' }, { review: '' }] },
  },
  {
    path: '/v1/models/page-layout:predict',
    body: { instances: [{ image: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ' }] },
  },
  { path: '/v2/repository/index', body: { ready: true } },
];

/** What stands in for a value. */
const oddities = [
  'null',
  'true',
  '-0',
  '1e400',
  '-1e400',
  '9007199254740993',
  '123456789012345678901234567890',
  '0.1e-400',
  'NaN',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"NaN"',
  '[]',
  '{}',
  '[[]]',
  '[[[[[[[[1]]]]]]]]',
  '{"__proto__":{"a":1}}',
  '-1',
  '[4294967296,4294967296]',
  '[1e9,18]',
  '[-1,18]',
  '[0,18]',
  '[2.5]',
  '"FP32"',
  '"BYTES"',
  '"INT64"',
  '"FP16"',
  '"UINT8"',
  '"BOOL"',
  '"__proto__"',
  '"constructor"',
  '"../../../etc/passwd"',
  '1',
] as const;

/** Endless and always the same for a seed. */
export function* fuzzedRequests(seed: number): Generator<FuzzedRequest> {
  const random = randomNumbers(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const spoil = (text: string): Buffer => {
    let spoilt = text;
    for (let times = 1 + below(3); times > 0; times -= 1) spoilt = pick(waysToSpoil)(spoilt, below, pick);
    const bytes = Buffer.from(spoilt, random() < 0.9 ? 'utf8' : 'latin1');
    for (let times = below(8) - 4; times > 0 && bytes.length > 0; times -= 1)
      bytes[below(bytes.length)] = below(256);
    return bytes;
  };
  for (;;) {
    const { path, body, binary } = pick(seeds);
    const json = spoil(JSON.stringify(body));
    const headers: Record<string, string> = {};
    if (random() < 0.1) headers['content-encoding'] = pick(['gzip', 'deflate', 'br', 'gzip, gzip', 'x']);
    if (random() < 0.1) headers['x-timeout-ms'] = pick(['0', '-1', '1e9', 'NaN', '5']);
    if (random() < 0.1) headers['x-priority'] = pick(['0', '1', '11', 'first']);
    if (binary ?? random() < 0.1) {
      const tail = Buffer.alloc(pick([0, 1, 71, 72, 73, 1000]), below(256));
      const length = random() < 0.7 ? json.length : below(json.length * 2 + 3) - 1;
      headers['inference-header-content-length'] =
        random() < 0.95 ? String(length) : pick(['', 'x', '1e3', '-5']);
      yield { path, headers, body: Buffer.concat([json, tail]) };
    } else yield { path, headers, body: json };
  }
}

type Below = (limit: number) => number;
type Pick = <T>(list: readonly T[]) => T;

const waysToSpoil: readonly ((text: string, below: Below, pick: Pick) => string)[] = [
  (text, below) => text.slice(0, below(text.length)),
  (text, below) => {
    const at = below(text.length);
    return text.slice(0, at) + text.slice(at + 1 + below(10));
  },
  (text, below) => {
    const at = below(text.length);
    return text.slice(0, at) + String.fromCharCode(below(0x2_00)) + text.slice(at);
  },
  // In place of a number, a text or a literal.
  (text, below, pick) =>
    replaceOne(text, /-?\d+(\.\d+)?(e-?\d+)?|"[^"]*"(?!:)|true|false|null/gu, below, pick(oddities)),
  (text, below, pick) => replaceOne(text, /\[[^[\]]*\]|\{[^{}]*\}/gu, below, pick(oddities)),
  (text, below, pick) =>
    replaceOne(text, /"[^"]*"(?=:)/gu, below, pick(['"inputs"', '"shape"', '"__proto__"', '""', '"data"'])),
  // A member twice, or nothing but depth.
  (text, below) => replaceOne(text, /"[^"]*":[^,{}[\]]+/gu, below, '$&,$&'),
  (_, below) => '['.repeat(1 + below(20_000)),
  (_, below) => `{"inputs":[{"data":${'['.repeat(below(3_000))}1${']'.repeat(below(3_000))}}]}`,
  (text) => `${text}${text}`,
  () => '',
];

/** Replaces one of the places that match; `$&` is what stood there. */
function replaceOne(text: string, pattern: RegExp, below: Below, by: string): string {
  const found = [...text.matchAll(pattern)];
  const one = found[below(found.length)];
  if (!one) return text;
  return text.slice(0, one.index) + by.replaceAll('$&', () => one[0]) + text.slice(one.index + one[0].length);
}

/** Numbers from 0 to 1: mulberry32, a public-domain generator by Tommy Ettinger. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
