import type { ContractClient } from '../../../contract/client.ts';
import type { ModelRef } from '../../../contract/models.ts';
import { dataFolder, modelRef, parseCommandLine, sharedOptions } from '../../arguments.ts';
import { type Command, exitCodes, type Surroundings } from '../../command.ts';
import * as text from '../../text.ts';

export const modelOptions = { ...sharedOptions, json: { type: 'boolean' } } as const;
export const aboutOptions = `  --json              prints one JSON document
  --data DIR          the data folder
`;

/** What a command came to: a document for programs, and the same for people. */
export interface Answer {
  json: unknown;
  text: string;
}

/** Opens the data folder, does something, prints its answer, and closes. @returns the exit code */
export async function withModels(
  values: { data?: string | undefined; json?: boolean | undefined },
  around: Surroundings,
  act: (models: ContractClient['models']) => Promise<Answer>,
): Promise<number> {
  const backend = await around.connect(dataFolder(values.data, around), { idle: true });
  try {
    const answer = await act(backend.client.models);
    around.out(values.json ? text.json(answer.json) : answer.text);
    return exitCodes.done;
  } finally {
    await backend.close();
  }
}

/** A command about one model that takes no options of its own. */
export function modelCommand(
  verb: string,
  summary: string,
  what: string,
  act: (models: ContractClient['models'], model: ModelRef) => Promise<Answer>,
): Command {
  return {
    name: `models ${verb}`,
    summary,
    usage: `models ${verb} ${what} [options]\n\n${aboutOptions}`,
    async run(args, around) {
      const { values, positionals } = parseCommandLine(args, modelOptions, { least: 1, most: 1, what });
      const model = modelRef(String(positionals[0]));
      return withModels(values, around, (models) => act(models, model));
    },
  };
}
