// What a person does in the window, from the first sample to an answer with citations, the same in the browser host and the desktop
// application. Pictures of every state are left in tests/results.

import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { canvasPage, dataWire, type CanvasPage } from './canvas-page.ts';
import { expect, root, test } from './fixture.ts';
import { serialWindow } from './serial-window.ts';
import { windowPage, type WindowPage } from './window-page.ts';

const opened = serialWindow('window', { width: 1440, height: 900 });
const { complaints } = opened;
let page: Page;
let window: WindowPage;
let canvas: CanvasPage;

test.beforeAll(async () => {
  page = opened.page();
  window = windowPage(page);
  canvas = canvasPage(page);
});

const ending = (): Locator => page.getByTestId('ending');

test('the first sight offers samples, and a sample opens with its nodes and wires', async () => {
  await expect(page.getByRole('heading', { name: 'Build an agent, and watch it think' })).toBeVisible();
  for (const title of ['News brief', 'Evidence review', 'Second opinion'])
    await expect(window.start().getByRole('article', { name: title })).toBeVisible();
  await window.start().getByRole('button', { name: 'Open News brief' }).last().click();
  await expect(canvas.node('brief')).toBeVisible();
  await expect(page.locator('.react-flow__node')).toHaveCount(8);
  await expect(page.locator('.wire-tool')).toHaveCount(4);
  await expect(page.locator('.wire-text, .wire-passages')).toHaveCount(3);
});

test('each of the six samples opens as it is, with nothing wrong in it', async () => {
  for (const title of [
    'Data extraction',
    'Draft, review, approve',
    'Evidence review',
    'Literature matrix',
    'Second opinion',
  ]) {
    await window.row(title).click();
    await expect(window.tab(title)).toHaveAttribute('aria-selected', 'true');
    await expect(page.locator('.react-flow__node').first()).toBeVisible();
    await expect(page.getByRole('banner').getByText('Sample', { exact: true })).toBeVisible();
    await expect(window.statusBar()).toContainText('0 problems');
    await page.keyboard.press('Alt+w');
    await expect(window.tab(title)).toHaveCount(0);
  }
});

test('a run started on the start page streams into the panel and ends with a cited answer, tokens and cost', async () => {
  await window.toStart();
  await window.start().getByRole('button', { name: 'Run: News brief' }).click();
  await expect(page.getByRole('article', { name: 'Step 1', exact: true })).toBeVisible();
  await expect(ending()).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText('rehearsal, no model').first()).toBeVisible();
  const figures = window.runPane().locator('dl');
  await expect(figures).toContainText(/Step\d+ \/ 40/);
  await expect(figures).toContainText(/Tokens in[\d.]+k/);
  await expect(figures).toContainText('Cost$0.00');
  await expect(canvas.node('brief').locator('[data-status="done"]')).toBeVisible();
  await expect(canvas.node('search').locator('[data-status="done"]')).toBeVisible();
  await ending()
    .getByRole('button', { name: /^Citation 1:/ })
    .first()
    .click();
  await expect(window.dialog().locator('mark')).not.toBeEmpty();
  await page.screenshot({ path: join(root, `tests/results/window-source.png`) });
  await page.keyboard.press('Escape');
  await expect(window.dialog()).toBeHidden();
});

test('a call opens to its arguments and its result', async () => {
  await page.getByRole('log').focus();
  await page.keyboard.press('Home');
  const step = page.getByRole('article', { name: 'Step 1', exact: true });
  await expect(step).toBeVisible();
  await step.locator('button[aria-expanded]').last().click();
  await expect(step).toContainText('Arguments');
  await expect(step).toContainText('Result');
});

