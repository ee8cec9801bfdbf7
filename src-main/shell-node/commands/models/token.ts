import { modelRef, parseCommandLine } from '../../arguments.ts';
import { type Command, UsageError } from '../../command.ts';
import { remoteTokenFrom, tokenVariable } from './remote-token.ts';
import { aboutOptions, modelOptions, withModels } from './with-models.ts';

const options = {
  ...modelOptions,
  'token-file': { type: 'string' },
  'no-token': { type: 'boolean' },
} as const;

export const token: Command = {
  name: 'models token',
  summary: 'give a model on another server another token',
  usage: `models token NAME[@VERSION] --token-file FILE [options]

  The server is asked first whether it takes the token.

  --token-file FILE   a file with the token; or the variable ${tokenVariable}
  --no-token          none is sent any more
${aboutOptions}`,
  async run(args, around) {
    const what = 'NAME[@VERSION]';
    const { values, positionals } = parseCommandLine(args, options, { least: 1, most: 1, what });
    if (values['no-token'] && values['token-file'] !== undefined) {
      throw new UsageError('--token-file and --no-token exclude each other.');
    }
    const next = values['no-token'] ? null : await remoteTokenFrom(values['token-file'], around);
    if (next === null && !values['no-token']) {
      throw new UsageError(`Name a file with the token (--token-file), or set ${tokenVariable}.`);
    }
    return withModels(values, around, async (models) => {
      const summary = await models.changeToken({ model: modelRef(String(positionals[0])), token: next });
      const { name, version } = summary;
      const how = next === null ? 'without a token' : 'with the new token';
      return { json: summary, text: `${name}@${version} is asked ${how} from now on.\n` };
    });
  },
};
