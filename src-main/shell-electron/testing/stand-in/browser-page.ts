import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Browser, CDPSession, Page, Route } from 'playwright-core';
import { launchBrowser } from '../../../../e2e/browser.ts';
import { type FromPage, isolatedWorld, type KnownFile, pageWorld, type ToPage } from './page-halves.ts';

/**
 * Chromium from the outside knows no scheme of one's own, so pages of `app://foredeck` live at this host, and their
 * requests go to the handler of the scheme.
 */
const pageOrigin = 'https://foredeck.app-scheme.test';
const appOrigin = 'app://foredeck';
const worldName = 'stand-in preload';
const binding = 'standInToMain';
const entry = 'standInFromMain';

export function toAppUrl(url: string): string {
  return url.startsWith(`${pageOrigin}/`) ? appOrigin + url.slice(pageOrigin.length) : url;
}

function toPageUrl(url: string): string {
  return url.startsWith(`${appOrigin}/`) ? pageOrigin + url.slice(appOrigin.length) : url;
}

let browser: Promise<Browser> | undefined;

export function startBrowser(): Promise<Browser> {
  browser ??= launchBrowser();
  return browser;
}

export async function stopBrowser(): Promise<void> {
  await (await browser)?.close();
}

export interface PageEvents {
  fromPage(message: FromPage): void;
  /** Answers whether the page may go there. */
  navigates(navigation: { url: string; isMainFrame: boolean; byMain: boolean }): boolean;
  opensWindow(url: string): void;
  request(request: Request): Promise<Response>;
  crashed(): void;
  console(line: string): void;
}

/** One page of the real browser with a preload in a world of its own. */
export interface BrowserPage {
  load(url: string): Promise<void>;
  reload(): Promise<void>;
  toPage(message: ToPage): void;
  evaluate(expression: string): Promise<unknown>;
  /** Clicks the button whose name contains this, with the mouse. */
  click(name: string): Promise<void>;
  /** Drops files from the disk on an element, as a user would from a file manager. */
  drop(selector: string, paths: string[]): Promise<void>;
  crash(): void;
  close(): Promise<void>;
}

interface PageOptions {
  size: { width: number; height: number };
  preloadSource: string;
  events: PageEvents;
}

export async function openBrowserPage({ size, preloadSource, events }: PageOptions): Promise<BrowserPage> {
  const context = await (await startBrowser()).newContext({ locale: 'en-US', viewport: size });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let byMain = false;
  let world: number | null = null;
  let waiting: ToPage[] = [];

  const evaluateInWorld = (message: ToPage, contextId: number): void => {
    const expression = `${entry}(${JSON.stringify(message)})`;
    // The page may be gone by the time this arrives, as with Electron.
    session.send('Runtime.evaluate', { expression, contextId }).catch(() => undefined);
  };

  await injectPreload(session, preloadSource);
  session.on('Runtime.executionContextsCleared', () => {
    world = null;
  });
  session.on('Runtime.executionContextCreated', ({ context: { id, name } }) => {
    if (name !== worldName) return;
    world = id;
    for (const message of waiting.splice(0)) evaluateInWorld(message, id);
  });
  session.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name === binding) events.fromPage(JSON.parse(payload) as FromPage);
  });
  page.on('crash', () => events.crashed());
  page.on('console', (message) => events.console(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => events.console(`pageerror: ${error.message}`));
  page.on('popup', (popup) => {
    events.opensWindow(toAppUrl(popup.url()));
    void popup.close();
  });
  await page.route('**/*', async (route) => {
    if (route.request().isNavigationRequest()) {
      const isMainFrame = route.request().frame() === page.mainFrame();
      const mayGo = events.navigates({
        url: toAppUrl(route.request().url()),
        isMainFrame,
        byMain: byMain && isMainFrame,
      });
      if (!mayGo) return route.abort('aborted');
    }
    return answer(route, events);
  });

  const toPage = (message: ToPage): void => {
    if (world === null) waiting.push(message);
    else evaluateInWorld(message, world);
  };
  const byMainProcess = async (go: () => Promise<unknown>): Promise<void> => {
    byMain = true;
    try {
      await go();
    } finally {
      byMain = false;
    }
  };

  return {
    load: (url) => byMainProcess(() => page.goto(toPageUrl(url))),
    reload: () => byMainProcess(() => page.reload()),
    toPage,
    evaluate: (expression) => page.evaluate(expression),
    click: (name) => page.getByRole('button', { name }).click(),
    async drop(selector, paths) {
      toPage({ kind: 'files', files: await Promise.all(paths.map(knownFile)) });
      await dropFiles(page, session, selector, paths);
    },
    crash: () => void session.send('Page.crash').catch(() => undefined),
    // A context whose page crashed does not close by itself.
    close: () => context.close().catch(() => undefined),
  };
}

async function injectPreload(session: CDPSession, preloadSource: string): Promise<void> {
  const wrapped = `function (require, process, module, exports) {${preloadSource}\n}`;
  const settings = [process.platform, binding, entry].map((text) => JSON.stringify(text)).join(', ');
  await session.send('Page.enable');
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: binding, executionContextName: worldName });
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${pageWorld.toString()})()` });
  await session.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(${isolatedWorld.toString()})(${settings}, ${wrapped})`,
    worldName,
  });
}

async function answer(route: Route, events: PageEvents): Promise<void> {
  const url = route.request().url();
  if (!url.startsWith(`${pageOrigin}/`)) return route.abort('internetdisconnected');
  const response = await events.request(new Request(toAppUrl(url), { method: route.request().method() }));
  return route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

async function knownFile(path: string): Promise<KnownFile> {
  const { size, mtimeMs } = await stat(path);
  return { name: basename(path), size, lastModified: Math.floor(mtimeMs), path };
}

async function dropFiles(page: Page, session: CDPSession, selector: string, paths: string[]): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`There is no ${selector} to drop on.`);
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
}
