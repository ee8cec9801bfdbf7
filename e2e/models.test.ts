import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { writeOnnx } from '../src-main/engine/testing/onnx-writer.ts';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';
import { corpus, detail, importFiles, messages, toModels, versions } from './models-panel.ts';

let browser: Browser;
let product: ConsoleUnderTest;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startConsole()]);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

test('by mouse: a model is imported, looked at, loaded, made champion, rolled back and removed', async () => {
  const page = await product.open(browser);
  await toModels(page);
  await importFiles(page, corpus('models/logistic-binary-strings.onnx'));
  await detail(page).getByRole('heading', { name: 'logistic-binary-strings 1' }).waitFor();
  const report = page.getByRole('region', { name: 'Import report, table' });
  await report.getByRole('row', { name: /^Changed ZipMap removed/u }).waitFor();
  await report.getByRole('row', { name: /^Checked Probe run/u }).waitFor();
  await page.getByText('benign, malignant', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Metadata' }).click();
  await page
    .getByRole('tabpanel')
    .getByText(/^skl2onnx/u)
    .waitFor();

  await detail(page).getByRole('button', { name: 'Load', exact: true }).click();
  await detail(page).getByRole('button', { name: 'Warm up' }).waitFor();
  await versions(page)
    .getByRole('row', { name: /logistic-binary-strings.*Resident/u })
    .waitFor();
  await page.getByRole('img', { name: /used: logistic-binary-strings 1/u }).waitFor();
  await detail(page).getByLabel('Pinned').check();
  await detail(page).getByText('Resident, pinned').waitFor();
  await detail(page).getByRole('button', { name: 'Unload' }).click();
  await detail(page).getByText('Asleep, pinned').waitFor();

  // Another file under the same name: the next version of it.
  await page.getByRole('button', { name: 'Make 1 champion' }).click();
  await detail(page).getByText('champion', { exact: true }).waitFor();
  await importFiles(page, {
    name: 'logistic-binary-strings.onnx',
    mimeType: 'application/octet-stream',
    buffer: await readFile(corpus('models/logistic-binary-integers.onnx')),
  });
  await detail(page).getByRole('heading', { name: 'logistic-binary-strings 2' }).waitFor();
  await page.getByRole('button', { name: 'Make 2 champion' }).click();
  await messages(page).getByText('logistic-binary-strings 2 is champion').waitFor();
  await versions(page)
    .getByRole('row', { name: /logistic-binary-strings 1 previous/u })
    .waitFor();
  await page.getByRole('button', { name: 'Roll back to 1' }).click();
  await messages(page).getByText('logistic-binary-strings 1 is champion').last().waitFor();
  await versions(page)
    .getByRole('row', { name: /logistic-binary-strings 2 previous/u })
    .waitFor();
  await messages(page)
    .getByRole('group', { name: 'logistic-binary-strings 1 is champion' })
    .last()
    .getByRole('button', { name: 'Undo' })
    .click();
  await versions(page)
    .getByRole('row', { name: /logistic-binary-strings 2 champion/u })
    .waitFor();

  await page.getByRole('button', { name: 'Other alias…' }).click();
  await page.getByRole('textbox', { name: /is also called$/u }).fill('Canary');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByText(/^Small letters/u).waitFor();
  await page.getByRole('textbox', { name: /is also called$/u }).fill('canary');
  await page.getByRole('button', { name: 'Use it' }).click();
  await detail(page).getByText('canary', { exact: true }).waitFor();

  await versions(page)
    .getByRole('row', { name: /logistic-binary-strings 1/u })
    .click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await messages(page).getByText('logistic-binary-strings 1 is removed').waitFor();
  expect(
    await versions(page)
      .getByRole('row', { name: /logistic-binary-strings 1/u })
      .count(),
  ).toBe(0);
  await messages(page)
    .getByRole('group', { name: 'logistic-binary-strings 1 is removed' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await versions(page)
    .getByRole('row', { name: /logistic-binary-strings 1/u })
    .waitFor();
});

test('by keyboard alone: the same', async () => {
  const fresh = await startConsole();
  onTestFinished(() => fresh.stop());
  const page = await fresh.open(browser);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focusOn = async (name: RegExp, step = 'Tab') => {
    for (let tries = 0; tries < 80; tries += 1) {
      const label = await page.evaluate(() => {
        const element = document.activeElement;
        const input = element instanceof HTMLInputElement ? (element.labels?.[0] ?? null) : null;
        return element?.getAttribute('aria-label') ?? (input ?? element)?.textContent ?? '';
      });
      if (name.test(label)) return;
      await press(step);
    }
    throw new Error(`${step} never came to ${name}`);
  };

  await press('g', 'm');
  await versions(page).getByText('flight-delay').waitFor();
  await focusOn(/^Import model/u);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('Enter')]);
  await chooser.setFiles(corpus('models/tfidf-logistic.onnx'));
  await detail(page).getByRole('heading', { name: 'tfidf-logistic 1' }).waitFor();

  await focusOn(/^Filter versions|^tfidf-logistic/u);
  await focusOn(/^tfidf-logistic/u);
  await press('Home');
  await detail(page).getByRole('heading', { name: 'credit-risk 1' }).waitFor();
  await press('End');
  await detail(page).getByRole('heading', { name: 'tfidf-logistic 1' }).waitFor();
  await press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('model');
  await focusOn(/^Load/u);
  await press('Enter');
  await detail(page).getByText('Resident', { exact: true }).waitFor();
  await focusOn(/^Make 1 champion/u);
  await press('Enter');
  await detail(page).getByText('champion', { exact: true }).waitFor();
  await focusOn(/^Switched on/u);
  await press('Space');
  await detail(page)
    .getByText(/^Switched off: nothing loads it/u)
    .waitFor();
  await press('Space');
  await detail(page)
    .getByText(/^Asleep/u)
    .waitFor();
  await focusOn(/^Signature/u);
  await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await page.getByRole('tabpanel').getByText('sha256', { exact: true }).waitFor();
  await focusOn(/^Remove/u, 'Shift+Tab');
  await press('Enter');
  await messages(page).getByText('tfidf-logistic 1 is removed').waitFor();
  await focusOn(/^Close$/u, 'Shift+F6');
  await focusOn(/^Undo/u);
  await press('Enter');
  await versions(page).getByText('tfidf-logistic').waitFor();

  await press('Control+k');
  await page.keyboard.type('tfidf');
  // The first that fits is chosen at once or with the next key, as soon as the list has settled.
  const chosen = page.locator('[role="menuitem"][data-focused]');
  await page.getByRole('menuitem', { name: /^tfidf-logistic 1/u }).waitFor();
  for (let tries = 0; tries < 5; tries += 1) {
    const text = (await chosen.textContent({ timeout: 500 }).catch(() => null)) ?? '';
    if (text.startsWith('tfidf-logistic 1')) break;
    await press(tries === 0 ? 'ArrowDown' : 'ArrowUp');
  }
  await press('Enter');
  await detail(page).getByRole('heading', { name: 'tfidf-logistic 1' }).waitFor();
  expect(fresh.complaints).toEqual([]);
});

test('what is no model is refused beside the list, and the list stays as it was', async () => {
  const page = await product.open(browser);
  await toModels(page);
  const before = await versions(page).getByRole('row').count();
  await importFiles(page, { name: 'text.onnx', mimeType: 'text/plain', buffer: Buffer.from('no model') });
  const imports = page.getByRole('group', { name: 'Imports' });
  await imports.getByText(/^Not imported: text\.onnx is not an ONNX model/u).waitFor();
  await imports.getByRole('button', { name: 'Copy error about text.onnx' }).waitFor();
  // The runtime's own words name every tensor and where the file lies for the moment.
  const names = Array.from({ length: 200 }, (_, at) => `feature_${at}`);
  const model = writeOnnx({
    inputs: names.map((name) => ({ name, dims: ['rows', 1] })),
    outputs: [{ name: 'x', dims: ['rows', 200] }],
    nodes: [['Concat', names, 'x']],
  });
  await importFiles(page, [
    { name: 'concat.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from(model) },
    {
      name: 'custom-operator.onnx',
      mimeType: 'application/octet-stream',
      buffer: await readFile(corpus('refused/custom-operator.onnx')),
    },
  ]);
  await imports
    .getByText(
      "Not imported: concat.onnx cannot be loaded: Required attribute 'axis' is missing (in the node Concat with 200 inputs).",
    )
    .waitFor();
  await imports.getByText(/^Not imported: custom-operator\.onnx/u).waitFor();
  // What was refused before has made room.
  expect(await imports.getByText('text.onnx').count()).toBe(0);
  expect(await versions(page).getByRole('row').count()).toBe(before);
  await imports.getByRole('button', { name: 'Close what is said about concat.onnx' }).click();
  await imports.getByRole('button', { name: 'Close what is said about custom-operator.onnx' }).click();
  expect(await imports.count()).toBe(0);
});

test('a serving setting is taken when it is left, and what it cannot be is said beside it', async () => {
  const page = await product.open(browser);
  await toModels(page);
  await versions(page).getByText('fraud').first().click();
  await detail(page).getByRole('tab', { name: 'Serving' }).click();
  const serving = page.getByRole('region', { name: 'Serving' });
  await serving.getByLabel('Window', { exact: true }).fill('5');
  await page.keyboard.press('Tab');
  await serving.getByText('Saved').waitFor();
  await serving.getByLabel('Queue', { exact: true }).fill('0');
  await serving.getByText('It must be from 1 to 100,000; 1000 stays').waitFor();
  await page.keyboard.press('Escape');
  await serving.getByLabel('Largest batch').fill('128');
  await detail(page).getByRole('tab', { name: 'Signature' }).click();
  await detail(page).getByRole('tab', { name: 'Serving' }).click();
  await serving.locator('input[value="128"]').waitFor();
  expect(await serving.getByLabel('Largest batch').inputValue()).toBe('128');
  expect(await serving.getByLabel('Window', { exact: true }).inputValue()).toBe('5');
  expect(await serving.getByLabel('Queue', { exact: true }).inputValue()).toBe('1000');
});

test('a name that is taken by another model is asked for again', async () => {
  const page = await product.open(browser);
  await toModels(page);
  await importFiles(page, corpus('models/ridge.onnx'));
  await detail(page).getByRole('heading', { name: 'ridge 1' }).waitFor();
  await importFiles(page, {
    name: 'ridge.onnx',
    mimeType: 'application/octet-stream',
    buffer: await readFile(corpus('models/tfidf-logistic.onnx')),
  });
  await page.getByRole('textbox', { name: 'Another name for ridge.onnx' }).fill('Words of ridge');
  await page.getByRole('button', { name: 'Import as words-of-ridge' }).click();
  await detail(page).getByRole('heading', { name: 'words-of-ridge 1' }).waitFor();
});

test('a model dropped anywhere opens Models with it', async () => {
  const page = await product.open(browser);
  const bytes = [...(await readFile(corpus('models/linear-regression.onnx')))];
  await page.evaluate((content) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(content)], 'linear-regression.onnx'));
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(
        new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }),
      );
    }
  }, bytes);
  await detail(page).getByRole('heading', { name: 'linear-regression 1' }).waitFor();
  expect(await page.getByRole('heading', { name: 'Models', level: 1 }).count()).toBe(1);
});

