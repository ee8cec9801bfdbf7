import { resolve } from 'node:path';
import type { ContractClient } from '../../contract/client.ts';
import type { Job, Mapping, MissingPolicy } from '../../contract/jobs.ts';
import type { ModelInput } from '../../contract/card.ts';
import type { ModelRef } from '../../contract/models.ts';
import { defaultOutput } from '../../services/job-plan.ts';
import { dataFolder, modelRef, parseCommandLine, sharedOptions, wholeNumber } from '../arguments.ts';
import { type Command, UsageError } from '../command.ts';
import { followJob, isClosed, tellEnd } from '../follow-job.ts';

const options = {
  ...sharedOptions,
  model: { type: 'string', short: 'm' },
  output: { type: 'string', short: 'o' },
  map: { type: 'string', multiple: true },
  missing: { type: 'string', multiple: true },
  chunk: { type: 'string' },
  resume: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const mostChunkRows = 65_536;

export const score: Command = {
  name: 'score',
  summary: 'score every row of a file',
  usage: `score INPUT --model NAME[@VERSION] [options]

  INPUT               a table: .csv .tsv .parquet .jsonl
  --model NAME[@V]    the model; V is a version or an alias, without it the champion,
                      or the newest version where none is champion
  --output OUT        the scored file, its format by its extension
                      (default: INPUT.scored.EXT beside INPUT)
  --map COLUMN=FEATURE
                      takes a feature from that column; may be repeated
  --missing reject|default|FEATURE=VALUE
                      what to do with missing cells: reject their rows, take the model's
                      defaults, or a value for one feature; may be repeated
  --chunk ROWS        rows per inference call (1 to ${mostChunkRows})
  --resume            goes on with the last job of this input, model and output that did not
                      finish, or starts one
  --json              prints one JSON document
  --data DIR          the data folder
`,

  async run(args, around) {
    const { values, positionals } = parseCommandLine(args, options, { least: 1, most: 1, what: 'INPUT' });
    if (values.model === undefined) throw new UsageError('--model is missing: name the model to score with.');
    const model = modelRef(values.model);
    const chunkRows =
      values.chunk === undefined ? undefined : wholeNumber(values.chunk, '--chunk', 1, mostChunkRows);
    const input = resolve(around.cwd, String(positionals[0]));
    // Named here: left to the console, a bundled sample's output would go to the data folder.
    const output = values.output === undefined ? defaultOutput(input) : resolve(around.cwd, values.output);
    const folder = dataFolder(values.data, around);

    const startedMs = Date.now();
    const begin = async (client: ContractClient, sinceMs: number | null): Promise<Job> => {
      const choices = await understood(client, model, values.map ?? [], values.missing ?? []);
      const wanted = { input, output, model };
      const made =
        sinceMs === null ? null : await newestOf(client, wanted, (job) => job.createdAtMs >= sinceMs);
      if (made) return made;
      const unfinished = values.resume ? await lastUnfinished(client, wanted) : null;
      if (unfinished) return goOn(client, unfinished);
      return client.jobs.create({
        input,
        output,
        model,
        afresh: true,
        ...choices,
        ...(chunkRows === undefined ? {} : { chunkRows }),
      });
    };

    let backend = await around.connect(folder, { idle: false });
    try {
      let job: Job | null = null;
      for (let sinceMs: number | null = null; !job; sinceMs = startedMs) {
        try {
          job = await begin(backend.client, sinceMs);
        } catch (thrown) {
          // The console that held the folder has closed; it may have made the job before.
          if (!isClosed(thrown)) throw thrown;
          await backend.close();
          backend = await around.connect(folder, { idle: false });
        }
      }
      const ended = await followJob({ job, backend }, folder, around);
      backend = ended.backend;
      return await tellEnd(ended, around, { json: values.json === true });
    } finally {
      await backend.close();
    }
  },
};

/** Turns `--map` and `--missing` into choices by feature; which features there are, the model's card says. */
async function understood(
  client: ContractClient,
  model: ModelRef,
  maps: string[],
  missings: string[],
): Promise<{ mapping: Mapping; missing: Record<string, MissingPolicy> }> {
  if (maps.length === 0 && missings.length === 0) return { mapping: {}, missing: {} };
  const { inputs } = (await client.models.show(model)).card;
  return { mapping: mappingFrom(maps, inputs), missing: missingFrom(missings, inputs) };
}

/** COLUMN=FEATURE. Both may contain `=`: the longest known feature at the end wins. */
export function mappingFrom(maps: string[], inputs: ModelInput[]): Mapping {
  const mapping: Mapping = {};
  for (const map of maps) {
    const feature = longest(inputs.filter(({ name }) => map.endsWith(`=${name}`)));
    if (feature === null) throw unknownFeature(`--map ${map}`, 'COLUMN=FEATURE', inputs);
    const column = map.slice(0, map.length - feature.length - 1);
    if (column === '') throw new UsageError(`--map ${map} names no column: write COLUMN=FEATURE.`);
    if (feature in mapping) throw new UsageError(`--map gives ${feature} two columns.`);
    mapping[feature] = column;
  }
  return mapping;
}

/** `reject` and `default` are for all features, FEATURE=VALUE for one, whatever the order. */
export function missingFrom(missings: string[], inputs: ModelInput[]): Record<string, MissingPolicy> {
  const missing: Record<string, MissingPolicy> = {};
  const general = missings.filter((text) => text === 'reject' || text === 'default');
  if (general.length > 1) throw new UsageError('--missing says what to do with all features more than once.');
  for (const input of inputs) {
    // A feature without a default of its own has nothing to be filled in with, unless the model takes it as it is.
    const hasDefault = input.default !== null && input.default !== undefined;
    if (general[0] === 'default' && (hasDefault || input.acceptsMissing)) {
      missing[input.name] = { kind: 'default' };
    } else if (general[0] !== undefined) missing[input.name] = { kind: 'reject' };
  }
  for (const text of missings) {
    if (text === 'reject' || text === 'default') continue;
    const feature = longest(inputs.filter(({ name }) => text.startsWith(`${name}=`)));
    if (feature === null)
      throw unknownFeature(`--missing ${text}`, 'reject, default or FEATURE=VALUE', inputs);
    if (missing[feature]?.kind === 'value') throw new UsageError(`--missing gives ${feature} two values.`);
    missing[feature] = { kind: 'value', value: text.slice(feature.length + 1) };
  }
  return missing;
}

function longest(inputs: ModelInput[]): string | null {
  return inputs.map(({ name }) => name).sort((a, b) => b.length - a.length)[0] ?? null;
}

function unknownFeature(given: string, form: string, inputs: ModelInput[]): UsageError {
  const names = inputs.map(({ name }) => name).join(', ');
  return new UsageError(`${given} names no feature of the model: write ${form}. Its features: ${names}.`);
}

interface Wanted {
  input: string;
  output: string;
  model: ModelRef;
}

/** The newest job of this input, model and output that did not finish. */
function lastUnfinished(client: ContractClient, wanted: Wanted): Promise<Job | null> {
  return newestOf(client, wanted, (job) => job.state !== 'done');
}

/** The newest job of this input, model and output that is as asked. */
async function newestOf(
  client: ContractClient,
  wanted: Wanted,
  asked: (job: Job) => boolean,
): Promise<Job | null> {
  const { model, input, output } = wanted;
  const jobs = await client.jobs.list();
  const candidates = jobs.filter(
    (job) =>
      job.inputPath === input &&
      job.outputPath === output &&
      job.model.name === model.name &&
      (model.version === null || job.model.version === model.version) &&
      asked(job),
  );
  return candidates.sort((a, b) => b.createdAtMs - a.createdAtMs)[0] ?? null;
}

/** A job that waits or runs already goes on by itself. */
async function goOn(client: ContractClient, job: Job): Promise<Job> {
  return job.state === 'queued' || job.state === 'running' ? job : await client.jobs.resume({ id: job.id });
}
