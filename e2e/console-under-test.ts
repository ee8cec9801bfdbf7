import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { removeFolder } from '../scripts/testing/remove-folder.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

export interface ConsoleUnderTest {
  dataFolder: string;
  /** A page that was let in by the one-time link; what its console or its scripts complain about goes to `complaints`. */
  open(browser: Browser, options?: BrowserContextOptions): Promise<Page>;
  complaints: string[];
  /** Ends it without a word, as a crash would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the built product headless, with a data folder and a port of its own. */
export async function startConsole(
  options: { dataFolder?: string; token?: string } = {},
): Promise<ConsoleUnderTest> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'foredeck-console-')));
  const child = spawn(
    process.execPath,
    [
      join(repository, 'dist', 'main', 'cli.js'),
      ...['serve', '--port', '0', '--data', dataFolder],
      ...(options.token ? ['--token', options.token] : []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const link = await linkOf(child);
  const { origin } = new URL(link);
  const complaints: string[] = [];
  let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = [];

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  return {
    dataFolder,
    complaints,
    async open(browser, contextOptions = {}) {
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1440, height: 900 },
        // A colour on its way from one state to the next belongs to neither.
        reducedMotion: 'reduce',
        ...contextOptions,
      });
      const page = await context.newPage();
      // From the start: switched on only with the press that opens a dialog, it may come too late.
      page.on('filechooser', () => undefined);
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      // The link works once; who comes later shows the cookie it was exchanged for.
      if (cookies.length === 0) {
        await page.goto(link);
        cookies = await context.cookies();
      } else {
        await context.addCookies(cookies);
        await page.goto(origin);
      }
      await page.getByRole('navigation', { name: 'Panels' }).waitFor();
      return page;
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      if (!options.dataFolder) removeFolder(dataFolder);
    },
  };
}

async function linkOf(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const look = (part: Buffer) => {
      said += part.toString();
      const found = /Open the console: (\S+)/u.exec(said)?.[1];
      if (found) resolve(found);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', () => reject(new Error(`the console did not start:\n${said}`)));
  });
}