test('Try it scores the sample of the model; one without a sample is tried in Predict', async () => {
  const page = await product.open(browser);
  await toModels(page);
  await versions(page).getByText('review-sentiment').click();
  await detail(page).getByRole('button', { name: 'Try it' }).click();
  await page
    .getByRole('region', { name: 'review-sentiment.csv' })
    .getByText(/^Done, /u)
    .waitFor();
  await page.getByText('Predicted great').waitFor();

  await toModels(page);
  await importFiles(page, corpus('models/ridge.onnx'));
  await detail(page).getByRole('heading', { name: 'ridge 1' }).waitFor();
  expect(await detail(page).getByRole('button', { name: 'Try it' }).count()).toBe(0);
  await detail(page).getByRole('button', { name: 'Predict' }).click();
  await page.getByRole('heading', { name: 'Predict', level: 1 }).waitFor();
});

test('a job for a model that is switched off says so, and runs when it is on again', async () => {
  const page = await product.open(browser);
  await toModels(page);
  await versions(page).getByText('credit-risk').click();
  await detail(page).getByLabel('Switched on').uncheck();
  await versions(page)
    .getByRole('row', { name: /credit-risk 1.*Switched off/u })
    .waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('try credit');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const job = page.getByRole('region', { name: 'credit-risk.csv' });
  await job.getByText(/^It waits because .*credit-risk@1 is switched off/u).waitFor();
  await job.getByRole('button', { name: 'Show the model' }).click();
  await detail(page).getByLabel('Switched on').check();
  await page.getByRole('link', { name: 'Batch' }).click();
  await job.getByText(/^Done, /u).waitFor();
  await job.getByText('Predicted bad').waitFor();
});

test('the memory budget is changed and said in words', async () => {
  const page = await product.open(browser);
  await toModels(page);
  await page.getByRole('button', { name: /^Memory budget: / }).click();
  await page.getByRole('option', { name: '1.00 GB' }).click();
  await page.getByText(/^\S+ \S+ of 1\.00 GB$/u).waitFor();
  await page.getByRole('button', { name: /^Asleep after: / }).click();
  await page.getByRole('option', { name: '30 min' }).click();
  await page.getByText(/goes to sleep after 30 min unused/u).waitFor();
});

test('the page never broke its content policy nor threw', () => {
  expect(product.complaints).toEqual([]);
});
