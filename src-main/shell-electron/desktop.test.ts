import { fileURLToPath } from 'node:url';
import { mkdtempSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { AppStatus, EngineProcess } from '../contract/index.ts';
import { lockFolder } from '../store/index.ts';
import {
  buildShell,
  type ShellUnderTest,
  type StartOptions,
  startShell,
} from './testing/shell-under-test.ts';

const root = mkdtempSync(join(tmpdir(), 'foredeck-shell-'));
const dist = join(root, 'dist');
const shells: ShellUnderTest[] = [];
const { version } = packageJson;
const rendered = `document.querySelector("h1")?.textContent === "Foredeck ${version} desktop"`;

async function folder(name: string): Promise<string> {
  const path = join(root, name);
  await mkdir(path);
  return path;
}

function start(options: Omit<StartOptions, 'built'>): ShellUnderTest {
  const shell = startShell({ built: root, ...options });
  shells.push(shell);
  return shell;
}

beforeAll(async () => {
  await buildShell(root);
}, 60_000);

afterAll(async () => {
  for (const { child, ended } of shells) {
    child.kill('SIGKILL');
    await ended;
  }
  removeFolder(root);
});

const sample = fileURLToPath(new URL('../../resources/samples/flight-delay.csv', import.meta.url));

describe('one console', () => {
  let shell: ShellUnderTest;
  let data: string;

  beforeAll(async () => {
    data = await folder('data');
    await writeFile(join(root, 'outside.json'), '"secret"');
    await symlink(join(root, 'outside.json'), join(dist, 'renderer', 'link.json'));
    shell = start({ dataFolder: data, args: ['first.csv'], settings: { dark: true } });
    await shell.opened();
    await shell.until(rendered);
  }, 60_000);

  test('the page is rendered and has made a call', async () => {
    expect(await shell.ask('evaluate', 'document.querySelector("h1").textContent')).toBe(
      `Foredeck ${version} desktop`,
    );
    expect(await shell.ask('evaluate', 'location.pathname')).toBe('/index.html');
  });

  test('the window is confined', async () => {
    const [window] = await shell.ask('windows');
    expect(window?.options.webPreferences).toEqual({
      preload: join(dist, 'main', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
    expect(window).toMatchObject({ visible: true, options: { show: false, backgroundColor: '#0c1013' } });
    expect(await shell.ask('app')).toEqual({
      name: 'Foredeck',
      sandboxed: true,
      userData: join(data, 'desktop'),
    });
  });

  test('the page gets the bridge and nothing else', async () => {
    expect(await shell.ask('evaluate', 'Object.keys(foredeck).sort()')).toEqual([
      'connect',
      'onOpenPaths',
      'pathForFile',
      'platform',
      'shell',
    ]);
    expect(await shell.ask('evaluate', '[foredeck.shell, foredeck.platform]')).toEqual([
      'desktop',
      process.platform,
    ]);
    expect(await shell.ask('evaluate', '[typeof require, typeof process, typeof module]')).toEqual(
      Array(3).fill('undefined'),
    );
  });

  test('its scheme is a secure origin of its own', async () => {
    const [scheme, ...others] = await shell.ask('schemes');
    expect(others).toEqual([]);
    expect(scheme).toMatchObject({ scheme: 'app', privileges: { standard: true, secure: true } });
    expect(scheme?.privileges?.bypassCSP).toBeUndefined();
  });

  test('every answer carries a policy that refuses scripts from elsewhere, and the page obeys it', async () => {
    for (const path of ['/index.html', '/nothing.js']) {
      const { headers } = await shell.ask('request', `app://foredeck${path}`);
      const policy = headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/u);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    expect(await shell.ask('evaluate', 'document.documentElement.dataset.inline ?? "refused"')).toBe(
      'refused',
    );
  });

  test.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html', 'text/html; charset=utf-8'],
    ['/index.html?a=b#c', 'text/html; charset=utf-8'],
    ['/page.js', 'text/javascript; charset=utf-8'],
  ])('serves %s', async (path, type) => {
    const { status, headers } = await shell.ask('request', `app://foredeck${path}`);
    expect([status, headers['content-type']]).toEqual([200, type]);
  });

  test.each([
    'app://foredeck/../main/electron-main.js',
    'app://foredeck/%2e%2e/main/electron-main.js',
    'app://foredeck/..%2fmain%2felectron-main.js',
    'app://foredeck/..%5cmain%5celectron-main.js',
    'app://foredeck/a/../../main/electron-main.js',
    'app://foredeck//main/electron-main.js',
    'app://foredeck/C:/electron-main.js',
    'app://foredeck/index.html%00.js',
    'app://foredeck/%E0%A4%A',
    'app://foredeck/link.json',
    'app://foredeck/nothing.html',
    'app://elsewhere/index.html',
  ])('does not serve %s', async (url) => {
    const { status, text } = await shell.ask('request', url);
    expect([status, text]).toEqual([404, 'Not found']);
  });

  test('an absolute path and another method are refused', async () => {
    expect((await shell.ask('request', `app://foredeck${join(root, 'outside.json')}`)).status).toBe(404);
    expect((await shell.ask('request', 'app://foredeck/index.html', 'POST')).status).toBe(405);
  });

  test('the page goes nowhere and opens no window', async () => {
    await shell.ask('evaluate', 'window.stayed = true');
    await shell.ask('evaluate', 'void (location.href = "https://elsewhere.test/")');
    await shell.ask(
      'evaluate',
      'void document.body.append(Object.assign(document.createElement("iframe"), { src: "/index.html" }))',
    );
    await shell.ask('evaluate', 'void open("https://elsewhere.test/window")');
    await expect.poll(async () => (await shell.ask('record')).windowsOpened).toHaveLength(1);
    const { navigations, windowsOpened } = await shell.ask('record');
    expect(navigations).toContainEqual({ url: 'https://elsewhere.test/', allowed: false });
    expect(navigations.filter(({ allowed }) => allowed)).toEqual([]);
    expect(windowsOpened).toMatchObject([{ action: 'deny' }]);
    expect(await shell.ask('evaluate', 'window.stayed')).toBe(true);
  });

  test.each([
    ['media', 'app://foredeck/'],
    ['geolocation', 'app://foredeck/'],
    ['notifications', 'app://foredeck/'],
    ['clipboard-read', 'app://foredeck/'],
    ['openExternal', 'app://foredeck/'],
    ['clipboard-sanitized-write', 'https://elsewhere.test/'],
    ['clipboard-sanitized-write', 'app://foredeck.elsewhere/'],
  ])('denies the permission %s to %s', async (permission, url) => {
    expect(await shell.ask('permission', permission, url)).toEqual({ granted: false, checked: false });
  });

  test('the page may write text to the clipboard', async () => {
    expect(await shell.ask('permission', 'clipboard-sanitized-write', 'app://foredeck/')).toEqual({
      granted: true,
      checked: true,
    });
  });

  test('the page may have the camera, without sound, and no other page may', async () => {
    const page = 'app://foredeck/';
    expect(await shell.ask('permission', 'media', page, ['video'])).toEqual({ granted: true, checked: true });
    for (const [url, kinds] of [
      [page, ['audio']],
      [page, []],
      ['https://elsewhere.test/', ['video']],
    ] as const) {
      expect(await shell.ask('permission', 'media', url, [...kinds])).toEqual({
        granted: false,
        checked: false,
      });
    }
    expect((await shell.ask('permission', 'media', page, ['video', 'audio'])).granted).toBe(false);
  });

  test('only the main frame of the console is answered', async () => {
    const connect = 'foredeck:connect';
    expect(
      await shell.ask('sendFrom', { origin: 'https://elsewhere.test', isMainFrame: true }, connect),
    ).toEqual([]);
    expect(await shell.ask('sendFrom', { origin: 'app://foredeck', isMainFrame: false }, connect)).toEqual(
      [],
    );
    expect(await shell.ask('sendFrom', { origin: 'null', isMainFrame: true }, connect)).toEqual([]);
    expect(await shell.ask('sendFrom', null, connect)).toEqual([]);
    expect(await shell.ask('sendFrom', { origin: 'app://foredeck', isMainFrame: true }, connect)).toEqual([
      ['foredeck:port', null],
    ]);
  });
});

describe('files and the system', () => {
  let shell: ShellUnderTest;
  let data: string;
  const openedPaths =
    'JSON.stringify([...document.querySelectorAll("#opened li")].map((item) => item.textContent))';
  const isOpened = (...paths: string[]): string =>
    `${openedPaths} === ${JSON.stringify(JSON.stringify(paths))}`;
  const call = (text: string): Promise<unknown> =>
    shell.ask('evaluate', `connection.then(({ client }) => client.${text})`);

  beforeAll(async () => {
    data = await folder('files');
    shell = start({ dataFolder: data, args: ['first.csv', '--some-switch', '--', '-second.csv'] });
    await shell.opened();
    await shell.until(rendered);
  }, 60_000);

  test('paths of the command line, a second start, the system and the menu reach the page', async () => {
    const seen = [join(data, 'first.csv'), join(data, '-second.csv')];
    await shell.until(isOpened(...seen));

    const second = start({ dataFolder: data, args: ['third.csv'] });
    expect(await second.ended).toBe(0);
    seen.push(join(data, 'third.csv'));
    await shell.until(isOpened(...seen));
    expect(await shell.ask('windows')).toHaveLength(1);

    expect(await shell.ask('openFile', '/somewhere/fourth.csv')).toBe(true);
    await shell.ask('answer', { openDialog: ['/somewhere/fifth.csv'] });
    await shell.ask('clickMenu', 'open-table');
    await shell.until(isOpened(...seen, '/somewhere/fourth.csv', '/somewhere/fifth.csv'));
  });

  test('a console over another data folder is one of its own', async () => {
    const other = start({ dataFolder: await folder('other') });
    await other.opened();
    await other.until(rendered);
    await other.ask('quit');
    expect(await other.ended).toBe(0);
  });

  test('a dropped file is known by its path', async () => {
    const file = join(data, 'Flüge 1.csv');
    await writeFile(file, 'a\n1\n');
    await shell.ask('drop', '#drop', [file]);
    await shell.until(`document.querySelector("#dropped").textContent === ${JSON.stringify(file)}`);
    expect(await shell.ask('evaluate', 'foredeck.pathForFile(new File(["a"], "made.csv"))')).toBe('');
  });

  test('the backend has the dialogs and the file manager', async () => {
    await shell.ask('answer', { openDialog: ['/a.csv', '/b.parquet'], openPath: '' });
    expect(await call('files.choose({ of: "tables" })')).toEqual({ paths: ['/a.csv', '/b.parquet'] });
    await shell.ask('answer', { openDialog: [] });
    expect(await call('files.choose({ of: "tables" })')).toEqual({ paths: [] });
    // A copy: the scored file comes to lie beside it.
    const table = join(data, 'flights.csv');
    await copyFile(sample, table);
    const asPath = JSON.stringify(table);
    const refused = await call(`files.open({ path: ${asPath} }).catch(({ failure }) => failure)`);
    expect(refused).toMatchObject({ code: 'BAD_REQUEST' });
    const model = '{ name: "flight-delay", version: null }';
    await call(`jobs.create({ input: ${asPath}, model: ${model} })`);
    await expect.poll(() => call('jobs.list()'), { timeout: 15_000 }).toMatchObject([{ state: 'done' }]);
    await call(`files.open({ path: ${asPath} })`);
    await call(`files.reveal({ path: ${asPath} })`);
    const { dialogs, opened, revealed } = await shell.ask('asked');
    expect(dialogs.at(-1)).toMatchObject({
      filters: [{ extensions: ['csv', 'tsv', 'tab', 'parquet', 'jsonl', 'ndjson'] }, {}],
    });
    expect([opened, revealed]).toEqual([[table], [table]]);

    await shell.ask('answer', { openPath: 'No application knows this.' });
    const failure = await call('files.open({ path: ' + asPath + ' }).catch(({ failure }) => failure)');
    expect(failure).toMatchObject({
      code: 'INPUT_UNREADABLE',
      message: expect.stringContaining('No application knows'),
    });
  });

  test('requests of the page to other machines are cancelled and counted while it is offline', async () => {
    const far = 'https://elsewhere.test/';
    expect(await shell.ask('cancelsRequest', far)).toBe(false);
    await call('app.setOffline({ on: true })');
    expect(await shell.ask('cancelsRequest', far)).toBe(true);
    expect(await shell.ask('cancelsRequest', 'app://foredeck/page.js')).toBe(false);
    const status = 'app.status().then(async (stream) => (await stream.next()).value)';
    expect(await call(status)).toMatchObject({ offline: { on: true, refused: 1 } });
    await call('app.setOffline({ on: false })');
    expect(await shell.ask('cancelsRequest', far)).toBe(false);
  });

  test('the menu has the usual entries and shows the data folder', async () => {
    const usual = ['&File', 'editMenu', '&View', 'windowMenu', 'help'];
    expect(await shell.ask('menu')).toEqual(process.platform === 'darwin' ? ['appMenu', ...usual] : usual);
    await shell.ask('answer', { openPath: '' });
    await shell.ask('clickMenu', 'show-data-folder');
    expect((await shell.ask('asked')).opened.at(-1)).toBe(data);
  });

  test('engine processes are utility processes, and one that is killed comes back', async () => {
    const engine = async (): Promise<EngineProcess | undefined> => {
      const first = 'app.status().then(async (stream) => (await stream.next()).value)';
      return ((await call(first)) as AppStatus).engine.processes[0];
    };
    const before = await engine();
    expect(before).toMatchObject({ state: 'ready', restarts: 0 });
    process.kill(before?.pid ?? 0, 'SIGKILL');
    await expect.poll(engine, { timeout: 10_000 }).toMatchObject({ state: 'ready', restarts: 1 });
    expect((await engine())?.pid).not.toBe(before?.pid);
  });

  test('a page that is loaded again gets a port of its own, and the old one is closed', async () => {
    await shell.ask('evaluate', 'void connection.then((one) => { window.first = one; })');
    await shell.ask(
      'evaluate',
      'connect().then(async (second) => { window.second = await second.client.app.info(); })',
    );
    expect(await shell.ask('evaluate', 'second.shell')).toBe('desktop');
    await shell.ask('evaluate', 'void setTimeout(() => location.reload())');
    await shell.until(`!window.second && ${rendered}`);
  });

  test('a page that crashes is loaded again once, then the user is asked', async () => {
    await shell.ask('evaluate', 'void (window.before = true)');
    await shell.ask('crashPage');
    await expect.poll(() => shell.ask('record')).toMatchObject({ crashes: 1 });
    await shell.until(`!window.before && ${rendered}`);
    const { dialogs } = await shell.ask('asked');
    await shell.ask('answer', { messageBox: 0 });
    await shell.ask('crashPage');
    await expect.poll(async () => (await shell.ask('asked')).dialogs).toHaveLength(dialogs.length + 1);
    expect((await shell.ask('asked')).dialogs.at(-1)).toMatchObject({
      buttons: ['Load it again', 'Quit Foredeck'],
    });
    await shell.until(rendered);
  });

  test('the backend is stopped before the program ends', async () => {
    const engines = (await call(
      'app.status().then(async (stream) => (await stream.next()).value)',
    )) as AppStatus;
    await shell.ask('quit');
    expect(await shell.ended).toBe(0);
    const lock = lockFolder(data);
    expect(lock.held).toBe(true);
    if (lock.held) lock.release();
    expect(() => process.kill(engines.engine.processes[0]?.pid ?? 0, 0)).toThrow();
  });
});

describe('the window', () => {
  const laptop = { x: 0, y: 0, width: 1440, height: 860 };
  const beside = { x: 1440, y: 0, width: 1920, height: 1040 };

  async function placed(dataFolder: string, displays: (typeof laptop)[]): Promise<ShellUnderTest> {
    const shell = start({ dataFolder, settings: { displays } });
    await shell.opened();
    await shell.until(rendered);
    return shell;
  }

  test('comes back where it was, and where it can be seen when that display is gone', async () => {
    const dataFolder = await folder('placed');
    let shell = await placed(dataFolder, [laptop, beside]);
    expect((await shell.ask('windows'))[0]).toMatchObject({
      options: { x: 60, y: 0, width: 1320, height: 860 },
      maximized: false,
    });
    await shell.ask('setBounds', { x: 1600, y: 100, width: 1500, height: 900 });
    await shell.ask('maximize');
    await shell.ask('closeWindow');
    await shell.ended;
    const remembered = await readFile(join(dataFolder, 'desktop', 'window.json'), 'utf8');
    expect(JSON.parse(remembered)).toEqual({
      bounds: { x: 1600, y: 100, width: 1500, height: 900 },
      maximized: true,
    });

    shell = await placed(dataFolder, [laptop, beside]);
    expect((await shell.ask('windows'))[0]).toMatchObject({
      options: { x: 1600, y: 100, width: 1500, height: 900 },
      maximized: true,
    });
    shell.child.kill('SIGKILL');
    await shell.ended;
    await rm(join(dataFolder, 'desktop', 'stand-in-lock'));

    shell = await placed(dataFolder, [laptop]);
    expect((await shell.ask('windows'))[0]?.options).toMatchObject({ x: 0, y: 0, width: 1440, height: 860 });
  }, 60_000);
});

test('a backend that cannot open is told in words, and the program ends', async () => {
  const dataFolder = await folder('held');
  const lock = lockFolder(dataFolder);
  if (lock.held) lock.publish({ address: 'somewhere', token: 'secret' });
  const shell = start({ dataFolder });
  expect(await shell.ended).toBe(1);
  expect(shell.errors()).toMatch(/Foredeck could not start: the data folder is held by another Foredeck/u);
  if (lock.held) lock.release();
});
