import type { ModelSummary } from '../../../contract/models.ts';
import { parseCommandLine } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import * as text from '../../text.ts';
import { aboutOptions, modelOptions, withModels } from './with-models.ts';

export const list: Command = {
  name: 'models list',
  summary: 'list the models',
  usage: `models list [options]\n\n${aboutOptions}`,
  async run(args, around) {
    const { values } = parseCommandLine(args, modelOptions, { least: 0, most: 0, what: '' });
    return withModels(values, around, async (models) => {
      const all = await models.list();
      return { json: all, text: modelTable(all) };
    });
  },
};

export function modelTable(models: readonly ModelSummary[]): string {
  if (models.length === 0) return '';
  const heads = [
    { title: 'NAME' },
    { title: 'VERSION' },
    { title: 'ALIASES' },
    { title: 'STATE' },
    { title: 'MB', right: true },
    { title: 'RUNS ON' },
    { title: 'TASK' },
    { title: 'TITLE' },
  ];
  return text.table(
    heads,
    models.map((model) => [
      model.name,
      model.version,
      model.aliases.join(', '),
      stateText(model),
      model.remote ? '' : (model.sizeBytes / 1e6).toFixed(1),
      model.remote ? text.plain(model.remote.url) : 'here',
      model.task,
      text.plain(model.title),
    ]),
  );
}

function stateText({ residency }: ModelSummary): string {
  const { state, on, pinned } = residency;
  return `${on ? state : 'off'}${pinned ? ', pinned' : ''}`;
}
