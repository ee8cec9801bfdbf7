import type { Answer, Asked } from './ask.ts';
import type { KnownAnswers } from './known-answers.ts';

/** A request, and what its answer must be. */
export interface Question extends Asked {
  /** What is wrong with the answer, or null. */
  check(answer: Answer): string | null;
  /** Statuses that are no mistake, and what they mean. */
  expects?: Partial<Record<number, 'refused' | 'late'>>;
}

/** One kind of caller; several of a kind run beside each other. */
export interface LaneKind {
  name: string;
  callers: number;
  /** Between an answer and the next request. */
  pauseMs: number;
  next(random: () => number): Question;
}

const json = (answer: Answer): Record<string, unknown> =>
  JSON.parse(answer.body.toString()) as Record<string, unknown>;

/** The mixed load: every protocol, good and bad requests, callers that leave and callers in a hurry. */
export function laneKinds(known: KnownAnswers): LaneKind[] {
  return [
    { name: 'sums, JSON', callers: 2, pauseMs: 2, next: (random) => sums(random, false) },
    { name: 'sums, binary', callers: 2, pauseMs: 2, next: (random) => sums(random, true) },
    { name: 'network, V2', callers: 2, pauseMs: 2, next: known.tensors('mlp-30') },
    { name: 'trees, V2, cached', callers: 2, pauseMs: 2, next: known.tensors('trees-30') },
    { name: 'network, V1', callers: 1, pauseMs: 5, next: known.rows('mlp-30') },
    { name: 'sentiment, V1', callers: 2, pauseMs: 5, next: known.rows('review-sentiment') },
    { name: 'pages, V1', callers: 1, pauseMs: 200, next: known.rows('page-layout') },
    { name: 'bad rows', callers: 1, pauseMs: 10, next: bad },
    {
      name: 'callers that leave',
      callers: 1,
      pauseMs: 10,
      next: (random) => ({ ...sums(random, random() < 0.5), leaveAfterMs: Math.floor(random() * 12) }),
    },
    { name: 'callers in a hurry', callers: 1, pauseMs: 10, next: hurried },
  ];
}

/** Numbers nobody else asks for, so that an answer of somebody else's cannot pass for this one. */
function sums(random: () => number, binary: boolean, parameters: Record<string, unknown> = {}): Question {
  const rows = 1 + Math.floor(random() * 8);
  const values = (): Float32Array => Float32Array.from({ length: rows * 3 }, () => random() * 1000 - 500);
  const [first, second] = [values(), values()];
  const id = `${Math.floor(random() * 1e12)}`;
  const port = (name: string, data: Float32Array): object => {
    const shared = { name, shape: [rows, 3], datatype: 'FP32' };
    return binary
      ? { ...shared, parameters: { binary_data_size: data.byteLength } }
      : { ...shared, data: [...data] };
  };
  const head = JSON.stringify({
    id,
    inputs: [port('first', first), port('second', second)],
    parameters: { ...parameters, ...(binary ? { binary_data_output: true } : {}) },
  });
  const bytes = (data: Float32Array): Buffer => Buffer.from(data.buffer);
  return {
    path: '/v2/models/sums/versions/1/infer',
    ...(binary ? { headers: { 'inference-header-content-length': String(Buffer.byteLength(head)) } } : {}),
    body: binary ? Buffer.concat([Buffer.from(head), bytes(first), bytes(second)]) : head,
    check(answer) {
      const length = answer.headers['inference-header-content-length'];
      const at = length === undefined ? answer.body.length : Number(length);
      const said = JSON.parse(answer.body.toString('utf8', 0, at)) as {
        id?: string;
        outputs: { name: string; data?: number[] }[];
      };
      if (said.id !== id) return `the id is ${said.id}, not ${id}`;
      const own = binary
        ? new Float32Array(Uint8Array.from(answer.body.subarray(at)).buffer)
        : Float32Array.from(said.outputs.flatMap(({ data }) => data ?? []));
      const wanted = [
        ...first.map((value, i) => value + (second[i] ?? 0)),
        ...first.map((value, i) => value - (second[i] ?? 0)),
      ];
      const isSame =
        own.length === wanted.length && wanted.every((value, i) => Math.fround(value) === own[i]);
      return isSame ? null : `another answer: ${own.join(' ')} instead of ${wanted.join(' ')}`;
    },
  };
}

function hurried(random: () => number): Question {
  const timeoutUs = 100 + Math.floor(random() * 20_000);
  return {
    ...sums(random, false, { timeout: timeoutUs, priority: 1 + Math.floor(random() * 3) }),
    expects: { 504: 'late' },
  };
}

const badBodies = [
  ['/v2/models/sums/infer', '{"inputs":[{"name":"first","shape":[1,3],"datatype":"FP64","data":[1,2,3]}]}'],
  [
    '/v2/models/sums/infer',
    '{"inputs":[{"name":"first","shape":[1,3],"datatype":"FP32","data":[1,"two",3]}]}',
  ],
  ['/v2/models/sums/infer', '{"inputs":[{"name":"third","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}'],
  ['/v2/models/mlp-30/infer', '{"inputs":[{"name":"features","shape":[1,29],"datatype":"FP32","data":[]}]}'],
  ['/v2/models/mlp-30/infer', '{"inputs":['],
  ['/v2/models/nothing/infer', '{"inputs":[]}'],
  ['/v1/models/mlp-30:predict', '{"instances":"none"}'],
] as const;

/** Refused with 4xx, whatever is beside it in a batch. */
function bad(random: () => number): Question {
  const [path, body] = badBodies[Math.floor(random() * badBodies.length)] ?? badBodies[0];
  return {
    path,
    body,
    check: (answer) => `should have been refused: ${JSON.stringify(json(answer)).slice(0, 200)}`,
    expects: { 400: 'refused', 404: 'refused', 422: 'refused' },
  };
}
