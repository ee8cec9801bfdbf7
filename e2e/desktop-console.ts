import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { openBackend } from '../src-main/app/main.ts';
import { startHttp } from '../src-main/http/index.ts';
import { serverHost } from '../src-main/http/server-host.ts';

export interface DesktopConsole {
  open(browser: Browser, options?: BrowserContextOptions): Promise<Page>;
  stop(): Promise<void>;
}

/**
 * The built page over a backend whose local server is the user's to switch, as it is in the desktop application: the
 * page comes over a port of its own, which is no part of the local server.
 */
export async function startDesktopConsole(): Promise<DesktopConsole> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'foredeck-desktop-console-'));
  const backend = await openBackend({ dataFolder, shell: 'browser', engineProcesses: 1 });
  const page = await startHttp({
    ...backend,
    contractServer: backend.server,
    host: '127.0.0.1',
    port: 0,
    token: null,
    consoleFolder: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
  });
  await backend.lendServer(serverHost({ ...backend, contractServer: null }));
  return {
    async open(browser, options = {}) {
      const viewport = { width: 1440, height: 900 };
      const context = await browser.newContext({
        locale: 'en-US',
        viewport,
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
        ...options,
      });
      const opened = await context.newPage();
      await opened.goto(page.newLink());
      await opened.getByRole('navigation', { name: 'Panels' }).waitFor();
      return opened;
    },
    async stop() {
      await page.stop();
      await backend.stop();
      removeFolder(dataFolder);
    },
  };
}
