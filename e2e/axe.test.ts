import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts';
import { toLive, toLiveFolder } from './live-panel.ts';
import { type DesktopConsole, startDesktopConsole } from './desktop-console.ts';
import { toPredict } from './predict-panel.ts';
import { predictScreens } from './predict-screens.ts';

const sample = fileURLToPath(new URL('../resources/samples/flight-delay.csv', import.meta.url));
const corpus = (name: string) => fileURLToPath(new URL(`./corpus/${name}`, import.meta.url));
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let browser: Browser;
/** One that never ran a job, and one with a job that is done and a model that was imported. */
let fresh: ConsoleUnderTest;
let used: ConsoleUnderTest;
/** One whose local server is the user's to switch. */
let desktop: DesktopConsole;

beforeAll(async () => {
  [browser, fresh, used, desktop] = await Promise.all([
    launchBrowser(),
    startConsole(),
    startConsole(),
    startDesktopConsole(),
  ]);
  const page = await used.open(browser);
  await page.getByRole('button', { name: 'Try flight-delay on its sample' }).click();
  await done(page);
  await importModel(page, [
    corpus('models/logistic-binary-strings.onnx'),
    corpus('models/random-forest.onnx'),
    corpus('models/adaboost.onnx'),
  ]);
  await page.getByRole('heading', { name: 'adaboost 1' }).waitFor();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser.close();
  await Promise.all([fresh.stop(), used.stop(), desktop.stop()]);
});

async function done(page: Page) {
  await page.getByText(/^Done, \d+ rejected$/u).waitFor();
  await page.getByText('Predicted late').waitFor();
}

async function batch(page: Page) {
  await page.getByRole('link', { name: 'Batch' }).click();
  await page.getByRole('heading', { name: 'Batch', level: 1 }).waitFor();
}

async function draft(page: Page) {
  await batch(page);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
  await chooser.setFiles(sample);
  await page.getByRole('button', { name: /^Run / }).waitFor();
}

async function models(page: Page, shown: string) {
  await page.getByRole('link', { name: 'Models' }).click();
  await page.getByRole('grid', { name: 'Versions' }).getByText(shown).click();
  await page.getByRole('heading', { name: `${shown} 1` }).waitFor();
  await page.getByRole('heading', { name: 'Import report' }).waitFor();
}

async function importModel(page: Page, files: Parameters<Page['setInputFiles']>[1]) {
  await page.getByRole('link', { name: 'Models' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import model' }).click(),
  ]);
  await chooser.setFiles(files);
}

