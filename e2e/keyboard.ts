import type { Page } from 'playwright-core';

/** A page used by its keyboard alone. */
export function keyboardOf(page: Page) {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Steps through what can be focused until its name fits. */
  const focusOn = async (name: RegExp, step = 'Tab') => {
    for (let tries = 0; tries < 80; tries += 1) {
      const label = await page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      });
      if (name.test(label)) return;
      await press(step);
    }
    throw new Error(`${step} never came to ${name}`);
  };
  return { press, focusOn };
}
