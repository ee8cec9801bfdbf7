import { randomUUID } from 'node:crypto';
import { access, constants, lstat, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { failed } from '../contract/failure.ts';
import type { Dialect, TableDescription, TableFormat } from '../contract/files.ts';
import type {
  Job,
  JobPlan,
  JobProgress,
  JobResult,
  JobSpec,
  Mapping,
  MissingPolicy,
  RejectedRow,
} from '../contract/jobs.ts';
import type { ModelCard } from '../contract/card.ts';
import type { ModelRef } from '../contract/models.ts';
import { type JobRecord, jobView, type NewJob } from '../domain/job-record.ts';
import { partialName } from '../domain/partial-name.ts';
import { defaultOutput, planBatch, tableShape } from './job-plan.ts';
import { latestFrames, type Listen } from './latest-frames.ts';

/** What the service needs of the scheduler. */
export interface JobQueue {
  create(job: NewJob): Promise<JobRecord>;
  pause(id: string): Promise<JobRecord>;
  resume(id: string): Promise<JobRecord>;
  cancel(id: string): Promise<JobRecord>;
  remove(id: string): Promise<JobRecord>;
  restore(id: string): Promise<JobRecord>;
  pauseQueue(paused: boolean): Promise<void>;
  progressOf(id: string): JobProgress | null;
  /** Tells of new states and of progress. Returns the undo. */
  subscribe(listener: (change: { kind: 'job' | 'progress' | 'queue' }) => void): () => void;
}

/** What it needs of the store. */
export interface JobArchive {
  get(id: string): Promise<JobRecord>;
  list(limit: number): Promise<JobRecord[]>;
  /** Whether a path is the input or the output of a job on the list. */
  knowsPath(path: string): Promise<boolean>;
  result(id: string): Promise<JobResult>;
  rejectedPage(id: string, offset: number, limit: number): Promise<{ rows: RejectedRow[]; kept: number }>;
  recallMapping(
    shape: string,
    modelName: string,
  ): Promise<{ mapping: Mapping; missing: Record<string, MissingPolicy>; fileName: string } | null>;
  rememberMapping(
    shape: string,
    modelName: string,
    use: { mapping: Mapping; missing: Record<string, MissingPolicy>; fileName: string },
  ): Promise<void>;
}

export interface JobsServiceOptions {
  queue: JobQueue;
  archive: JobArchive;
  describe(path: string, delimiter: Dialect['delimiter'] | null): Promise<TableDescription>;
  findModel(ref: ModelRef): { card: ModelCard };
  /** Why jobs of a version wait, or null; `listenToModels` tells when that may have changed. */
  waitingFor(name: string, version: string): string | null;
  listenToModels: Listen;
  formatOf(path: string): TableFormat;
  /** Deletes the unfinished files of a job; it can still be restored, and then begins anew. */
  discard(job: JobRecord): Promise<void>;
  samplesFolder: string;
  /** Where scored samples go whose job names no output: the folder the samples lie in is the program's own. */
  scoredSamplesFolder: string;
}

export interface PlanRequest {
  path: string;
  delimiter?: Dialect['delimiter'] | undefined;
  model: ModelRef;
  mapping?: Mapping | undefined;
  missing?: Record<string, MissingPolicy> | undefined;
  output?: string | null | undefined;
  afresh?: boolean | undefined;
}

const jobsShown = 1_000;
const provenanceSuffix = '.foredeck.json';
const framesAtMostEveryMs = 100;

export type JobsService = ReturnType<typeof createJobsService>;

export function createJobsService(options: JobsServiceOptions) {
  const { queue, archive } = options;
  const view = (record: JobRecord): Job =>
    jobView(record, {
      live: queue.progressOf(record.id),
      waitingFor: options.waitingFor(record.modelName, record.modelVersion),
    });
  const listen: Listen = (changed) => {
    const undo = [
      queue.subscribe((change) => changed(change.kind === 'job')),
      options.listenToModels(changed),
    ];
    return () => undo.forEach((act) => act());
  };

  // Progress comes many times a second; only a new state makes the stored list another one.
  let stored: Promise<JobRecord[]> | null = null;
  queue.subscribe((change) => {
    if (change.kind === 'job') stored = null;
  });
  const list = async (): Promise<Job[]> => {
    stored ??= archive.list(jobsShown);
    stored.catch(() => {
      stored = null;
    });
    return (await stored).map(view);
  };

  const outputFor = (input: string, wanted: string | null | undefined): string => {
    if (wanted) return resolve(wanted);
    const beside = defaultOutput(resolve(input));
    return dirname(beside) === options.samplesFolder
      ? join(options.scoredSamplesFolder, basename(beside))
      : beside;
  };

  async function look(
    request: PlanRequest,
  ): Promise<{ table: TableDescription; card: ModelCard; plan: JobPlan }> {
    const { card } = options.findModel(request.model);
    const table = await options.describe(resolve(request.path), request.delimiter ?? null);
    const remembered = request.afresh
      ? null
      : await archive.recallMapping(tableShape(table.columns), card.name);
    const output = outputFor(request.path, request.output);
    const plan = planBatch({
      table,
      card,
      chosen: request.mapping ?? {},
      missing: request.missing ?? {},
      remembered,
      output,
      outputExists: await exists(output),
    });
    return { table, card, plan };
  }

  /** Refuses what cannot end well before anything is queued. */
  async function checkOutput(input: string, output: string, overwrite: boolean): Promise<void> {
    const name = basename(output);
    options.formatOf(output);
    if (output === input) {
      throw failed('BAD_REQUEST', `the output must be another file than the input ${name}`, {
        details: { file: name, field: 'output' },
      });
    }
    if (!overwrite && (await exists(output))) {
      const folder = basename(dirname(output)) || dirname(output);
      throw failed(
        'OUTPUT_EXISTS',
        `${name} exists already in the folder ${folder}; choose another output or let it be replaced`,
        { details: { file: name } },
      );
    }
    const code = await whyNotWritable(output);
    if (code === null) return;
    const texts: Record<string, string> = {
      ENOENT: `the folder for ${name} does not exist; choose another output`,
      ENOTDIR: `the folder for ${name} is no folder; choose another output`,
      ENAMETOOLONG: `the name ${name} is too long, with what stands beside it (${provenanceSuffix}); choose a shorter one`,
    };
    throw failed(
      'OUTPUT_NOT_WRITABLE',
      texts[code] ?? `${name} cannot be written in its folder; choose another output`,
      { details: { file: name } },
    );
  }

  return {
    plan: async (request: PlanRequest): Promise<JobPlan> => (await look(request)).plan,

    /** @throws the first obstacle as MAPPING_INCOMPLETE or INPUT_EMPTY, OUTPUT_EXISTS, OUTPUT_NOT_WRITABLE, MODEL_NOT_FOUND, INPUT_* */
    async create(spec: JobSpec): Promise<Job> {
      const input = resolve(spec.input);
      const { table, card, plan } = await look({
        path: input,
        delimiter: spec.delimiter ?? undefined,
        model: spec.model,
        mapping: spec.mapping,
        missing: spec.missing,
        output: spec.output,
        afresh: spec.afresh,
      });
      const obstacle = plan.obstacles[0];
      if (obstacle) {
        throw failed(
          obstacle.feature === null && table.survey.rows === 0 ? 'INPUT_EMPTY' : 'MAPPING_INCOMPLETE',
          `${table.name}: ${obstacle.text}`,
          {
            details: { file: table.name, ...(obstacle.feature === null ? {} : { field: obstacle.feature }) },
          },
        );
      }
      const mapping = Object.fromEntries(
        plan.matches.flatMap((match) => (match.column === null ? [] : [[match.feature, match.column]])),
      );
      const missing = Object.fromEntries(plan.matches.map((match) => [match.feature, match.policy]));
      const info = await stat(input);
      const id = newJobId();
      await checkOutput(input, plan.output, spec.overwrite);
      const record = await queue.create({
        id,
        spec: {
          ...spec,
          input,
          output: plan.output,
          model: { name: card.name, version: card.version },
          mapping,
          missing,
          delimiter: table.dialect?.delimiter ?? null,
        },
        inputPath: input,
        inputName: table.name,
        inputSizeBytes: info.size,
        inputMtimeMs: info.mtimeMs,
        outputPath: plan.output,
        partialPath: join(dirname(plan.output), partialName(basename(plan.output), id)),
        modelName: card.name,
        modelVersion: card.version,
        modelSha256: card.sha256,
      });
      if (!spec.afresh && (Object.keys(spec.mapping).length > 0 || Object.keys(spec.missing).length > 0)) {
        await archive.rememberMapping(tableShape(table.columns), card.name, {
          mapping,
          missing,
          fileName: table.name,
        });
      }
      return view(record);
    },

    list,
    show: async (id: string) => view(await archive.get(id)),
    watch: (signal: AbortSignal) =>
      latestFrames(list, { signal, listen, atMostEveryMs: framesAtMostEveryMs }),
    pause: async (id: string) => view(await queue.pause(id)),
    resume: async (id: string) => view(await queue.resume(id)),
    cancel: async (id: string) => view(await queue.cancel(id)),
    remove: async (id: string): Promise<void> => {
      await options.discard(await queue.remove(id));
    },
    restore: async (id: string) => view(await queue.restore(id)),
    result: (id: string) => archive.result(id),
    /** The scored file of a job that is done, for a download. @throws JOB_NOT_FOUND, JOB_STATE */
    async output(id: string): Promise<{ path: string; name: string }> {
      const { state, outputPath } = await archive.get(id);
      if (state !== 'done') {
        throw failed('JOB_STATE', `Job ${id} is ${state}; only a job that is done has an output.`);
      }
      return { path: outputPath, name: basename(outputPath) };
    },
    async rejectedRows(id: string, offset: number, limit: number) {
      const record = await archive.get(id);
      const page = await archive.rejectedPage(id, offset, limit);
      return { ...page, total: view(record).progress.rejected };
    },
    pauseQueue: (paused: boolean) => queue.pauseQueue(paused),
  };
}

/** Sorts by time, is safe in a file name, and is short enough to type. */
function newJobId(): string {
  return `${Date.now().toString(36)}-${randomUUID().slice(0, 8)}`;
}

/** The system's code for why a file cannot come to be there with its provenance beside it, or null. */
async function whyNotWritable(output: string): Promise<string | null> {
  const folder = dirname(output);
  try {
    if (!(await stat(folder)).isDirectory()) return 'ENOTDIR';
    await access(folder, constants.W_OK);
    await lstat(output + provenanceSuffix);
    return null;
  } catch (error) {
    const { code = '', path } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' && path !== folder ? null : code;
  }
}

/** Whether the name is taken, be it by a link that leads nowhere. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}
