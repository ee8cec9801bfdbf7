import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** The sample pages of the bundled detector. */
export const samplePages = fileURLToPath(new URL('../resources/samples/page-layout', import.meta.url));

/** The Predict panel with the detector, on moving pictures. */
export async function toLive(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Predict' }).click();
  await page.getByRole('button', { name: /^Model:/u }).click();
  await page.getByRole('option', { name: /page-layout/u }).click();
  await page.getByText('Live', { exact: true }).click();
  await page.getByRole('heading', { name: 'What the model sees' }).waitFor();
}

export async function chooseFrom(
  page: Page,
  button: string,
  files: Parameters<Page['setInputFiles']>[1],
): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).click(),
  ]);
  await chooser.setFiles(files);
}

/** The sample pages, gone through to the last. */
export async function toLiveFolder(page: Page): Promise<void> {
  await toLive(page);
  await page.getByText('Picture folder', { exact: true }).click();
  await chooseFrom(page, 'Choose folder', samplePages);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('The folder is at its end').waitFor({ timeout: 60_000 });
}
