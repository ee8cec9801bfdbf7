import type { Browser } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';
import { messages } from './models-panel.ts';
import {
  answerOf,
  cells,
  chooseModel,
  delay,
  importTwoVersions,
  historyGrid,
  samplePage,
  sweep,
  toPredict,
  whatIf,
} from './predict-panel.ts';

let browser: Browser;
let product: ConsoleUnderTest;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startConsole()]);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

test('a slider is swept: the form follows, the answer and the line too', async () => {
  const page = await product.open(browser);
  await toPredict(page);
  await sweep(page, 'dep_delay');
  const chart = whatIf(page).getByRole('img', { name: /^P\(late\) against dep_delay; it turns late at/u });
  await chart.waitFor();
  await delay(page).fill('-20');
  await answerOf(page, 'flight-delay 1').getByText('on_time', { exact: true }).first().waitFor();
  const box = await chart.boundingBox();
  if (!box) throw new Error('the chart has no place');
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2, { steps: 12 });
  await page.mouse.up();
  expect(Number(await delay(page).inputValue())).toBeGreaterThan(60);
  await answerOf(page, 'flight-delay 1').getByText('late', { exact: true }).first().waitFor();
  const slider = page.getByRole('slider', { name: 'dep_delay, min' });
  expect(await slider.inputValue()).toBe(await delay(page).inputValue());

  await whatIf(page).getByRole('button', { name: 'Show as table' }).click();
  const rows = await whatIf(page).getByRole('table').getByRole('row').count();
  expect(rows).toBeGreaterThan(30);
  expect(rows).toBeLessThanOrEqual(102);
  await sweep(page, 'carrier');
  await whatIf(page).getByRole('button', { name: 'Show as chart' }).click();
  const values = page.getByRole('listbox', { name: 'Answer for each value of carrier' });
  // Sorted by their answers, the one in the form may stand far below.
  await page.waitForFunction(() => {
    const own = document.querySelector('[role="option"][aria-selected="true"]');
    const list = own?.closest('[role="listbox"]');
    return own && list && own.getBoundingClientRect().bottom <= list.getBoundingClientRect().bottom + 1;
  });
  await values.getByText('HA').click();
  await page.getByRole('button', { name: 'Carrier: HA' }).waitFor();
});

test('what is wrong is said beside the field, and what is doubtful as well', async () => {
  const page = await product.open(browser);
  await toPredict(page);
  await delay(page).fill('12,5');
  await page.getByText('A number is needed; use a point: 12.40', { exact: true }).waitFor();
  await answerOf(page, 'flight-delay 1')
    .getByText(/: dep_delay is wrong\. A number is needed/u)
    .waitFor();
  await page.getByText('9 of 10 given, 1 wrong').waitFor();
  await delay(page).fill('0x10');
  await page.getByText(/^The request appears once the form is right: dep_delay is wrong/u).waitFor();
  // As the field's own hint writes it.
  await delay(page).fill('\u221233');
  await page.getByText('10 of 10 given').waitFor();
  expect(await delay(page).inputValue()).toBe('-33');
  await delay(page).fill('1e300');
  await answerOf(page, 'flight-delay 1').getByText('Rejected', { exact: true }).waitFor();
  await answerOf(page, 'flight-delay 1')
    .getByText(/^dep_delay is too large or too small for the model/u)
    .waitFor();
  await page.getByText(/^Refused: it is too large or too small for the model/u).waitFor();
  await delay(page).fill('1600');
  await page.getByText('Above every training row (−33 to 1301): expect a guess').waitFor();
  await page.getByRole('textbox', { name: 'Visibility, mi' }).fill('');
  await page.getByText('empty: default 10 mi is used').waitFor();
  await page.getByText('9 of 10 given').waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('0 of 10 given').waitFor();
  await messages(page).getByRole('button', { name: 'Undo' }).click();
  await page.getByText('9 of 10 given').waitFor();
  await page.getByRole('button', { name: 'Example', exact: true }).click();
  await page.getByText('10 of 10 given').waitFor();
});