interface Screen {
  name: string;
  of: 'fresh' | 'used' | 'desktop';
  show: (page: Page) => Promise<unknown>;
}
const screens: Screen[] = [
  {
    name: 'Overview, first run',
    of: 'fresh',
    show: (page) => page.getByText('Score a file with a model').waitFor(),
  },
  {
    name: 'Batch before its first job',
    of: 'fresh',
    show: async (page) => {
      await batch(page);
      await page.getByText('Your jobs will be listed here').waitFor();
    },
  },
  {
    name: 'Overview with a job',
    of: 'used',
    show: (page) => page.getByRole('button', { name: /^Show the job/u }).waitFor(),
  },
  {
    name: 'Batch with a result',
    of: 'used',
    show: async (page) => {
      await batch(page);
      await done(page);
    },
  },
  {
    name: 'rejected rows',
    of: 'used',
    show: async (page) => {
      await batch(page);
      await page.getByRole('button', { name: 'See the rows' }).click();
      await page.getByRole('table', { name: 'Rejected rows' }).getByText('dep_delay').first().waitFor();
    },
  },
  {
    name: 'scores as a table',
    of: 'used',
    show: async (page) => {
      await batch(page);
      await page.getByRole('button', { name: 'Show as table' }).click();
      await page.getByRole('columnheader', { name: 'As in training' }).waitFor();
    },
  },
  { name: 'a job being set up', of: 'used', show: draft },
  {
    name: 'a column being chosen',
    of: 'used',
    show: async (page) => {
      await draft(page);
      await page.getByRole('button', { name: 'Column for month' }).click();
      await page.getByRole('searchbox', { name: 'Search Column for month' }).waitFor();
    },
  },
  {
    name: 'a value for missing cells',
    of: 'used',
    show: async (page) => {
      await draft(page);
      await page.getByRole('button', { name: /^If dep_delay is missing/u }).click();
      await page.getByRole('option', { name: /value…$/iu }).click();
      await page.getByRole('button', { name: 'Use it' }).click();
      await page.getByText('Enter the value to use').waitFor();
    },
  },
  {
    name: 'a job for later',
    of: 'used',
    show: async (page) => {
      await draft(page);
      await page.getByText('Later', { exact: true }).click();
      await page.getByLabel('Start at').waitFor();
    },
  },
  { name: 'a bundled model', of: 'used', show: (page) => models(page, 'flight-delay') },
  {
    name: 'how the requests for a model are served',
    of: 'used',
    show: async (page) => {
      await models(page, 'flight-delay');
      await page.getByRole('tab', { name: 'Serving' }).click();
      await page.getByRole('textbox', { name: 'Largest batch' }).waitFor();
    },
  },
  {
    name: 'a model before anything was done',
    of: 'fresh',
    show: async (page) => {
      await models(page, 'review-sentiment');
      await page.getByRole('tab', { name: 'Card' }).click();
      await page.getByText('Held-out figures').waitFor();
    },
  },
  {
    name: 'calibration as a table, where a model comes from',
    of: 'used',
    show: async (page) => {
      await models(page, 'credit-risk');
      await page.getByRole('button', { name: 'Show as table' }).click();
      await page.getByRole('tab', { name: 'Provenance' }).click();
      await page.getByRole('columnheader', { name: 'Were positive' }).waitFor();
    },
  },
  {
    name: 'an imported model with its report',
    of: 'used',
    show: async (page) => {
      await models(page, 'logistic-binary-strings');
      await page.getByRole('tab', { name: 'Metadata' }).click();
    },
  },
  {
    name: 'two models compared',
    of: 'used',
    show: async (page) => {
      await models(page, 'random-forest');
      const compare = page.getByRole('region', { name: 'Compare versions' });
      await compare.getByRole('button', { name: /^Compare random-forest 1 with/u }).click();
      await page.getByRole('option', { name: 'adaboost 1' }).click();
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        compare.getByRole('button', { name: 'Choose a table' }).click(),
      ]);
      const names = Array.from({ length: 10 }, (_, at) => `X_${at}`);
      const rows = ['15,20,100,700,0.1,0.1,0.1,0.05,0.2,0.06', '18,25,120,1000,0.1,0.2,0.2,0.1,0.2,0.07'];
      await chooser.setFiles({
        name: 'two.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`${[names.join(','), ...rows].join('\n')}\n`),
      });
      await compare.getByRole('button', { name: 'Compare', exact: true }).click();
      await compare.getByRole('row', { name: /^Rows\/s, in batches/u }).waitFor();
    },
  },
  { name: 'pictures gone through live', of: 'used', show: toLiveFolder },
  {
    name: 'a camera that is refused',
    of: 'fresh',
    show: async (page) => {
      await toLive(page);
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByText(/start again/u).waitFor();
    },
  },
  {
    name: 'models that were refused',
    of: 'used',
    show: async (page) => {
      await importModel(page, { name: 'a.onnx', mimeType: 'text/plain', buffer: Buffer.from('no model') });
      await page.getByText(/^Not imported/u).waitFor();
    },
  },
  {
    name: 'settings under serve, with a token that was just made',
    of: 'used',
    show: async (page) => {
      await page.getByRole('link', { name: 'Settings' }).click();
      // Each theme makes one of its own: a name is taken once.
      const name = `report ${Date.now()}`;
      await page.getByRole('textbox', { name: 'Token for' }).fill(name);
      await page.getByRole('button', { name: 'Make a token' }).click();
      await page.getByRole('region', { name: `The new token of ${name}` }).waitFor();
      await page.getByRole('button', { name: `Revoke ${name}` }).waitFor();
    },
  },
  {
    name: 'settings, with a token being renamed',
    of: 'used',
    show: async (page) => {
      await page.getByRole('link', { name: 'Settings' }).click();
      await page
        .getByRole('button', { name: /^Rename report/u })
        .first()
        .click();
      await page.getByRole('textbox', { name: 'Used by' }).waitFor();
    },
  },
  {
    name: 'the menu of the server',
    of: 'used',
    show: async (page) => {
      await page.getByRole('button', { name: 'Local server' }).click();
      await page.getByRole('menuitem', { name: 'Copy as curl' }).waitFor();
    },
  },
  {
    name: 'settings of the desktop, with what is wrong',
    of: 'desktop',
    show: async (page) => {
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'Make a token' }).click();
      await page.getByText('Name the program').waitFor();
      await page.getByRole('textbox', { name: 'Port' }).fill('x');
      await page.getByText('A port is a whole number').waitFor();
    },
  },
  ...predictScreens.map(({ name, show }): Screen => ({ name, of: 'used', show })),
  {
    name: 'the command palette',
    of: 'used',
    show: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('menuitem', { name: /^Go to Batch/u }).waitFor();
    },
  },
  {
    name: 'the shortcuts',
    of: 'used',
    show: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
    },
  },
  {
    name: 'the appearance menu',
    of: 'used',
    show: async (page) => {
      await page.getByRole('button', { name: 'Appearance' }).click();
      await page.getByRole('menuitemradio', { name: 'Dark' }).waitFor();
    },
  },
  {
    name: 'a message',
    of: 'used',
    show: async (page) => {
      await page.getByRole('button', { name: /copy the address/u }).click();
      await page.getByRole('region', { name: 'Messages' }).waitFor();
    },
  },
];

for (const colorScheme of ['light', 'dark'] as const) {
  describe(`axe finds nothing in ${colorScheme}`, () => {
    test.for(screens)('$name', async (screen) => {
      const product = { fresh, used, desktop }[screen.of];
      const page = await product.open(browser, { colorScheme });
      await screen.show(page);
      const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    });
    test.for([
      { name: 'a job being set up', show: draft },
      {
        name: 'settings',
        show: async (page: Page) => {
          await page.getByRole('link', { name: 'Settings' }).click();
          await page.getByRole('heading', { name: 'Tokens' }).waitFor();
        },
      },
      { name: 'a model', show: (page: Page) => models(page, 'logistic-binary-strings') },
      { name: 'pictures gone through live', show: toLiveFolder },
      { name: 'a prediction', show: toPredict },
    ])('$name in one column at 200 % zoom', async ({ show }) => {
      const viewport = { width: 720, height: 450 };
      const page = await used.open(browser, { colorScheme, viewport, deviceScaleFactor: 2 });
      await show(page);
      const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      // Only tables may scroll sideways, each inside its own frame.
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
      expect(await page.evaluate(() => document.querySelector('main')?.scrollWidth)).toBeLessThanOrEqual(
        await page.evaluate(() => document.querySelector('main')?.clientWidth ?? 0),
      );
    });
  });
}
