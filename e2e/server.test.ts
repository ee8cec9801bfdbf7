import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';
import { type DesktopConsole, startDesktopConsole } from './desktop-console.ts';

let browser: Browser;
let desktop: DesktopConsole;
let served: ConsoleUnderTest;
beforeAll(async () => {
  [browser, desktop, served] = await Promise.all([launchBrowser(), startDesktopConsole(), startConsole()]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([desktop.stop(), served.stop()]);
});

async function settings(of: DesktopConsole | ConsoleUnderTest): Promise<Page> {
  const page = await of.open(browser);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /^Switch (on|off)$/u }).waitFor();
  return page;
}

async function urlOf(page: Page): Promise<string> {
  return (await page.getByText(/^http:\/\/127\.0\.0\.1:\d+$/u).textContent()) ?? '';
}

/** The secret that is on the screen. */
async function makeToken(page: Page, name: string): Promise<string> {
  await page.getByRole('textbox', { name: 'Token for' }).fill(name);
  await page.keyboard.press('Enter');
  const box = page.getByRole('region', { name: `The new token of ${name}` });
  const secret = (await box.locator('code').textContent()) ?? '';
  await box.getByRole('button', { name: 'Done' }).click();
  return secret;
}

/** The status that a program with this token gets. */
async function asked(url: string, secret: string | null): Promise<number> {
  const headers = secret === null ? {} : { authorization: `Bearer ${secret}` };
  const answer = await fetch(`${url}/v2`, { headers });
  await answer.text();
  return answer.status;
}
/** Let in. */
const letIn = 200;

test('off at first; switched on it lets a program in by a token of its own, until that is revoked', async () => {
  const page = await settings(desktop);
  await page.getByRole('button', { name: 'Server off' }).waitFor();
  await page.getByRole('textbox', { name: 'Port' }).fill('0');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('button', { name: 'Switch off' }).waitFor();
  const url = await urlOf(page);
  expect((await fetch(`${url}/v2/health/live`)).status).toBe(200);
  expect(await asked(url, null)).toBe(401);

  const secret = await makeToken(page, 'nightly report');
  const other = await makeToken(page, 'dashboard');
  expect(await page.content()).not.toContain(secret);
  expect([await asked(url, secret), await asked(url, other)]).toEqual([letIn, letIn]);
  await page.getByRole('button', { name: 'Revoke nightly report' }).click();
  await page.getByText('nightly report is revoked').waitFor();
  expect([await asked(url, secret), await asked(url, other)]).toEqual([401, letIn]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Revoke nightly report' }).waitFor();
  expect(await asked(url, secret)).toBe(letIn);

  // The Overview counts what programs are answered.
  const reviews = ['late, but warm', 'great'].map((review) => ({ review }));
  const answer = await fetch(`${url}/v1/models/review-sentiment:predict`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ instances: reviews }),
  });
  expect(answer.status).toBe(200);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByText('2 by request').waitFor();
  await page.getByText(/^p99 .* of 1$/u).waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();

  await page.getByRole('button', { name: 'Rename dashboard' }).click();
  await page.getByRole('textbox', { name: 'Used by' }).fill('wall screen');
  await page.keyboard.press('Enter');
  await page.getByRole('cell', { name: 'wall screen', exact: true }).waitFor();

  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('button', { name: 'Server off' }).waitFor();
  await expect(fetch(`${url}/v2/health/live`)).rejects.toThrow('fetch failed');
  await page.context().close();
});

test('a secret stays until it is put away, names are taken once, and focus stays in the panel', async () => {
  const page = await settings(served);
  const name = page.getByRole('textbox', { name: 'Token for' });
  for (const program of ['first', 'second']) {
    await name.fill(program);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: `The new token of ${program}` }).waitFor();
  }
  const first = page.getByRole('region', { name: 'The new token of first' });
  await first.waitFor();
  await name.fill('first');
  await page.keyboard.press('Enter');
  await page.getByText('Another token has this name already').waitFor();

  await first.getByRole('button', { name: 'Done' }).focus();
  await page.keyboard.press('Enter');
  await first.waitFor({ state: 'hidden' });
  const inPanel = () => document.activeElement?.closest('main section') !== null;
  await page.waitForFunction(inPanel);
  await page.getByRole('button', { name: 'Revoke second' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('second is revoked', { exact: true }).waitFor();
  await page.waitForFunction(inPanel);
  await page.getByRole('button', { name: 'Rename first' }).click();
  await page.keyboard.type('third');
  await page.keyboard.press('Enter');
  await page.getByRole('cell', { name: 'third', exact: true }).waitFor();

  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('heading', { name: 'Predict', level: 1 }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'main');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Go to Batch');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Batch', level: 1 }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'main');
  await page.context().close();
});

test('a taken port is said beside the server, which stays where it is', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const page = await settings(desktop);
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('button', { name: 'Switch off' }).waitFor();
  const url = await urlOf(page);
  await page.getByRole('textbox', { name: 'Port' }).fill(String(port));
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByText(`Port ${port} on 127.0.0.1 is taken by another program`).waitFor();
  await page.getByText(`It stays on ${url}.`).waitFor();
  expect((await fetch(`${url}/v2/health/live`)).status).toBe(200);
  // By keyboard, from the status bar.
  await page.getByRole('button', { name: 'Local server' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Switch off' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Server off' }).waitFor();
  taken.close();
  await page.context().close();
});

test('under serve the switch keeps programs out and the console in', async () => {
  const page = await settings(served);
  const url = await urlOf(page);
  const secret = await makeToken(page, 'report');
  expect(await asked(url, secret)).toBe(letIn);
  await page.getByText('as foredeck serve was started').waitFor();
  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('button', { name: 'Switch on' }).waitFor();
  expect(await asked(url, secret)).toBe(503);
  await page.reload();
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('button', { name: 'Switch off' }).waitFor();
  expect(await asked(url, secret)).toBe(letIn);
  await page.context().close();
  expect(served.complaints).toEqual([]);
});
