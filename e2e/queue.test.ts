import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';

const sample = fileURLToPath(new URL('../resources/samples/flight-delay.csv', import.meta.url));
let browser: Browser;
let product: ConsoleUnderTest;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startConsole()]);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

async function setUp(page: Page) {
  await page.getByRole('link', { name: 'Batch' }).click();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
  await chooser.setFiles(sample);
  await page.getByText('Nothing keeps it from running').waitFor();
}

test('a job waits while the queue is paused, can be cancelled and resumed, and then is done', async () => {
  const page = await product.open(browser);
  await setUp(page);
  await page.getByRole('button', { name: 'Pause queue' }).click();
  await page.getByText('The queue is paused: what runs goes on, nothing new starts.').waitFor();
  await page.getByRole('button', { name: 'Run 10,000 rows' }).click();
  const detail = page.getByRole('region', { name: 'flight-delay.csv' });
  await detail.getByText('Waiting, for its turn').waitFor();
  await detail.getByText('It waits because the queue is paused').waitFor();

  await detail.getByRole('button', { name: 'Pause', exact: true }).click();
  await detail.getByText('Paused, before its first row').waitFor();
  await detail.getByRole('button', { name: 'Cancel' }).click();
  await detail.getByText('Cancelled, before its first row').waitFor();
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Resume' }).click();
  await detail.getByText('Waiting, for its turn').waitFor();
  await page.getByRole('button', { name: 'Resume queue' }).click();
  await detail.getByText(/^Done, \d+ rejected$/u).waitFor();
});

test('an output that is there is replaced only when that is chosen', async () => {
  const page = await product.open(browser);
  await setUp(page);
  const output = page.getByLabel('Output');
  const path = await output.getAttribute('title');
  await page.getByRole('button', { name: 'Run 10,000 rows' }).click();
  await page.getByRole('heading', { name: 'Drop a table here to score every row' }).waitFor();
  await page
    .getByRole('region', { name: 'flight-delay.csv' })
    .getByText(/^Done, /u)
    .waitFor();

  await setUp(page);
  await output.fill(path ?? '');
  await output.press('Enter');
  await page.getByText('flight-delay.scored.csv exists: replace it, or use another name').waitFor();
  const run = page.getByRole('button', { name: 'Run 10,000 rows' });
  expect(await run.getAttribute('aria-disabled')).toBe('true');
  await page.getByLabel('Replace the file that is there').check();
  await page.getByText('The file that is there will be replaced').waitFor();
  await page.getByLabel('Replace the file that is there').uncheck();
  await page.getByRole('button', { name: 'Use flight-delay.scored-2.csv' }).click();
  await page.getByText('Nothing keeps it from running').waitFor();
  expect(await output.inputValue()).toBe('flight-delay.scored-2.csv');
});

test('a delimiter is chosen, a file removed, and its removal undone', async () => {
  const page = await product.open(browser);
  await setUp(page);
  await page.getByRole('button', { name: 'Columns divided by: Comma' }).click();
  await page.getByRole('option', { name: 'Semicolon' }).click();
  await page.getByText('month has no column: choose one').waitFor();
  await page.getByRole('button', { name: 'Columns divided by: Semicolon' }).click();
  await page.getByRole('option', { name: 'Comma' }).click();
  await page.getByText('Nothing keeps it from running').waitFor();
  await page.getByRole('button', { name: 'If visib is missing: Reject row' }).click();
  await page.getByRole('option', { name: 'Value…' }).click();
  await page.getByRole('textbox', { name: /^Where visib is missing, use/u }).fill('7');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByRole('button', { name: 'If visib is missing: Value 7' }).waitFor();
  await page.getByRole('button', { name: 'Remove file' }).click();
  await page.getByRole('heading', { name: 'Drop a table here to score every row' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'If visib is missing: Value 7' }).waitFor();
});

test('the theme and the row height are remembered with the data folder', async () => {
  const page = await product.open(browser);
  await page.getByRole('button', { name: 'Appearance' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.getByRole('button', { name: 'Appearance' }).click();
  await page.getByRole('menuitemradio', { name: 'Comfortable' }).click();
  await page.context().close();

  // Another browser, which knows nothing itself.
  const other = await product.open(browser, { colorScheme: 'light' });
  await expect
    .poll(() => other.evaluate(() => Object.entries(document.documentElement.dataset)))
    .toEqual(
      expect.arrayContaining([
        ['theme', 'dark'],
        ['density', 'comfortable'],
      ]),
    );
});

test('a table dropped anywhere opens Batch with it; what is no table is said', async () => {
  const page = await product.open(browser);
  const drop = (name: string, text: string) =>
    page.evaluate(
      ([fileName, content]) => {
        const data = new DataTransfer();
        data.items.add(new File([content ?? ''], fileName ?? ''));
        for (const kind of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(
            new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }),
          );
        }
      },
      [name, text],
    );
  await drop('letter.docx', 'x');
  const messages = page.getByRole('region', { name: 'Messages' });
  await messages.getByText('letter.docx is not a table Foredeck reads').waitFor();
  await drop('small.csv', 'month,visib\n1,10\n');
  await page.getByRole('heading', { name: /small\.csv$/u }).waitFor();
  await page.getByRole('button', { name: 'Run 1 row' }).waitFor();
});
