import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startConsole } from './console-under-test.ts';
import { toLiveFolder } from './live-panel.ts';
import { predictScreens } from './predict-screens.ts';

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
        await shoot(browser, colorScheme, 'predict-live', toLiveFolder);
        for (const { id, show } of predictScreens) await shoot(browser, colorScheme, `predict-${id}`, show);
        await shoot(browser, colorScheme, 'settings', toSettings);
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

/** A token that was just made. */
async function toSettings(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText(/^A program shows a token|^Ends in$/u).waitFor();
  // A name is taken once, and each theme makes one.
  const taken = await page.getByRole('cell', { name: 'nightly report' }).count();
  const name = taken === 0 ? 'nightly report' : 'dashboard';
  await page.getByRole('textbox', { name: 'Token for' }).fill(name);
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByRole('region', { name: `The new token of ${name}` }).waitFor();
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

if (import.meta.main) await takeScreens(process.argv[2] ?? null);