test('an answer to earlier values is called that; a pasted part of a row keeps the rest', async () => {
  const page = await product.open(browser);
  await toPredict(page);
  await chooseModel(page, 'flight-delay 1');
  await page.getByRole('button', { name: 'Example', exact: true }).click();
  await page.getByText('10 of 10 given').waitFor();
  const answer = answerOf(page, 'flight-delay 1');
  await answer.getByText('on time', { exact: true }).waitFor();
  await page.getByText('as I type', { exact: true }).click();
  await delay(page).fill('100');
  await answer.getByText('for earlier values – press Predict').waitFor();
  await page.keyboard.press('Control+Enter');
  await answer.getByText('late', { exact: true }).first().waitFor();
  expect(await answer.getByText('for earlier values').count()).toBe(0);
  await page.getByText('as I type', { exact: true }).click();

  await page.getByRole('button', { name: 'Paste JSON' }).click();
  await page.getByLabel('A row, or a whole request').fill('[{"dep_delay": 5}, {"dep_delay": 6}]');
  await page.getByRole('button', { name: 'Fill the form' }).click();
  await messages(page).getByText('The first of 2 rows is in the form').waitFor();
  expect(await delay(page).inputValue()).toBe('5');
  await messages(page)
    .getByRole('group', { name: 'The first of 2 rows is in the form' })
    .getByRole('button', { name: 'Undo' })
    .click();
  expect(await delay(page).inputValue()).toBe('100');
});

test('a detection is drawn on a sample picture, and a picture dropped anywhere opens it', async () => {
  const page = await product.open(browser);
  const buffer = (await readFile(samplePage)).toString('base64');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'page-2.png', { type: 'image/png' }));
    return data;
  }, buffer);
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  const answer = answerOf(page, 'page-layout 1');
  const drawing = answer.getByRole('img', { name: /^The picture with \d+ boxes of page-layout 1$/u });
  await drawing.waitFor();
  await page.getByText('page-2.png', { exact: true }).waitFor();
  const rows = answer.getByRole('table').getByRole('row');
  const boxes = (await rows.count()) - 1;
  expect(boxes).toBeGreaterThan(3);
  expect(await drawing.locator('g').count()).toBe(boxes);
  await rows.nth(2).hover();
  // All but the one that is pointed at step back.
  expect(await drawing.locator('g[class*="dim"]').count()).toBe(boxes - 1);

  await page.getByRole('button', { name: /^Sample for Page/u }).click();
  await page.getByRole('option', { name: 'page-3.png' }).click();
  await page.getByText('page-3.png', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Take the picture away' }).click();
  await answer.getByText('Give a picture to see what the model finds on it.').waitFor();
});

test('a sentence is scored as it is typed, and which words moved it', async () => {
  const page = await product.open(browser);
  await toPredict(page);
  await chooseModel(page, 'review-sentiment 1');
  const answer = answerOf(page, 'review-sentiment 1');
  await page.getByRole('textbox', { name: 'Review' }).fill('Terrible. It was stale and I threw it away.');
  await answer.getByText('other', { exact: true }).first().waitFor();
  await page.getByRole('textbox', { name: 'Review' }).fill('The best coffee we ever had, delicious!');
  await answer.getByText('great', { exact: true }).first().waitFor();
  await page.getByText('39 characters, at most 512 tokens are read').waitFor();
  const moved = page.getByRole('region', { name: 'What moved it', exact: true });
  await moved.getByText('best', { exact: true }).waitFor();
});

