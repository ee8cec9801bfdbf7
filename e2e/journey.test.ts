import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';
import { keyboardOf } from './keyboard.ts';

const sample = fileURLToPath(new URL('../resources/samples/flight-delay.csv', import.meta.url));
let browser: Browser;
let product: ConsoleUnderTest;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startConsole()]);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

// A page that a failing test leaves open would take the file dialogs of the next one.
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

/** The sample with its column of months under another name, and another name for the file. */
async function renamed(name: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const text = await readFile(sample, 'utf8');
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text.replace('month', 'monat')) };
}

async function downloaded(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return readFile(await download.path(), 'utf8');
}

function expectScored(text: string) {
  const [header, ...rows] = text.trimEnd().split('\n');
  expect(header).toMatch(/^year,monat,.*,prediction,probability_on_time,probability_late,rejected$/u);
  expect(rows).toHaveLength(10_000);
  expect(rows[0]).toMatch(/,(?:on_time|late),0\.\d+,0\.\d+,$/u);
}

test('by mouse: a file is chosen, mapped, run, looked at and downloaded', async () => {
  const page = await product.open(browser);
  await page.getByRole('link', { name: 'Batch' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose file' }).click(),
  ]);
  await chooser.setFiles(await renamed('flights.csv'));

  const run = page.getByRole('button', { name: 'Run 10,000 rows' });
  await run.waitFor();
  await page.getByText('has no column: choose one').waitFor();
  expect(await run.getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('button', { name: 'Column for month' }).click();
  await page.getByRole('option', { name: 'monat' }).click();
  await page.getByText('by you').waitFor();
  await page.getByRole('button', { name: 'If wind_speed is missing' }).click();
  await page.getByRole('option', { name: /^Default/u }).click();
  await page.getByRole('button', { name: /^If wind_speed is missing: Default/u }).waitFor();
  await run.click();

  const detail = page.locator('section[aria-labelledby="job"]');
  await detail.getByText(/Done, \d+ rejected/u).waitFor();
  await detail.getByText('Predicted late').waitFor();
  await detail.getByRole('button', { name: 'Show as table' }).click();
  await detail.getByRole('columnheader', { name: 'As in training' }).waitFor();
  await detail.getByRole('button', { name: /the first with: dep_delay is empty$/u }).click();
  await detail
    .getByRole('table', { name: 'Rejected rows' })
    .getByText('dep_delay is empty')
    .first()
    .waitFor();
  expectScored(await downloaded(page, () => detail.getByRole('button', { name: 'Download' }).click()));
});

test('by keyboard alone: the same, and the mapping is remembered', async () => {
  const fresh = await startConsole();
  onTestFinished(() => fresh.stop());
  const page = await fresh.open(browser);
  const { press, focusOn } = keyboardOf(page);
  const choose = async (name: string) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('Control+o')]);
    await chooser.setFiles(await renamed(name));
  };
  const job = (name: string) => page.getByRole('region', { name }).getByText(/^Done, \d+ rejected$/u);

  await press('g', 'b');
  await page.getByRole('heading', { name: 'Batch', level: 1 }).waitFor();
  await choose('first.csv');
  await page.getByText('has no column: choose one').waitFor();
  await focusOn(/^Column for month/u);
  await press('Enter');
  await page.getByRole('searchbox', { name: 'Search Column for month' }).waitFor();
  await page.keyboard.type('mona');
  await press('ArrowDown', 'Enter');
  await page.getByText('by you').waitFor();
  await press('Control+Enter');
  await job('first.csv').waitFor();

  await choose('second.csv');
  await page.getByText('Mapping of first.csv restored').waitFor();
  await focusOn(/^Match afresh/u);
  await press('Enter');
  await page.getByText('has no column: choose one').waitFor();
  await focusOn(/^Use what is remembered/u);
  await press('Enter');
  await page.getByText('Mapping of first.csv restored').waitFor();
  await page.getByText('Nothing keeps it from running').waitFor();
  await press('Control+Enter');
  await job('second.csv').waitFor();

  await focusOn(/^second\.csv/u);
  await press('ArrowDown');
  await job('first.csv').waitFor();
  await press('Home');
  await job('second.csv').waitFor();
  await focusOn(/^Remove second\.csv/u);
  await press('Enter');
  await page.getByRole('region', { name: 'Messages' }).getByText('Job removed').waitFor();
  await focusOn(/^Undo/u, 'Shift+F6');
  await press('Enter');
  await page.getByRole('grid', { name: 'Queue' }).getByText('second.csv').waitFor();

  await press('Control+k');
  await page.keyboard.type('second');
  await press('ArrowDown', 'Enter');
  await job('second.csv').waitFor();
  await focusOn(/^Download/u);
  expectScored(await downloaded(page, () => press('Enter')));
  expect(fresh.complaints).toEqual([]);
});

test('a first run is one press away from a scored sample', async () => {
  const fresh = await startConsole();
  onTestFinished(() => fresh.stop());
  const page = await fresh.open(browser);
  await page.getByRole('button', { name: 'Try flight-delay on its sample' }).click();
  await page.getByText(/^Done, \d+ rejected$/u).waitFor();
  await page.getByRole('img', { name: /^Histogram of P\(late\) over 9,7\d\d rows/u }).waitFor();
  expect(fresh.complaints).toEqual([]);
});

test('a backend that goes away is said, and what was on the screen stays', async () => {
  const away = await startConsole();
  const page = await away.open(browser);
  await page.getByRole('button', { name: 'Try flight-delay on its sample' }).click();
  await page.getByText(/^Done, \d+ rejected$/u).waitFor();
  await away.kill();
  await page.getByText(/backend has not answered since/u).waitFor();
  await page.getByText('Backend away').waitFor();
  expect(await page.getByRole('grid', { name: 'Queue' }).getByText('flight-delay.csv').count()).toBe(1);

  const back = await startConsole({ dataFolder: away.dataFolder });
  const again = await back.open(browser);
  await again.getByRole('link', { name: 'Batch' }).click();
  await again.getByText(/^Done, \d+ rejected$/u).waitFor();
  await back.stop();
  await away.stop();
});

test('what is wrong with a file is said beside it', async () => {
  const page = await product.open(browser);
  await page.getByRole('link', { name: 'Batch' }).click();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
  await chooser.setFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('') });
  await page
    .getByText(/empty\.csv is empty/u)
    .first()
    .waitFor();
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1);
});

test('the page never broke its content policy nor threw', () => {
  expect(product.complaints).toEqual([]);
});
