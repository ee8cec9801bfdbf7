import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';
import { detail, toModels, versions } from './models-panel.ts';
import { startV2Server, type V2Server } from './v2-server.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let browser: Browser;
let product: ConsoleUnderTest;
let server: V2Server;
beforeAll(async () => {
  const fraud = fileURLToPath(new URL('../models/fraud/model.onnx', import.meta.url));
  [browser, product, server] = await Promise.all([
    launchBrowser(),
    startConsole(),
    startV2Server({ fraud }, { token: 'for-the-console' }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
  await server.stop();
});

test('by keyboard: a model of another server is added, laid beside its twin, and goes with its rows', async () => {
  const page = await product.open(browser);
  await toModels(page);
  await page.getByRole('button', { name: 'Add a remote model' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a remote model' });
  await dialog.getByLabel('Address of the server').waitFor();
  // The first field has the focus.
  await page.keyboard.type('127.0.0.1');
  await page.keyboard.press('Enter');
  await dialog.getByText(/The address begins with http/u).waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(`${server.url}/v2`);
  await page.keyboard.press('Tab');
  await page.keyboard.type('fraud');
  await page.keyboard.press('Enter');
  await dialog.getByText(/refused us \(401\)/u).waitFor();
  // What is wrong now takes the place of what a server said before.
  await dialog.getByLabel('Model there').fill('');
  await dialog.getByText('Say what the model is called there').waitFor();
  expect(await dialog.getByText(/refused us/u).count()).toBe(0);
  await dialog.getByLabel('Model there').fill('fraud');
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await dialog.getByLabel('Token').focus();
  await page.keyboard.type('for-the-console');
  // What the server says of itself makes another card than the model of that name here has.
  await page.keyboard.press('Enter');
  await dialog.getByText(/there is a model fraud already/u).waitFor();
  await dialog.getByRole('button', { name: /^Features and classes/u }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /^As fraud 1/u }).press('Enter');
  await dialog.getByRole('button', { name: 'Add model' }).focus();
  await page.keyboard.press('Enter');

  await detail(page).getByRole('heading', { name: 'fraud 2' }).waitFor();
  await detail(page).getByText(`Runs on ${server.url} as fraud`).waitFor();
  await versions(page).getByText('remote', { exact: true }).waitFor();
  await page
    .getByRole('region', { name: 'Import report, table' })
    .getByText('binary, without loss')
    .waitFor();
  const host = new URL(server.url).host;
  await page.getByText(`rows were tried out on ${host}`).waitFor();
  // Before it sends a row, every panel tells where to.
  await detail(page).getByRole('button', { name: 'Predict', exact: true }).click();
  await page.getByText(`every row, those of What if too, is sent to ${host}`).waitFor();
  await toModels(page);
  await versions(page)
    .getByRole('row', { name: /fraud 2.*Connected/u })
    .waitFor();

  // Its server wants another token from now on.
  server.token = 'for-the-console-too';
  await detail(page).getByRole('button', { name: 'Change token' }).focus();
  await page.keyboard.press('Enter');
  const change = page.getByRole('dialog', { name: 'Another token for fraud 2' });
  await change.getByLabel('Token').waitFor();
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await change.getByText(/The token was not changed:.*refused us \(401\)/u).waitFor();
  const seen = await new AxeBuilder({ page }).withTags(rules).analyze();
  expect(seen.violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('for-the-console-too');
  await page.keyboard.press('Enter');
  await change.waitFor({ state: 'detached' });
  await detail(page).getByRole('button', { name: 'Change token' }).and(page.locator(':focus')).waitFor();

  // Rows of the sample, from here and from there.
  server.intercept = (request, response, body) => {
    if (!request.url?.endsWith('/infer')) return false;
    const length = Number(request.headers['inference-header-content-length']);
    const { inputs } = JSON.parse(body.subarray(0, length).toString()) as { inputs: { shape: number[] }[] };
    const rows = inputs[0]?.shape[0] ?? 0;
    const data = Array.from({ length: rows }, () => [1, 0]).flat();
    response.end(
      JSON.stringify({ outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [rows, 2], data }] }),
    );
    return true;
  };
  const compare = page.getByRole('region', { name: 'Compare versions' });
  await compare.getByRole('button', { name: 'Compare', exact: true }).click();
  await compare.getByText(/its times hold the way there and back/u).waitFor({ timeout: 90_000 });
  const differing = compare.getByRole('region', { name: 'Rows that differ, table' });
  await differing
    .getByRole('row', { name: /^[\d,]+ fraud \(0\.\d+\) genuine \(1\)$/u })
    .first()
    .waitFor();
  expect(await page.content()).not.toContain('for-the-console');
  expect(product.complaints).toEqual([]);
}, 120_000);