test('two versions stand side by side, and the history is asked again of either', async () => {
  const page = await product.open(browser);
  await importTwoVersions(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('predict with trees 1');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Paste JSON' }).click();
  await page.getByLabel('A row, or a whole request').fill('{"Y": 1}');
  await page.getByRole('button', { name: 'Fill the form' }).click();
  await page.getByText('“Y” is no feature of trees 1').waitFor();
  await page.getByLabel('A row, or a whole request').fill(JSON.stringify({ instances: [cells] }));
  await page.keyboard.press('Control+Enter');
  await page.getByText('10 of 10 given').waitFor();
  await page.getByRole('button', { name: 'Paste JSON' }).click();
  await page.getByLabel('A row, or a whole request').fill('[{"X_0": 15}, {"X_0": 1}]');
  await page.getByRole('button', { name: 'Fill the form' }).click();
  await messages(page).getByText('The first of 2 rows is in the form').waitFor();
  await page.getByText('10 of 10 given').waitFor();
  const example = page.getByRole('button', { name: 'Example', exact: true });
  expect(await example.getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('button', { name: /^Beside/u }).click();
  const other = page.getByRole('option', { name: 'Beside version 2' });
  if (await other.isVisible()) await other.click();
  await answerOf(page, 'trees 2')
    .getByText(/against trees 1/u)
    .waitFor();
  await whatIf(page).getByText('version 2').waitFor();

  await page.getByRole('button', { name: /^Predict/u }).click();
  await historyGrid(page).getByText('malignant').waitFor();
  await page.getByRole('textbox', { name: 'X_0' }).fill('9.5');
  await page.getByRole('button', { name: /^Predict/u }).click();
  await historyGrid(page).getByText('9.5').waitFor();
  expect(await historyGrid(page).getByRole('row').count()).toBe(3);

  await historyGrid(page).getByText('15', { exact: true }).click();
  expect(await page.getByRole('textbox', { name: 'X_0' }).inputValue()).toBe('15');
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.waitForFunction(() => document.querySelectorAll('[aria-label="History"] tbody tr').length === 3);
  await page.getByRole('button', { name: 'Replay on version 2' }).click();
  await page.getByText(/of 3 rows on version 2/u).waitFor();
  await page.getByRole('button', { name: 'Back to the history' }).click();

  await page.getByRole('searchbox', { name: 'Search the history' }).fill('9.5');
  await page.waitForFunction(() => document.querySelectorAll('[aria-label="History"] tbody tr').length === 1);
  await historyGrid(page).getByText('9.5').click();
  await page.getByRole('button', { name: 'Forget', exact: true }).click();
  await page.getByText('Nothing in the history has these words.').waitFor();
  await messages(page).getByRole('button', { name: 'Undo' }).click();
  await historyGrid(page).getByText('9.5').waitFor();

  await page.getByRole('button', { name: 'Forget all…' }).dblclick();
  const sure = page.getByRole('alertdialog', { name: 'Forget all that was asked of trees?' });
  await sure.waitFor();
  await page.keyboard.press('Escape');
  await sure.waitFor({ state: 'hidden' });
  await historyGrid(page).getByText('9.5').waitFor();
  await page.getByRole('button', { name: 'Forget all…' }).click();
  await sure.getByRole('button', { name: 'Forget all' }).click();
  await page.getByRole('searchbox', { name: 'Search the history' }).fill('');
  await page.getByText(/A row that is clicked goes back into the form/u).waitFor();

  await page.getByRole('textbox', { name: 'X_0' }).fill('1e300');
  await page.keyboard.press('Control+Enter');
  await historyGrid(page).getByText('rejected').click();
  await page.getByText(/^Rejected: X_0 /u).waitFor();
});

test('what was entered is there again after the page is loaded anew', async () => {
  const page = await product.open(browser);
  await toPredict(page);
  await chooseModel(page, 'flight-delay 1');
  await delay(page).fill('37');
  await sweep(page, 'distance');
  await expect
    .poll(
      async () => {
        const again = await product.open(browser);
        await toPredict(again);
        const value = (await delay(again).count()) > 0 ? await delay(again).inputValue() : '';
        await again.close();
        return value;
      },
      { timeout: 20_000 },
    )
    .toBe('37');
});

test('the page never broke its content policy nor threw', () => {
  expect(product.complaints).toEqual([]);
});
