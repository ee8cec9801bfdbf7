import type { Job } from '../../contract/jobs.ts';
import { dataFolder, parseCommandLine, sharedOptions } from '../arguments.ts';
import type { Command, Surroundings } from '../command.ts';
import { exitCodes } from '../command.ts';
import { followJob, tellEnd } from '../follow-job.ts';
import * as text from '../text.ts';

const options = { ...sharedOptions, json: { type: 'boolean' } } as const;
const about = `  --json              prints one JSON document
  --data DIR          the data folder
`;

function parseId(args: string[], around: Surroundings) {
  const { values, positionals } = parseCommandLine(args, options, { least: 1, most: 1, what: 'ID' });
  return {
    id: String(positionals[0]),
    json: values.json === true,
    folder: dataFolder(values.data, around),
  };
}

const list: Command = {
  name: 'jobs list',
  summary: 'list the jobs, newest first',
  usage: `jobs list [options]\n\n${about}`,
  async run(args, around) {
    const { values } = parseCommandLine(args, options, { least: 0, most: 0, what: '' });
    const backend = await around.connect(dataFolder(values.data, around), { idle: true });
    try {
      const jobs = await backend.client.jobs.list();
      if (jobs.length === 0 && !values.json) around.err('There are no jobs in this data folder.\n');
      around.out(values.json ? text.json(jobs) : jobTable(jobs));
      return exitCodes.done;
    } finally {
      await backend.close();
    }
  },
};

const show: Command = {
  name: 'jobs show',
  summary: 'show one job and what came of it',
  usage: `jobs show ID [options]\n\n${about}`,
  async run(args, around) {
    const { id, json, folder } = parseId(args, around);
    const backend = await around.connect(folder, { idle: true });
    try {
      const job = await backend.client.jobs.show({ id });
      const result = job.state === 'done' ? await backend.client.jobs.result({ id }) : null;
      if (json) around.out(text.json({ ...job, result }));
      else {
        around.out(
          text.pairs([
            ...jobPairs(job),
            ...(result ? [['took', text.duration(result.seconds)] satisfies [string, string]] : []),
          ]),
        );
      }
      return exitCodes.done;
    } finally {
      await backend.close();
    }
  },
};

const cancel: Command = {
  name: 'jobs cancel',
  summary: 'cancel a job; what is finished is kept',
  usage: `jobs cancel ID [options]\n\n${about}`,
  async run(args, around) {
    const { id, json, folder } = parseId(args, around);
    const backend = await around.connect(folder, { idle: true });
    try {
      const job = await backend.client.jobs.cancel({ id });
      if (json) around.out(text.json(job));
      else around.err(`Cancelled ${id} (${job.inputName}); what is finished is kept.\n`);
      return exitCodes.done;
    } finally {
      await backend.close();
    }
  },
};

const resume: Command = {
  name: 'jobs resume',
  summary: 'go on with a job that did not finish, to its end',
  usage: `jobs resume ID [options]\n\n${about}`,
  async run(args, around) {
    const { id, json, folder } = parseId(args, around);
    let backend = await around.connect(folder, { idle: false });
    try {
      const found = await backend.client.jobs.show({ id });
      // Opening the folder sets an interrupted job going again by itself.
      const goesOn = found.state === 'queued' || found.state === 'running';
      const job = goesOn ? found : await backend.client.jobs.resume({ id });
      const ended = await followJob({ job, backend }, folder, around);
      backend = ended.backend;
      return await tellEnd(ended, around, { json });
    } finally {
      await backend.close();
    }
  },
};

export const jobs: Command[] = [list, show, cancel, resume];

function jobTable(all: Job[]): string {
  if (all.length === 0) return '';
  const heads = [
    { title: 'ID' },
    { title: 'STATE' },
    { title: 'DONE', right: true },
    { title: 'ROWS', right: true },
    { title: 'REJECTED', right: true },
    { title: 'MODEL' },
    { title: 'CREATED' },
    { title: 'INPUT' },
  ];
  const lines = all.map((job) => [
    job.id,
    job.state,
    job.progress.share === null ? '' : `${Math.floor(job.progress.share * 100)} %`,
    text.count(job.progress.rowsDone),
    text.count(job.progress.rejected),
    `${job.model.name}@${job.model.version}`,
    text.time(job.createdAtMs),
    text.plain(job.inputName),
  ]);
  return text.table(heads, lines);
}

function jobPairs(job: Job): [string, string][] {
  const pairs: [string, string][] = [
    ['job', job.id],
    ['state', job.state],
    ['model', `${job.model.name}@${job.model.version}`],
    ['input', text.plain(job.inputPath)],
    ['output', text.plain(job.outputPath)],
    ['rows done', text.count(job.progress.rowsDone)],
    ['rejected', text.count(job.progress.rejected)],
    ['created', text.time(job.createdAtMs)],
  ];
  if (job.startedAtMs !== null) pairs.push(['started', text.time(job.startedAtMs)]);
  if (job.endedAtMs !== null) pairs.push(['ended', text.time(job.endedAtMs)]);
  if (job.attempts > 1) pairs.push(['attempts', String(job.attempts)]);
  if (job.waitingFor !== null) pairs.push(['waits, for', text.plain(job.waitingFor)]);
  if (job.failure) pairs.push(['failure', text.plain(`${job.failure.message} (${job.failure.code})`)]);
  return pairs;
}
