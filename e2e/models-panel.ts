import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** A file of the corpus. */
export const corpus = (name: string): string => fileURLToPath(new URL(`./corpus/${name}`, import.meta.url));

/** The list of versions. */
export const versions = (page: Page) => page.getByRole('grid', { name: 'Versions' });
/** The version looked at. */
export const detail = (page: Page) => page.locator('section[aria-labelledby="model"]');
export const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });

export async function toModels(page: Page) {
  await page.getByRole('link', { name: 'Models' }).click();
  await versions(page).getByText('flight-delay').waitFor();
}

/** Chooses files as the button Import model asks for them. */
export async function importFiles(page: Page, files: Parameters<Page['setInputFiles']>[1]) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import model' }).click(),
  ]);
  await chooser.setFiles(files);
}
