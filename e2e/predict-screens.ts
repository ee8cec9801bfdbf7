import type { Page } from 'playwright-core';
import {
  answerOf,
  cells,
  chooseModel,
  delay,
  importTwoVersions,
  historyGrid,
  slider,
  sweep,
  toPredict,
  whatIf,
} from './predict-panel.ts';

/** Predict with what it makes of each kind of model; `id` names the file of a screenshot. */
export const predictScreens: readonly {
  id: string;
  name: string;
  show: (page: Page) => Promise<unknown>;
}[] = [
  {
    id: 'class',
    name: 'a class predicted, with what would change it and what was asked before',
    show: async (page) => {
      await toPredict(page);
      await chooseModel(page, 'flight-delay 1');
      for (const [at, minutes] of ['4', '95', '-3', '0', '8', '14', '22'].entries()) {
        await delay(page).fill(minutes);
        await page.keyboard.press('Control+Enter');
        await historyGrid(page)
          .getByRole('row')
          .nth(at + 1)
          .waitFor();
      }
      await sweep(page, 'dep_delay');
      await page.getByText(/^turns late at/u).waitFor();
    },
  },
  {
    id: 'two-versions',
    name: 'two versions side by side',
    show: async (page) => {
      await importTwoVersions(page);
      await toPredict(page);
      await chooseModel(page, 'trees 1');
      await page.getByRole('button', { name: 'Paste JSON' }).click();
      await page.getByLabel('A row, or a whole request').fill(JSON.stringify(cells));
      await page.getByRole('button', { name: 'Fill the form' }).click();
      await page.getByRole('button', { name: /^Beside/u }).click();
      const other = page.getByRole('option', { name: 'Beside version 2' });
      if (await other.isVisible()) await other.click();
      await answerOf(page, 'trees 2')
        .getByText(/against trees 1/u)
        .waitFor();
      await whatIf(page).getByText('version 2').waitFor();
    },
  },
  {
    id: 'category',
    name: 'the answer for each category, the request as code',
    show: async (page) => {
      await toPredict(page);
      await chooseModel(page, 'flight-delay 1');
      await page.getByText('10 of 10 given').waitFor();
      await sweep(page, 'carrier');
      await page.getByRole('listbox', { name: /^Answer for each value/u }).waitFor();
      await page.getByRole('button', { name: /^Shown as/u }).click();
      await page.getByRole('option', { name: 'Python' }).click();
      await page.getByText('import json, os, sys, urllib.error, urllib.request').waitFor();
    },
  },
  {
    id: 'table',
    name: 'what if as a table',
    show: async (page) => {
      await toPredict(page);
      await chooseModel(page, 'credit-risk 1');
      await slider(page).waitFor();
      await page.getByRole('button', { name: 'Show as table' }).click();
      await whatIf(page).getByRole('columnheader', { name: 'P(bad)' }).waitFor();
    },
  },
  {
    id: 'detection',
    name: 'boxes on a picture',
    show: async (page) => {
      await toPredict(page);
      await chooseModel(page, 'page-layout 1');
      await page.getByRole('img', { name: /^The picture with/u }).waitFor();
    },
  },
  {
    id: 'text',
    name: 'a text and its words',
    show: async (page) => {
      await toPredict(page);
      await chooseModel(page, 'review-sentiment 1');
      await page.getByText(/would lose without one word/u).waitFor();
    },
  },
  {
    id: 'rejected',
    name: 'a row the model refuses',
    show: async (page) => {
      await toPredict(page);
      await chooseModel(page, 'flight-delay 1');
      await delay(page).fill('1e300');
      await page.getByText('Rejected', { exact: true }).waitFor();
    },
  },
  {
    id: 'empty',
    name: 'a form with nothing in it that was tried',
    show: async (page) => {
      await toPredict(page);
      await chooseModel(page, 'fraud 1');
      await page.getByText('18 of 18 given').waitFor();
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.keyboard.press('Control+Enter');
      await page.getByText('A value is needed').first().waitFor();
    },
  },
  {
    id: 'pasted',
    name: 'JSON to be pasted, and what is wrong with it',
    show: async (page) => {
      await toPredict(page);
      await page.getByRole('button', { name: 'Paste JSON' }).click();
      await page.getByLabel('A row, or a whole request').fill('[');
      await page.getByRole('button', { name: 'Fill the form' }).click();
      await page.getByText(/^This is not JSON/u).waitFor();
    },
  },
  {
    id: 'narrow',
    name: 'a prediction in a narrow window',
    show: async (page) => {
      await page.setViewportSize({ width: 1024, height: 768 });
      await toPredict(page);
      await chooseModel(page, 'credit-risk 1');
      await slider(page).waitFor();
    },
  },
  {
    id: 'zoomed',
    name: 'boxes on a picture in one column',
    show: async (page) => {
      await page.setViewportSize({ width: 720, height: 1400 });
      await toPredict(page);
      await chooseModel(page, 'page-layout 1');
      await page.getByRole('img', { name: /^The picture with/u }).waitFor();
    },
  },
];
