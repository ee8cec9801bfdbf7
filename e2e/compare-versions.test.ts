import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';
import { corpus, detail, importFiles, toModels } from './models-panel.ts';

let browser: Browser;
let product: ConsoleUnderTest;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startConsole()]);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

/** The rows of a corpus model as a table, with what its own exporter's runtime answered as the outcome. */
async function rowsOf(name: string) {
  const about = JSON.parse(await readFile(corpus(`expected/${name}.json`), 'utf8')) as {
    columns: string[];
    rows: number[][];
    expected: { labels: string[] };
  };
  const lines = about.rows.map((row, at) => [...row, about.expected.labels[at]].join(','));
  const text = [[...about.columns, 'outcome'].join(','), ...lines].join('\n');
  return { name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`${text}\n`) };
}

test('two versions are compared on the same rows, with the outcome known', async () => {
  const page = await product.open(browser);
  await toModels(page);
  await importFiles(page, corpus('models/random-forest.onnx'));
  await detail(page).getByRole('heading', { name: 'random-forest 1' }).waitFor();
  await importFiles(page, {
    name: 'random-forest.onnx',
    mimeType: 'application/octet-stream',
    buffer: await readFile(corpus('models/adaboost.onnx')),
  });
  await detail(page).getByRole('heading', { name: 'random-forest 2' }).waitFor();
  const compare = page.getByRole('region', { name: 'Compare versions' });
  await compare.getByText('choose a table with rows').waitFor();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    compare.getByRole('button', { name: 'Choose a table' }).click(),
  ]);
  await chooser.setFiles(await rowsOf('random-forest'));
  await compare.getByRole('button', { name: /^Column with what really happened/u }).click();
  await page.getByRole('option', { name: 'outcome' }).click();
  await compare.getByRole('button', { name: 'Compare', exact: true }).click();
  await compare.getByText(/^Agree on|^The same answer on/u).waitFor();
  await compare.getByRole('columnheader', { name: '2', exact: true }).first().waitFor();
  await compare.getByRole('region', { name: 'Rows that differ, table' }).waitFor();
  await compare.getByRole('row', { name: /^Accuracy/u }).waitFor();
  await compare.getByRole('row', { name: /^Rows\/s, in batches/u }).waitFor();
  // The outcome is what version 1 itself answers.
  await compare.getByRole('row', { name: /^Accuracy 1\.0000 ?, better 0\.\d+ /u }).waitFor();
  await compare.getByRole('button', { name: 'Make 2 champion' }).waitFor();
  expect(product.complaints).toEqual([]);
});
