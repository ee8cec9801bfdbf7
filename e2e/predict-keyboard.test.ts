import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { startConsole } from './console-under-test.ts';
import { keyboardOf } from './keyboard.ts';
import { answerOf, delay, historyGrid } from './predict-panel.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('by keyboard alone: a slider swept, asked, gone back to; a sentence scored; a picture’s boxes walked', async () => {
  const product = await startConsole();
  onTestFinished(() => product.stop());
  const page = await product.open(browser);
  const { press, focusOn } = keyboardOf(page);

  await press('g', 'p');
  await page.getByRole('heading', { name: 'Predict', level: 1 }).waitFor();
  await answerOf(page, 'flight-delay 1').getByText('on_time', { exact: true }).first().waitFor();
  await focusOn(/^Departure delay/u);
  await press('ArrowUp', 'Shift+ArrowUp');
  expect(await delay(page).inputValue()).toBe('23');
  await press('Control+Enter');
  await historyGrid(page).getByRole('row').nth(1).waitFor();

  await focusOn(/^Feature to change/u);
  await press('Enter');
  await page.getByRole('option', { name: 'dep_delay' }).waitFor();
  await page.keyboard.type('dep');
  await press('Enter');
  await focusOn(/^dep_delay, min$/u);
  await press('End');
  await answerOf(page, 'flight-delay 1').getByText('late', { exact: true }).first().waitFor();
  expect(Number(await delay(page).inputValue())).toBeGreaterThan(60);
  await press('Control+Enter');
  await page.waitForFunction(() => document.querySelectorAll('[aria-label="History"] tbody tr').length === 2);
  await focusOn(/^Search the history$/u, 'Shift+Tab');
  await page.keyboard.type('23');
  await page.waitForFunction(() => document.querySelectorAll('[aria-label="History"] tbody tr').length === 1);
  await press('Tab', 'Tab');
  await focusOn(/^\d\d:\d\d/u);
  await press('Enter');
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('[aria-label="Departure delay, min"]')?.value === '23',
  );
  await focusOn(/^Ask again$/u);
  await press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('[aria-label="History"] tbody tr').length === 2);

  const choose = async (words: string) => {
    await press('Control+k');
    await page.keyboard.type(`predict with ${words}`);
    await press('ArrowDown', 'Enter');
    await answerOf(page, `${words} 1`).waitFor();
  };
  await choose('review-sentiment');
  await page.getByText('1 of 1 given').waitFor();
  await focusOn(/^Review$/u);
  await press('Control+a');
  await page.keyboard.type('Terrible. It was stale and I threw it away.');
  await answerOf(page, 'review-sentiment 1').getByText('other', { exact: true }).first().waitFor();

  await choose('page-layout');
  const drawing = page.getByRole('img', { name: /^The picture with \d+ boxes/u });
  await drawing.waitFor();
  const ofPage1 = await drawing.getAttribute('aria-label');
  await focusOn(/^Sample for Page/u);
  await press('Enter');
  await page.getByRole('option', { name: 'page-2.png' }).waitFor();
  await page.keyboard.type('page-2');
  await press('Enter');
  await page.getByText('page-2.png', { exact: true }).waitFor();
  await expect.poll(() => drawing.getAttribute('aria-label')).not.toBe(ofPage1);
  await focusOn(/^Boxes, table$/u);
  await press('Tab');
  const brightAt = () =>
    drawing.locator('g').evaluateAll((marks) => {
      const bright = marks.flatMap((mark, at) => (mark.getAttribute('class')?.includes('dim') ? [] : [at]));
      return marks.length > 1 ? bright : [];
    });
  await expect.poll(brightAt).toEqual([0]);
  await press('ArrowDown');
  await expect.poll(brightAt).toEqual([1]);
  await press('End');
  await expect.poll(async () => (await brightAt())[0]).toBe((await drawing.locator('g').count()) - 1);
  await press('Tab');
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('TR');
  expect(product.complaints).toEqual([]);
});
