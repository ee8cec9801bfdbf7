import { modelRef, parseCommandLine } from '../../arguments.ts';
import { type Command, UsageError } from '../../command.ts';
import { reportText } from './import.ts';
import { remoteTokenFrom, tokenVariable } from './remote-token.ts';
import { aboutOptions, modelOptions, withModels } from './with-models.ts';

const options = {
  ...modelOptions,
  model: { type: 'string' },
  version: { type: 'string' },
  name: { type: 'string' },
  'card-of': { type: 'string' },
  'token-file': { type: 'string' },
} as const;

export const addRemote: Command = {
  name: 'models add-remote',
  summary: 'add a model that runs on another server',
  usage: `models add-remote URL --model MODEL [options]

  URL is that of a server of the Open Inference Protocol V2 (Triton, MLServer, KServe, Foredeck): http://host:8000

  --model MODEL       what it is called there
  --version VERSION   which version of it; the one that the server serves by itself by default
  --name NAME         what to call it here; made of its name there by default
  --card-of NAME[@V]  a model here whose card it shares; a card from what the server says by default
  --token-file FILE   a file with the token that the server wants; or the variable ${tokenVariable}
${aboutOptions}`,
  async run(args, around) {
    const { values, positionals } = parseCommandLine(args, options, { least: 1, most: 1, what: 'URL' });
    if (values.model === undefined) throw new UsageError('--model is missing.');
    const url = String(positionals[0]);
    if (!/^https?:\/\//iu.test(url)) {
      throw new UsageError(`"${url}" is no address of a server: it begins with http:// or https://.`);
    }
    const request = {
      url,
      model: values.model,
      version: values.version ?? null,
      name: values.name ?? null,
      token: await remoteTokenFrom(values['token-file'], around),
      cardOf: values['card-of'] === undefined ? null : modelRef(values['card-of']),
    };
    return withModels(values, around, async (models) => {
      const detail = await models.addRemote(request);
      const { summary, report } = detail;
      return {
        json: detail,
        text: `${summary.name}@${summary.version}\n${report ? reportText(report) : ''}`,
      };
    });
  },
};
