import { appVersion } from '../app/version.ts';
import type { FailureCode } from '../contract/failure.ts';
import { failureOf } from '../contract/failure-schema.ts';
import { type Command, exitCodeOf, exitCodes, type Surroundings, UsageError } from './command.ts';
import { jobs } from './commands/jobs.ts';
import { models } from './commands/models/index.ts';
import { predict } from './commands/predict.ts';
import { score } from './commands/score.ts';
import { serve } from './commands/serve.ts';
import * as text from './text.ts';

const commands: Command[] = [serve, score, predict, ...jobs, ...models];

/**
 * Runs one command. Exit codes: 0 done, 1 failed, 2 wrong usage or input refused, 3 done with rejected rows, 130
 * cancelled. Never throws.
 */
export async function runCommandLine(args: string[], around: Surroundings): Promise<number> {
  const [first] = args;
  if (first === '--version' || first === '-v') return said(around, `${appVersion}\n`);
  if (isHelp(first)) return said(around, overview());
  if (first === 'help') return runCommandLine([...args.slice(1), '--help'], around);
  if (first === undefined) return refusedUsage(around, 'A command is missing.', overview());

  const command = commands.find(({ name }) => startsWith(args, name));
  if (!command && isGroup(first) && isHelp(args[1])) return said(around, overview(first));
  if (!command) return refusedUsage(around, unknownCommand(args), overview(first));
  const rest = args.slice(command.name.split(' ').length);
  const options = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : undefined);
  if (options.some(isHelp)) return said(around, usageOf(command));
  try {
    return await command.run(rest, around);
  } catch (thrown) {
    if (thrown instanceof UsageError) return refusedUsage(around, thrown.message, usageOf(command));
    const failure = failureOf(thrown);
    around.err(`foredeck: ${text.plain(failure.message)}\n`);
    const notFound = failure.code === 'INPUT_NOT_FOUND' ? `Paths are taken from ${around.cwd}.` : undefined;
    const hint = failure.details?.hint ?? notFound ?? hints[failure.code];
    if (hint) around.err(`  ${text.plain(hint)}\n`);
    if (failure.code === 'INTERNAL' && thrown instanceof Error && around.env.FOREDECK_DEBUG) {
      around.err(`${thrown.stack}\n`);
    }
    if (options.includes('--json')) around.out(text.json(failure));
    return exitCodeOf(failure);
  }
}

/** What to do about it from here, where the failure itself does not say. */
const hints: Partial<Record<FailureCode, string>> = {
  OUTPUT_EXISTS: 'Name another file with --output, or remove that one.',
  MODEL_NOT_FOUND: '"foredeck models list" shows the models.',
  MODEL_OFF: '"foredeck models on NAME" switches it on.',
  JOB_NOT_FOUND: '"foredeck jobs list" shows the jobs.',
  MAPPING_INCOMPLETE:
    'Name its column with --map COLUMN=FEATURE, or fill it in with --missing FEATURE=VALUE.',
};

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

/** Whether a word has commands below it, as `jobs` has. */
function isGroup(word: string): boolean {
  return commands.some(({ name }) => name.startsWith(`${word} `));
}

function startsWith(args: string[], name: string): boolean {
  return name.split(' ').every((word, index) => args[index] === word);
}

function unknownCommand([first, second]: string[]): string {
  const below = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (below.length === 0) return `There is no command "${first}".`;
  const names = below.map(({ name }) => name.split(' ')[1]).join(', ');
  return second === undefined
    ? `"${first}" needs to know what to do: ${names}.`
    : `There is no command "${first} ${second}": ${first} knows ${names}.`;
}

function usageOf({ usage }: Command): string {
  return `Usage: foredeck ${usage}`;
}

/** All commands, or those below one word when there are some. */
function overview(word?: string): string {
  const below = commands.filter(({ name }) => name.startsWith(`${word} `));
  const shown = below.length > 0 ? below : commands;
  const width = Math.max(...shown.map(({ name }) => name.length));
  const lines = shown.map(({ name, summary }) => `  foredeck ${name.padEnd(width)}  ${summary}\n`);
  return `Usage:\n${lines.join('')}\nforedeck COMMAND --help tells more. --version prints the version.\n`;
}

function said(around: Surroundings, answer: string): number {
  around.out(answer);
  return exitCodes.done;
}

function refusedUsage(around: Surroundings, reason: string, usage: string): number {
  around.err(`foredeck: ${reason}\n\n${usage}`);
  return exitCodes.refused;
}
