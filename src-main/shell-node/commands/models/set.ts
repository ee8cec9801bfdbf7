import type { ModelBudget, ModelSummary } from '../../../contract/models.ts';
import { modelRef, parseCommandLine, wholeNumber } from '../../arguments.ts';
import { type Command, UsageError } from '../../command.ts';
import * as text from '../../text.ts';
import { aboutOptions, modelOptions, withModels } from './with-models.ts';

const setOptions = {
  ...modelOptions,
  pin: { type: 'boolean' },
  unpin: { type: 'boolean' },
  instances: { type: 'string' },
  provider: { type: 'string' },
} as const;

const set: Command = {
  name: 'models set',
  summary: 'set how a model is kept loaded',
  usage: `models set NAME[@VERSION] [options]

  --pin, --unpin      never put it to sleep by itself, or again as all others
  --instances N       the most engine processes that hold it; "all" for as many as there are
  --provider P        cpu or webgpu, which falls back to cpu where it does not work
${aboutOptions}`,
  async run(args, around) {
    const what = 'NAME[@VERSION]';
    const { values, positionals } = parseCommandLine(args, setOptions, { least: 1, most: 1, what });
    const model = modelRef(String(positionals[0]));
    if (values.pin && values.unpin) throw new UsageError('--pin and --unpin contradict each other.');
    const pinned = values.pin ? true : values.unpin ? false : undefined;
    const instances = values.instances === undefined ? undefined : instancesFrom(values.instances);
    const provider = values.provider === undefined ? undefined : providerFrom(values.provider);
    if (pinned === undefined && instances === undefined && provider === undefined) {
      throw new UsageError('There is nothing to set: give --pin, --unpin, --instances or --provider.');
    }
    return withModels(values, around, async (models) => {
      const summary = await models.settings({ model, pinned, instances, provider });
      return { json: summary, text: settingsText(summary) };
    });
  },
};

function instancesFrom(given: string): number | null {
  return given === 'all' ? null : wholeNumber(given, '--instances', 1, 64);
}

function providerFrom(given: string): 'cpu' | 'webgpu' {
  if (given === 'cpu' || given === 'webgpu') return given;
  throw new UsageError(`--provider must be cpu or webgpu, not "${given}".`);
}

function settingsText({ name, version, residency }: ModelSummary): string {
  return text.pairs([
    ['model', `${name}@${version}`],
    ['switched', residency.on ? 'on' : 'off'],
    ['pinned', residency.pinned ? 'yes' : 'no'],
    ['instances', residency.instancesWanted === null ? 'all' : String(residency.instancesWanted)],
  ]);
}

const budgetOptions = { ...modelOptions, memory: { type: 'string' }, idle: { type: 'string' } } as const;

const budget: Command = {
  name: 'models budget',
  summary: 'show or set what loaded models may take',
  usage: `models budget [options]

  --memory MB         what all loaded models may take together
  --idle SECONDS      a model that was not used for so long goes to sleep
${aboutOptions}`,
  async run(args, around) {
    const { values } = parseCommandLine(args, budgetOptions, { least: 0, most: 0, what: '' });
    const { memory, idle } = values;
    const change = {
      ...(memory === undefined ? {} : { budgetBytes: wholeNumber(memory, '--memory', 1, 1_000_000) * 1e6 }),
      ...(idle === undefined ? {} : { idleMs: wholeNumber(idle, '--idle', 1, 1_000_000) * 1000 }),
    };
    return withModels(values, around, async (models) => {
      const asks = Object.keys(change).length === 0;
      const now = await (asks ? models.budget() : models.setBudget(change));
      return { json: now, text: budgetText(now) };
    });
  },
};

function budgetText({ budgetBytes, residentBytes, idleMs }: ModelBudget): string {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  return text.pairs([
    ['loaded', `${megabytes(residentBytes)} of ${megabytes(budgetBytes)}`],
    ['asleep after', text.duration(idleMs / 1000)],
  ]);
}

export const settings: Command[] = [set, budget];
