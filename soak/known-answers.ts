import type { ContractClient } from '../src-main/contract/client.ts';
import { modelRows } from '../bench/harness/model-rows.ts';
import { benchInstances, v2Bodies } from '../bench/harness/online-rows.ts';
import type { Answer, Caller } from './ask.ts';
import type { Question } from './lanes.ts';

/** Questions whose answers were taken while nothing else was asked, one row at a time. */
export interface KnownAnswers {
  /** Tensors of one to four rows for a model with the inputs of the benchmark models. */
  tensors(model: string): (random: () => number) => Question;
  /** Rows of named features. */
  rows(model: string): (random: () => number) => Question;
}

const tableRows = 48;
/** Texts are padded to the longest of their batch, and sums of float32 come in another order there. */
const tolerance = 2e-4;

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export async function takeKnownAnswers(
  client: ContractClient,
  caller: Caller,
  models: { tensors: string[]; rows: string[] },
): Promise<KnownAnswers> {
  const tensors = new Map<string, ReturnType<typeof tensorQuestions>>();
  for (const model of models.tensors)
    tensors.set(model, tensorQuestions(model, await tensorTable(caller, model)));
  const rows = new Map<string, ReturnType<typeof rowQuestions>>();
  for (const model of models.rows)
    rows.set(model, rowQuestions(model, await rowTable(client, caller, model)));
  return { tensors: (model) => known(tensors, model), rows: (model) => known(rows, model) };
}

function known<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
  const found = map.get(name);
  if (found === undefined) throw new Error(`No answers of ${name} were taken`);
  return found;
}

interface TensorRow {
  data: number[];
  label: number;
  probabilities: number[];
}

async function tensorTable(caller: Caller, model: string): Promise<TensorRow[]> {
  const table: TensorRow[] = [];
  for (const body of v2Bodies(tableRows, 7).bodies) {
    const { inputs } = JSON.parse(body) as { inputs: [{ data: number[] }] };
    const [labels, probabilities] = outputsOf(await right(caller, `/v2/models/${model}/infer`, body));
    table.push({
      data: inputs[0].data,
      label: labels?.[0] ?? Number.NaN,
      probabilities: probabilities ?? [],
    });
  }
  return table;
}

function tensorQuestions(model: string, table: readonly TensorRow[]): (random: () => number) => Question {
  return (random) => {
    // Half of them one row, which comes again soon.
    const rows = random() < 0.5 ? 1 : 2 + Math.floor(random() * 3);
    const chosen = Array.from({ length: rows }, () => pick(table, random));
    const data = chosen.flatMap((row) => row.data);
    const shape = [chosen.length, data.length / chosen.length];
    return {
      path: `/v2/models/${model}/infer`,
      body: JSON.stringify({ inputs: [{ name: 'features', shape, datatype: 'FP32', data }] }),
      check(answer) {
        const got = outputsOf(answer);
        const wanted = [chosen.map((row) => row.label), chosen.flatMap((row) => row.probabilities)];
        return isAlike(got, wanted)
          ? null
          : `another answer: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`;
      },
    };
  };
}

function outputsOf({ body }: Answer): number[][] {
  const { outputs } = JSON.parse(body.toString()) as { outputs: { data: number[] }[] };
  return outputs.map(({ data }) => data);
}

async function rowTable(
  client: ContractClient,
  caller: Caller,
  model: string,
): Promise<{ instance: Json; prediction: Json }[]> {
  const detail = await client.models.show({ name: model, version: null });
  const instances = (
    detail.summary.sample === null ? benchInstances(tableRows, 7) : modelRows(detail).instances
  ).slice(0, detail.card.task === 'detection' ? 4 : tableRows);
  const table: { instance: Json; prediction: Json }[] = [];
  for (const instance of instances) {
    const answer = await right(
      caller,
      `/v1/models/${model}:predict`,
      JSON.stringify({ instances: [instance] }),
    );
    const { predictions } = JSON.parse(answer.body.toString()) as { predictions: Json[] };
    table.push({ instance, prediction: predictions[0] ?? null });
  }
  return table;
}

function rowQuestions(
  model: string,
  table: readonly { instance: Json; prediction: Json }[],
): (random: () => number) => Question {
  return (random) => {
    const chosen = Array.from({ length: 1 + Math.floor(random() * 2) }, () => pick(table, random));
    return {
      path: `/v1/models/${model}:predict`,
      body: JSON.stringify({ instances: chosen.map(({ instance }) => instance) }),
      check(answer) {
        const { predictions } = JSON.parse(answer.body.toString()) as { predictions: Json };
        const wanted = chosen.map(({ prediction }) => prediction);
        return isAlike(predictions, wanted)
          ? null
          : `another answer: ${JSON.stringify(predictions).slice(0, 300)} instead of ${JSON.stringify(wanted).slice(0, 300)}`;
      },
    };
  };
}

async function right(caller: Caller, path: string, body: string): Promise<Answer> {
  const answer = await caller.ask({ path, body });
  if (answer?.status !== 200)
    throw new Error(`${path} answered ${answer?.status}: ${answer?.body.toString().slice(0, 500)}`);
  return answer;
}

function pick<Value>(list: readonly Value[], random: () => number): Value {
  const picked = list[Math.floor(random() * list.length)];
  if (picked === undefined) throw new Error('There is nothing to pick from');
  return picked;
}

/** The same but for the last digits of numbers. */
function isAlike(got: Json, wanted: Json): boolean {
  if (typeof got === 'number' && typeof wanted === 'number') {
    return Math.abs(got - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
  }
  if (Array.isArray(got) && Array.isArray(wanted)) {
    return got.length === wanted.length && got.every((item, index) => isAlike(item, wanted[index] ?? null));
  }
  if (got !== null && wanted !== null && typeof got === 'object' && typeof wanted === 'object') {
    if (Array.isArray(got) || Array.isArray(wanted)) return false;
    const names = Object.keys(wanted);
    return (
      names.length === Object.keys(got).length &&
      names.every((name) => isAlike(got[name] ?? null, wanted[name] ?? null))
    );
  }
  return got === wanted;
}
