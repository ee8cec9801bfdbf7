import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';

let browser: Browser;
let product: ConsoleUnderTest;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startConsole()]);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

/** Pixels by which what stands in each part of a panel is higher than the part. */
const cutOff = (page: Page) =>
  page
    .locator('main section')
    .evaluateAll((parts) => parts.map((part) => Math.max(0, part.scrollHeight - part.clientHeight - 1)));

test.each([
  { width: 640, height: 400 },
  { width: 720, height: 600 },
  { width: 1280, height: 400 },
])('Settings in $width × $height keep their height and scroll; the frame does not', async (viewport) => {
  const page = await product.open(browser, { viewport });
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Appearance' }).waitFor();
  expect(await cutOff(page)).toEqual([0, 0, 0, 0]);
  const last = page.getByText('Some input methods press them', { exact: false });
  await last.scrollIntoViewIfNeeded();
  const place = await last.boundingBox();
  expect(place && place.y + place.height).toBeLessThan(viewport.height);
  const { scrolls, shows } = await page.evaluate(() => ({
    scrolls: document.documentElement.scrollHeight,
    shows: document.documentElement.clientHeight,
  }));
  expect(scrolls).toBe(shows);
  await page.context().close();
});
