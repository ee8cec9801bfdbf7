import { copyFile, cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { connectBackend } from '../src-main/shell-node/backend.ts';
import { type ShellUnderTest, startShell } from '../src-main/shell-electron/testing/shell-under-test.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
let folder: string;
let shell: ShellUnderTest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foredeck-desktop-'));
  shell = startShell({ built: repository, dataFolder: folder });
  await shell.opened();
}, 60_000);

afterAll(async () => {
  shell.child.kill('SIGKILL');
  await shell.ended;
  removeFolder(folder);
});

test('a model and the folder of a model dropped on the desktop window join the list', async () => {
  await shell.until('document.querySelector("main") !== null && /ready/u.test(document.body.innerText)');
  await shell.ask('drop', 'main', [
    join(repository, 'e2e', 'corpus', 'models', 'logistic-binary-strings.onnx'),
  ]);
  await shell.until('/ZipMap removed/u.test(document.body.innerText)');
  const model = join(folder, 'fraud-again');
  await cp(join(repository, 'models', 'fraud'), model, { recursive: true });
  const card = JSON.parse(await readFile(join(model, 'card.json'), 'utf8')) as object;
  await writeFile(join(model, 'card.json'), JSON.stringify({ ...card, name: 'fraud-again' }));
  await shell.ask('drop', 'main', [model]);
  await shell.until('document.querySelector("#model")?.innerText === "fraud-again 1"');
  expect((await shell.ask('record')).console).toEqual([]);
});

test('the local server is off until it is switched on, and then answers programs alone', async () => {
  await shell.until('/Server\\s+off/u.test(document.body.innerText)');
  const { client, close } = await connectBackend(folder, { idle: true });
  await client.server.settings({ port: 0 });
  const { url } = await client.server.start();
  const { token, secret } = await client.server.tokens.create({ name: 'report' });
  await shell.until('/Server\\s+on/u.test(document.body.innerText)');
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: { authorization: `Bearer ${secret}` } });
  expect((await fetch(`${url}/v2`)).status).toBe(401);
  expect((await ask('/')).status).toBe(404);
  expect((await ask('/rpc')).status).toBe(404);
  const body = '{"instances":[{"review":"Good coffee."}]}';
  const answer = await ask('/v1/models/review-sentiment:predict', { method: 'POST', body });
  expect(await answer.json()).toMatchObject({ predictions: [{ prediction: 'great' }] });
  await client.server.tokens.revoke({ id: token.id });
  expect((await ask('/v2')).status).toBe(401);
  await client.server.stop();
  await expect(ask('/v2')).rejects.toThrow('fetch failed');
  await shell.until('/Server\\s+off/u.test(document.body.innerText)');
  await close();
});

test('a spreadsheet dropped on the desktop window comes back scored', async () => {
  const input = join(folder, 'Flüge 1.csv');
  await copyFile(join(repository, 'resources', 'samples', 'flight-delay.csv'), input);
  await shell.until('document.querySelector("main") !== null && /ready/u.test(document.body.innerText)');
  await shell.ask('drop', 'main', [input]);
  await shell.ask('click', 'Run 10,000 rows');
  await expect
    .poll(() => readFile(join(folder, 'Flüge 1.scored.csv'), 'utf8').catch(() => ''), { timeout: 30_000 })
    .toMatch(/probability_/u);
  await shell.until('/Flüge 1\\.scored\\.csv|[Dd]one/u.test(document.body.innerText)');

  expect((await readFile(join(folder, 'Flüge 1.scored.csv'), 'utf8')).split('\n')).toHaveLength(10_002);
  // What the content policy refuses, and whatever else goes wrong in the page, stands in its console.
  expect((await shell.ask('record')).console).toEqual([]);
  await shell.ask('quit');
  expect(await shell.ended).toBe(0);
});
