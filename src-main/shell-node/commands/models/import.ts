import { resolve } from 'node:path';
import type { ImportReport } from '../../../contract/models.ts';
import { parseCommandLine } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import * as text from '../../text.ts';
import { aboutOptions, modelOptions, withModels } from './with-models.ts';

const options = { ...modelOptions, name: { type: 'string' }, version: { type: 'string' } } as const;

export const importModel: Command = {
  name: 'models import',
  summary: 'check a model and take it in',
  usage: `models import PATH [options]

  PATH is a .onnx file, a folder with a card.json, an MLflow folder with the onnx flavour, or a Hugging Face export.

  --name NAME         what to call it; the card's or the file's name by default
  --version VERSION   the card's, or the next free number by default
${aboutOptions}`,
  async run(args, around) {
    const { values, positionals } = parseCommandLine(args, options, { least: 1, most: 1, what: 'PATH' });
    const path = resolve(around.cwd, String(positionals[0]));
    return withModels(values, around, async (models) => {
      const detail = await models.import({
        path,
        name: values.name ?? null,
        version: values.version ?? null,
      });
      const { summary, report } = detail;
      return {
        json: detail,
        text: `${summary.name}@${summary.version}\n${report ? reportText(report) : ''}`,
      };
    });
  },
};

/** What was checked and what was changed, a line each. */
export function reportText({ atMs, seconds, source, sourceSha256, findings }: ImportReport): string {
  const lines = findings.map(({ level, title, text: said }) => [
    level.toUpperCase(),
    text.plain(title),
    text.plain(said),
  ]);
  const head = `Imported from ${text.plain(source)} on ${text.time(atMs)} in ${text.duration(seconds)}, sha256 ${sourceSha256}\n`;
  return `${head}${text.table([{ title: 'LEVEL' }, { title: 'WHAT' }, { title: 'FINDING' }], lines)}`;
}
