import type { ContractClient } from '../../../contract/client.ts';
import type { Surroundings } from '../../command.ts';
import { runCommandLine } from '../../run-command-line.ts';
import { testConsole } from '../../test-console.ts';

type Calls = { [Name in keyof ContractClient['models']]?: (request: unknown) => Promise<unknown> };

/** Runs a `models` command before a console that only notes what it is asked for. */
export async function runModels(
  line: string[],
  where: Pick<Surroundings, 'cwd' | 'env'>,
  callsOf: (asked: unknown[]) => Calls,
) {
  const { around, seen } = testConsole();
  const asked: unknown[] = [];
  const models = callsOf(asked) as unknown as ContractClient['models'];
  const connect: typeof around.connect = async (...args) => {
    const backend = await around.connect(...args);
    return { ...backend, client: { ...backend.client, models } };
  };
  const code = await runCommandLine(['models', ...line], { ...around, ...where, connect });
  return { code, asked, seen };
}