test('the first edit of a sample makes a copy of it, and a save outlives a reload', async () => {
  await page.getByRole('tab', { name: 'Inspector', exact: true }).click();
  await canvas.select('brief');
  const limit = window.inspector().getByLabel('Step limit');
  await limit.fill('0');
  await expect(limit).toHaveAttribute('aria-invalid', 'true');
  await expect(window.statusBar()).toContainText('1 problem');
  await limit.fill('25');
  await expect(limit).toHaveAttribute('aria-invalid', 'false');
  await expect(canvas.node('brief')).toContainText('up to 25 steps');
  await window.saved();
  await page.reload();
  await expect(canvas.node('brief')).toContainText('up to 25 steps');
  await expect(
    page.getByRole('tree', { name: 'Pipelines' }).getByRole('treeitem', { name: /^News brief/ }),
  ).toBeVisible();
  await expect(
    page.getByRole('tree', { name: 'Samples' }).getByRole('treeitem', { name: /^News brief/ }),
  ).toBeVisible();
});

test('a run can be stopped, and says so', async () => {
  await page.getByRole('tab', { name: 'Run', exact: true }).click();
  await page.getByText('Limits and options').click();
  await page.getByLabel('Rehearsal pace').fill('400');
  await page.keyboard.press('Control+Enter');
  await window.runPane().getByRole('button', { name: 'Stop' }).click();
  await expect(window.runPane().getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(window.runPane().getByText('Stopped', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('group', { name: /^Write the brief.*Stopped$/ })).toContainText('step');
});

test('a run that cannot start says what to do', async () => {
  await window.runPane().getByRole('button', { name: 'New run' }).click();
  await page.getByRole('combobox', { name: 'Endpoint' }).click();
  await page.getByRole('option', { name: /^Moonshot/ }).click();
  await window.runPane().getByRole('button', { name: /^Run/ }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'LONGLINE_KEY_MOONSHOT' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Endpoint' }).click();
  await page.getByRole('option', { name: /^Rehearsal/ }).click();
});

test('a pasted pipeline that asks a person waits on the node, in the panel and in the title, and takes the answer', async () => {
  await page.getByRole('banner').getByRole('button', { name: 'New pipeline' }).click();
  await expect(page.getByText('This pipeline is empty')).toBeVisible();
  await canvas.paste(
    JSON.stringify({
      format: 'longline/1',
      meta: { title: 'Piece' },
      nodes: [
        { id: 'topic', kind: 'input', version: 1, params: { name: 'topic', preset: 'Which colour?' } },
        { id: 'ask', kind: 'ask-human', version: 1, params: {} },
        { id: 'colour', kind: 'output', version: 1, params: { name: 'colour' } },
      ],
      wires: [dataWire('topic.value', 'ask.question'), dataWire('ask.answer', 'colour.value')],
      view: { positions: { topic: { x: 0, y: 0 }, ask: { x: 260, y: 0 }, colour: { x: 520, y: 0 } } },
    }),
  );
  await expect(page.locator('.react-flow__node')).toHaveCount(3);
  await page.getByRole('tab', { name: 'Run', exact: true }).click();
  await window.runPane().getByRole('button', { name: /^Run/ }).click();
  const question = page.getByRole('alertdialog', { name: 'A question for you' });
  await expect(question).toContainText('Which colour?');
  await expect(canvas.node('ask').locator('[data-status="asking"]')).toBeVisible();
  await expect(page).toHaveTitle(/A question for you/);
  await page.screenshot({ path: join(root, 'tests/results/window-question.png') });
  // Stopped, it asks nothing and says that it will.
  await window.runPane().getByRole('button', { name: 'Stop' }).click();
  await expect(window.runPane().getByRole('note')).toContainText('when the run is resumed: Which colour?');
  await expect(question).toBeHidden();
  await expect(canvas.node('ask').locator('[data-status="stopped"]')).toBeVisible();
  await expect(page).not.toHaveTitle(/A question for you/);
  await window.runPane().getByRole('button', { name: 'Resume' }).click();
  await question.getByLabel('Your answer').fill('Green, I think');
  await question.getByRole('button', { name: 'Answer' }).click();
  await expect(ending()).toContainText('Green, I think');
  await expect(page).not.toHaveTitle(/A question for you/);
});

test('theme and language change at once and stay', async () => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('menuitemradio', { name: '简体中文' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tab', { name: '检查器' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('tab', { name: '检查器' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('none of this broke the policy of the page or wrote an error to its console', () => {
  expect(complaints).toEqual([]);
});
