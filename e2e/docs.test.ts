import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let browser: Browser;
let served: ConsoleUnderTest;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), startConsole()]);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  // A request that the server refuses is noted by every browser.
  expect(served.complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await served.stop();
});

async function openDocs(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await served.open(browser, { colorScheme });
  await page.goto(new URL('/docs', page.url()).href);
  await page.getByRole('heading', { name: 'Foredeck', level: 1 }).waitFor();
  return page;
}

test('a model is asked from the page, by keyboard alone', async () => {
  const page = await openDocs();
  await page.getByRole('searchbox', { name: 'Find' }).focus();
  await page.keyboard.type('predict flight');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const form = page.getByRole('form', { name: 'Try Score rows: Flight delay' });
  await form.waitFor();
  await form.getByRole('button', { name: 'Send' }).focus();
  await page.keyboard.press('Enter');
  await form.getByText('200').waitFor();
  expect(await form.locator('pre').textContent()).toContain('"prediction": "on_time"');

  await form.getByRole('textbox', { name: 'Body' }).fill('{"instances": []}');
  await form.getByRole('button', { name: 'Send' }).press('Enter');
  await form.getByText('400').waitFor();
  expect(await form.locator('pre').textContent()).toContain('is empty');
});

test('the settings lead to it', async () => {
  const page = await served.open(browser);
  await page.getByRole('link', { name: 'Settings' }).click();
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Docs', exact: true }).click(),
  ]);
  await opened.getByRole('heading', { name: 'Foredeck', level: 1 }).waitFor();
});

test('each model shows what its features take', async () => {
  const page = await openDocs();
  const place = page.locator('[id="predict.flight-delay"]');
  await place.locator('summary').first().click();
  await place.getByText('Members of instances').click();
  await place.getByText('Two-letter code of the airline.').waitFor();
  await place.getByText('One of 16 values').click();
  await place.getByText('9E, AA, AS, B6').waitFor();
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test('the page has nothing that accessibility tools find', async () => {
    const page = await openDocs(colorScheme);
    for (const id of ['predict.flight-delay', 'infer', 'metrics']) {
      await page.locator(`[id="${id}"] > summary`).click();
    }
    await page.locator('[id="predict.flight-delay"]').getByRole('button', { name: 'Send' }).click();
    await page.locator('[id="predict.flight-delay"] form pre').waitFor();
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual(
      [],
    );
  });
});

test('it fits a narrow window', async () => {
  const page = await openDocs();
  await page.setViewportSize({ width: 420, height: 800 });
  await page.locator('[id="predict.flight-delay"] > summary').click();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
