import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { corpus } from './models-panel.ts';

export const samplePage = fileURLToPath(
  new URL('../resources/samples/page-layout/page-2.png', import.meta.url),
);

/** What a version said, by its name and version. */
export const answerOf = (page: Page, version: string) =>
  page.getByRole('region', { name: `Answer of ${version}` });
export const whatIf = (page: Page) => page.getByRole('region', { name: 'What if' });
/** The slider under What if. */
export const slider = (page: Page) => whatIf(page).getByRole('slider');
export const historyGrid = (page: Page) => page.getByRole('grid', { name: 'History' });
export const delay = (page: Page) => page.getByRole('textbox', { name: 'Departure delay, min' });

/** Opens Predict and waits until the model there has answered what stands in its form. */
export async function toPredict(page: Page) {
  await page.getByRole('link', { name: 'Predict' }).click();
  await page.getByRole('heading', { name: 'Predict', level: 1 }).waitFor();
  await page
    .getByRole('region', { name: /^Answer of / })
    .getByText(/^(in all|Rejected|From the cache.*)$/u)
    .first()
    .waitFor();
}

export async function chooseModel(page: Page, version: string) {
  await page.getByRole('button', { name: /^Model:/u }).click();
  await page.getByRole('option', { name: version }).click();
  await answerOf(page, version).waitFor();
}

/** What If changes this feature. */
export async function sweep(page: Page, feature: string) {
  await page.getByRole('button', { name: /^Feature to change/u }).click();
  await page.getByRole('option', { name: feature }).click();
}

/** Two versions of one model that take the same ten numbers. */
export async function importTwoVersions(page: Page) {
  await page.getByRole('link', { name: 'Models' }).click();
  for (const [at, file] of ['random-forest', 'adaboost'].entries()) {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Import model' }).click(),
    ]);
    await chooser.setFiles({
      name: 'trees.onnx',
      mimeType: 'application/octet-stream',
      buffer: await readFile(corpus(`models/${file}.onnx`)),
    });
    await page.getByRole('heading', { name: `trees ${at + 1}` }).waitFor();
  }
}

/** A row both versions take, and on which they differ a little. */
export const cells = {
  X_0: 15,
  X_1: 20,
  X_2: 100,
  X_3: 700,
  X_4: 0.1,
  X_5: 0.1,
  X_6: 0.1,
  X_7: 0.05,
  X_8: 0.2,
  X_9: 0.06,
};
