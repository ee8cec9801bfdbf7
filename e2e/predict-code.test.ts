import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';
import { startDesktopConsole } from './desktop-console.ts';
import { messages } from './models-panel.ts';
import { answerOf, chooseModel, samplePage, toPredict } from './predict-panel.ts';

const token = "T'0$ken";
let browser: Browser;
let product: ConsoleUnderTest;
let page: Page;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foredeck-pasted-'));
  [browser, product] = await Promise.all([launchBrowser(), startConsole({ token })]);
  page = await product.open(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  await toPredict(page);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
  removeFolder(folder);
});

test('while the server is off, that is said beside the request and with the copy', async () => {
  const desktop = await startDesktopConsole();
  onTestFinished(() => desktop.stop());
  const opened = await desktop.open(browser);
  await toPredict(opened);
  const request = opened.getByRole('region', { name: 'As a request' });
  await request.getByText('The server is off: programs get no answer.').waitFor();
  await opened.getByRole('button', { name: 'Copy as curl' }).click();
  await messages(opened)
    .getByText(/The server is off now\.$/u)
    .waitFor();
  expect(await opened.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^curl -sS 'http:\/\/127\.0\.0\.1:/u,
  );
  expect(await request.getByRole('button', { name: 'Switch it on' }).count()).toBe(1);
});

const forms = [
  { name: 'curl', needs: 'curl', command: 'sh', file: 'ask.sh' },
  { name: 'Python', needs: 'python3', command: 'python3', file: 'ask.py' },
  { name: 'TypeScript', needs: process.execPath, command: process.execPath, file: 'ask.ts' },
] as const;
type Form = (typeof forms)[number];

async function installed(command: string): Promise<boolean> {
  const child = spawn(command, ['--version'], { stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(true));
  });
}

/** Copies the request that stands in the form and runs what was copied, as somebody would who pasted it. */
async function pasted({ name, command, file }: Form): Promise<unknown> {
  await page.getByRole('button', { name: 'Copy in another form' }).click();
  await page.getByRole('menuitem', { name: `Copy as ${name}` }).click();
  await page.getByRole('region', { name: 'Messages' }).getByText(`Copied as ${name}`).last().waitFor();
  await writeFile(join(folder, file), await page.evaluate(() => navigator.clipboard.readText()));
  const child = spawn(command, [file], {
    cwd: folder,
    env: { ...process.env, FOREDECK_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let complained = '';
  child.stdout.on('data', (part: Buffer) => (printed += part.toString()));
  child.stderr.on('data', (part: Buffer) => (complained += part.toString()));
  await once(child, 'close');
  const answer: unknown = JSON.parse(printed || JSON.stringify({ complained }));
  // curl prints the whole answer, the programs its first row.
  return typeof answer === 'object' && answer !== null && 'predictions' in answer
    ? (answer.predictions as unknown[])[0]
    : answer;
}

describe.each(forms)('copied as $name', (form) => {
  test('a text with quotes, newlines and whatever a shell would take for its own is scored', async (context) => {
    if (!(await installed(form.needs))) return context.skip(`${form.needs} is not installed`);
    await chooseModel(page, 'review-sentiment 1');
    await page
      .getByRole('textbox', { name: 'Review' })
      .fill(`It's "the best" $HOME \`ever\` \\n!\nI'd buy more — 日本 😀 '; exit 1 #`);
    await answerOf(page, 'review-sentiment 1').getByText('great', { exact: true }).first().waitFor();
    expect(await pasted(form)).toMatchObject({ prediction: 'great' });
  });

  test('numbers and categories are scored', async (context) => {
    if (!(await installed(form.needs))) return context.skip(`${form.needs} is not installed`);
    await chooseModel(page, 'flight-delay 1');
    await page.getByText('10 of 10 given').waitFor();
    expect(await pasted(form)).toMatchObject({ prediction: 'on_time' });
  });

  test('a picture is read from its file', async (context) => {
    if (!(await installed(form.needs))) return context.skip(`${form.needs} is not installed`);
    await copyFile(samplePage, join(folder, 'page-2.png'));
    await chooseModel(page, 'page-layout 1');
    await page.getByRole('button', { name: /^Sample for Page/u }).click();
    await page.getByRole('option', { name: 'page-2.png' }).click();
    await page.getByText('page-2.png', { exact: true }).waitFor();
    expect(await pasted(form)).toMatchObject({
      prediction: expect.arrayContaining([expect.objectContaining({ label: 'text' })]) as unknown,
    });
  });
});
