import type { ModelSummary } from '../../../contract/models.ts';
import { parseCommandLine } from '../../arguments.ts';
import { type Command, UsageError } from '../../command.ts';
import * as text from '../../text.ts';
import { modelTable } from './list.ts';
import { aboutOptions, type Answer, modelCommand, modelOptions, withModels } from './with-models.ts';

const named = 'NAME[@VERSION]';

const alias: Command = {
  name: 'models alias',
  summary: 'say which version an alias means; "champion=previous" rolls back',
  usage: `models alias NAME ALIAS=VERSION [options]

  VERSION may be another alias. What "champion" meant before becomes "previous".

${aboutOptions}`,
  async run(args, around) {
    const what = 'NAME or ALIAS=VERSION';
    const { values, positionals } = parseCommandLine(args, modelOptions, { least: 2, most: 2, what });
    const [name = '', assignment = ''] = positionals;
    const [, word, version] = /^([^=]+)=(.+)$/u.exec(assignment) ?? [];
    if (word === undefined || version === undefined) {
      throw new UsageError(`"${assignment}" sets no alias: write ALIAS=VERSION.`);
    }
    return withModels(values, around, async (models) => {
      const versions = await models.alias({ name, alias: word, version });
      return { json: versions, text: modelTable(versions) };
    });
  },
};

const remove = modelCommand('remove', 'take a version off the list', named, async (models, model) => {
  const removed = await models.remove(model);
  const { name, version } = removed;
  return {
    json: removed,
    text: `${name}@${version} is off the list; "foredeck models restore ${name}@${version}" puts it back, until the next start of a console or server deletes its files.\n`,
  };
});

const restore = modelCommand('restore', 'put a removed version back', named, async (models, model) =>
  summaryAnswer(await models.restore(model)),
);

const load = modelCommand('load', 'load a model now', named, async (models, model) => {
  const summary = await models.load(model);
  const { loadMs, memoryBytes, instances, note } = summary.residency;
  const size = `${((memoryBytes ?? 0) / 1e6).toFixed(1)} MB in ${instances} ${instances === 1 ? 'process' : 'processes'}`;
  const where = summary.remote ? `on ${text.plain(summary.remote.url)}` : size;
  const title = `${summary.name}@${summary.version}`;
  // That of a model elsewhere tells why its server was not reached; one here runs all the same.
  const away = summary.remote !== null && note !== null;
  const answer = away
    ? `${title} is loaded, but its server did not answer.\n`
    : `${title} was ready after ${Math.round(loadMs ?? 0)} ms, ${where}.\n`;
  return { json: summary, text: note === null ? answer : `${answer}${text.plain(note)}\n` };
});

const unload = modelCommand('unload', 'let go of a loaded model', named, async (models, model) =>
  summaryAnswer(await models.unload(model)),
);

const on = modelCommand('on', 'switch a model on: its jobs run again', named, async (models, model) =>
  summaryAnswer(await models.settings({ model, on: true })),
);

const off = modelCommand('off', 'switch a model off: its jobs wait', named, async (models, model) =>
  summaryAnswer(await models.settings({ model, on: false })),
);

function summaryAnswer(summary: ModelSummary): Answer {
  return { json: summary, text: modelTable([summary]) };
}

export const changes: Command[] = [alias, remove, restore, load, unload, on, off];
