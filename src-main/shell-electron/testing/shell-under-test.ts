import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, vi } from 'vitest';
import { programs } from '../../../rolldown.config.ts';
import type { Commands } from './stand-in/control.ts';
import { type StandInSettings, settingsVariable } from './stand-in/settings.ts';

type Program = (typeof programs)[number];
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What of the product the desktop console starts. The command line is no part of it. */
const desktopPrograms = ['electron-main', 'engine-process', 'store-thread', 'preload'];

/**
 * Builds the desktop console as the product is built, over a small page, into a folder that looks like the
 * product's own: `dist/main`, `dist/renderer`, and beside them what the program finds there.
 */
export async function buildShell(folder: string): Promise<void> {
  const bundle = async ({ output, ...input }: Program): Promise<void> => {
    const build = await rolldown(input);
    await build.write(output);
    await build.close();
  };
  const page: Program = {
    input: here('./fixture-page/page.ts'),
    output: { file: join(folder, 'dist', 'renderer', 'page.js') },
  };
  await mkdir(join(folder, 'dist', 'renderer'), { recursive: true });
  for (const name of ['models', 'resources', 'node_modules']) {
    await symlink(join(repository, name), join(folder, name), 'junction');
  }
  await Promise.all([
    bundle(page),
    ...programs.map(({ input, output, ...rest }) => {
      const wanted = Object.entries(input as Record<string, string>).filter(([name]) =>
        desktopPrograms.includes(name),
      );
      return bundle({
        ...rest,
        cwd: repository,
        input: Object.fromEntries(wanted),
        output: { ...output, dir: join(folder, 'dist', 'main') },
      });
    }),
  ]);
  await copyFile(here('./fixture-page/index.html'), join(folder, 'dist', 'renderer', 'index.html'));
}

type Answer<Name extends keyof Commands> = Awaited<ReturnType<Commands[Name]>>;

export interface ShellUnderTest {
  readonly child: ChildProcess;
  ask<Name extends keyof Commands>(name: Name, ...args: Parameters<Commands[Name]>): Promise<Answer<Name>>;
  /** Resolves when it has a window. */
  opened(): Promise<void>;
  /** Waits until an expression in the page is true. */
  until(expression: string): Promise<void>;
  /** Everything it wrote to stderr so far. */
  errors(): string;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
}

export interface StartOptions {
  built: string;
  dataFolder: string;
  args?: string[];
  settings?: Partial<StandInSettings>;
}

/** Starts the built main under the stand-in, as a process of its own. */
export function startShell({
  built,
  dataFolder,
  args = [],

  settings = {},
}: StartOptions): ShellUnderTest {
  const machine: StandInSettings = {
    userData: join(dataFolder, 'unused'),
    displays: [{ x: 0, y: 0, width: 1920, height: 1040 }],
    dark: false,
    ...settings,
  };
  const child = fork(join(built, 'dist', 'main', 'electron-main.js'), ['.', '--data', dataFolder, ...args], {
    cwd: dataFolder,
    execArgv: ['--import', here('./stand-in/register.ts')],
    env: {
      ...process.env,
      [settingsVariable]: JSON.stringify(machine),
      // What the browser leaves behind when it is killed goes with the data.
      TMPDIR: dataFolder,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  child.on('message', ({ id, value, error }: { id: number; value: unknown; error?: string }) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(error));
  });
  void ended.then((code) => {
    for (const { reject } of waiting.values()) reject(new Error(`The shell ended (${code}).\n${errors}`));
    waiting.clear();
  });
  let nextId = 1;
  const ask: ShellUnderTest['ask'] = (name, ...given) => {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve: (value) => resolve(value as Answer<typeof name>), reject });
      child.send({ id, name, args: given }, (error) => error && reject(error));
    });
  };
  return {
    child,
    ask,
    opened: () => ask('opened'),
    // While the page is being loaded again there is nothing to ask.
    until: (expression) =>
      vi.waitFor(
        async () =>
          expect([expression, await ask('evaluate', expression).catch(() => null)]).toEqual([
            expression,
            true,
          ]),
        {
          timeout: 20_000,
          interval: 20,
        },
      ),
    errors: () => errors,
    ended,
  };
}
