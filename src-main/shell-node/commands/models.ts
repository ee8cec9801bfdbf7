import type { ModelCard, ModelInput } from '../../contract/card.ts';
import { dataFolder, modelRef, parseCommandLine, sharedOptions } from '../arguments.ts';
import { type Command, exitCodes } from '../command.ts';
import * as text from '../text.ts';

const options = { ...sharedOptions, json: { type: 'boolean' } } as const;
const about = `  --json              prints one JSON document
  --data DIR          the data folder
`;

const list: Command = {
  name: 'models list',
  summary: 'list the models',
  usage: `models list [options]\n\n${about}`,
  async run(args, around) {
    const { values } = parseCommandLine(args, options, { least: 0, most: 0, what: '' });
    const backend = await around.connect(dataFolder(values.data, around), { idle: true });
    try {
      const models = await backend.client.models.list();
      if (values.json) around.out(text.json(models));
      else if (models.length > 0) {
        const heads = [{ title: 'NAME' }, { title: 'VERSION' }, { title: 'TASK' }, { title: 'TITLE' }];
        around.out(
          text.table(
            heads,
            models.map((model) => [model.name, model.version, model.task, model.title]),
          ),
        );
      }
      return exitCodes.done;
    } finally {
      await backend.close();
    }
  },
};

const show: Command = {
  name: 'models show',
  summary: 'show what a model takes and gives',
  usage: `models show NAME[@VERSION] [options]\n\n${about}`,
  async run(args, around) {
    const { values, positionals } = parseCommandLine(args, options, { least: 1, most: 1, what: 'NAME' });
    const model = modelRef(String(positionals[0]));
    const backend = await around.connect(dataFolder(values.data, around), { idle: true });
    try {
      const shown = await backend.client.models.show(model);
      around.out(values.json ? text.json(shown) : cardText(shown.card));
      return exitCodes.done;
    } finally {
      await backend.close();
    }
  },
};

export const models: Command[] = [list, show];

function cardText(card: ModelCard): string {
  const { outputs } = card;
  const heads = [
    { title: 'FEATURE' },
    { title: 'TYPE' },
    { title: 'UNIT' },
    { title: 'DEFAULT' },
    { title: 'VALUES' },
  ];
  const features = card.inputs.map((input) => [
    input.name,
    input.type,
    'unit' in input ? (input.unit ?? '') : '',
    String(input.default ?? ''),
    allowedValues(input),
  ]);
  const gives =
    outputs.kind === 'classification'
      ? `one of ${outputs.labels.join(', ')}, with probabilities`
      : outputs.kind === 'regression'
        ? `a value${outputs.unit ? ` in ${outputs.unit}` : ''}`
        : `boxes around ${outputs.labels.join(', ')}`;
  return `${card.title} (${card.name}@${card.version})\n${card.summary}\nGives ${gives}.\n\n${text.table(heads, features)}`;
}

const valuesShown = 8;

function allowedValues(input: ModelInput): string {
  if (input.type !== 'category')
    return 'range' in input && input.range ? `${input.range[0]} to ${input.range[1]}` : '';
  const more = input.values.length - valuesShown;
  const shown = input.values.slice(0, valuesShown).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
