import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startConsole } from './console-under-test.ts';
import {
  answerOf,
  cells,
  chooseModel,
  delay,
  importTwoVersions,
  past,
  slider,
  sweep,
  toPredict,
} from './predict-panel.ts';

/**
 * Takes the screenshots of the documentation from the built product at work on its own sample:
 * `node e2e/screens.ts` writes docs/screenshot.png; with a folder it writes every screen in both themes there.
 */
async function takeScreens(folder: string | null): Promise<void> {
  const [browser, product] = await Promise.all([launchBrowser(), startConsole()]);
  try {
    const schemes = folder === null ? (['light'] as const) : (['light', 'dark'] as const);
    if (folder !== null) {
      for (const colorScheme of schemes) {
        await shoot(browser, colorScheme, 'overview-empty', async () => undefined);
        await shoot(browser, colorScheme, 'batch-empty', toBatch);
      }
    }
    const page = await product.open(browser);
    await page.getByRole('button', { name: 'Try flight-delay on its sample' }).click();
    await page.getByText('Predicted late').waitFor();
    await page.context().close();
    for (const colorScheme of schemes) {
      await shoot(browser, colorScheme, folder === null ? 'screenshot' : 'batch', setUp);
      if (folder !== null) {
        await shoot(browser, colorScheme, 'overview', async () => undefined);
        await shoot(browser, colorScheme, 'models', toModels);
        for (const [name, show] of predictScreens) await shoot(browser, colorScheme, `predict-${name}`, show);
      }
    }
  } finally {
    await browser.close();
    await product.stop();
  }

  async function shoot(
    on: Browser,
    colorScheme: 'light' | 'dark',
    name: string,
    show: (page: Page) => Promise<unknown>,
  ): Promise<void> {
    const page = await product.open(on, { colorScheme });
    await page.getByText(/Engine ready/u).waitFor();
    await show(page);
    await page.waitForLoadState('networkidle');
    const path = folder
      ? join(folder, `${name}-${colorScheme}.png`)
      : fileURLToPath(new URL(`../docs/${name}.png`, import.meta.url));
    await mkdir(dirname(path), { recursive: true });
    await page.screenshot({ path, animations: 'disabled' });
    await page.context().close();
  }
}

async function toBatch(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Batch' }).click();
  await page.getByRole('heading', { name: 'Batch', level: 1 }).waitFor();
}

/** A model that was imported just before, with what the import found. */
async function toModels(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Models' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import model' }).click(),
  ]);
  await chooser.setFiles(
    fileURLToPath(new URL('./corpus/models/logistic-binary-strings.onnx', import.meta.url)),
  );
  await page.getByText('ZipMap removed').waitFor();
  await page.mouse.move(0, 0);
}

/** A file being mapped on the left, a finished job on the right. */
async function setUp(page: Page): Promise<void> {
  await toBatch(page);
  await page.getByText('Predicted late').waitFor();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose file' }).click(),
  ]);
  await chooser.setFiles(
    fileURLToPath(new URL('../resources/samples/flight-delay.parquet', import.meta.url)),
  );
  await page.getByRole('button', { name: /^Run / }).waitFor();
  await page.getByText('by name').first().waitFor();
  await page.mouse.move(0, 0);
}

/** Predict with what each kind of model makes of it. */
const predictScreens: readonly [name: string, show: (page: Page) => Promise<unknown>][] = [
  [
    'class',
    async (page) => {
      await toPredict(page);
      await chooseModel(page, 'flight-delay 1');
      for (const [at, minutes] of ['4', '95', '-3', '0', '8', '14', '22'].entries()) {
        await delay(page).fill(minutes);
        await page.keyboard.press('Control+Enter');
        await past(page)
          .getByRole('row')
          .nth(at + 1)
          .waitFor();
      }
      await sweep(page, 'dep_delay');
      await page.getByText(/^turns late at/u).waitFor();
    },
  ],
  [
    'two-versions',
    async (page) => {
      await importTwoVersions(page);
      await toPredict(page);
      await chooseModel(page, 'trees 1');
      await page.getByRole('button', { name: 'Paste JSON' }).click();
      await page.getByLabel('A row, or a whole request').fill(JSON.stringify(cells));
      await page.getByRole('button', { name: 'Fill the form' }).click();
      await page.getByRole('button', { name: /^Beside/u }).click();
      await page.getByRole('option', { name: 'Beside version 2' }).click();
      await answerOf(page, 'trees 2')
        .getByText(/against trees 1/u)
        .waitFor();
    },
  ],
  [
    'category',
    async (page) => {
      await toPredict(page);
      await chooseModel(page, 'flight-delay 1');
      await sweep(page, 'carrier');
      await page.getByRole('listbox', { name: /^Answer for each value/u }).waitFor();
    },
  ],
  [
    'detection',
    async (page) => {
      await toPredict(page);
      await chooseModel(page, 'page-layout 1');
      await page.getByRole('img', { name: /^The picture with/u }).waitFor();
    },
  ],
  [
    'text',
    async (page) => {
      await toPredict(page);
      await chooseModel(page, 'review-sentiment 1');
      await page.getByText(/would lose without one word/u).waitFor();
    },
  ],
  [
    'rejected',
    async (page) => {
      await toPredict(page);
      await chooseModel(page, 'flight-delay 1');
      await delay(page).fill('1e300');
      await page.getByText('Rejected', { exact: true }).waitFor();
    },
  ],
  [
    'empty',
    async (page) => {
      await toPredict(page);
      await chooseModel(page, 'fraud 1');
      await page.getByText('18 of 18 given').waitFor();
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.keyboard.press('Control+Enter');
      await page.getByText('A value is needed').first().waitFor();
    },
  ],
  [
    'narrow',
    async (page) => {
      await page.setViewportSize({ width: 1024, height: 768 });
      await toPredict(page);
      await chooseModel(page, 'credit-risk 1');
      await slider(page).waitFor();
    },
  ],
  [
    'zoomed',
    async (page) => {
      await page.setViewportSize({ width: 720, height: 1400 });
      await toPredict(page);
      await chooseModel(page, 'page-layout 1');
      await page.getByRole('img', { name: /^The picture with/u }).waitFor();
    },
  ],
];

if (import.meta.main) await takeScreens(process.argv[2] ?? null);
