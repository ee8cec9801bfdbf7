import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser?.close());

test('a page renders text with a real font and keeps web security', async () => {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.route('https://one.test/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<p>Foredeck</p><iframe src="https://two.test/"></iframe>',
    }),
  );
  await page.route('https://two.test/', (route) =>
    route.fulfill({ contentType: 'text/html', body: 'secret' }),
  );
  await page.goto('https://one.test/');
  expect((await page.getByText('Foredeck').boundingBox())?.height).toBeGreaterThan(5);
  expect(await page.evaluate(() => navigator.language)).toBe('en-US');
  expect(await page.evaluate(() => document.querySelector('iframe')?.contentDocument)).toBe(null);
  await context.close();
});
