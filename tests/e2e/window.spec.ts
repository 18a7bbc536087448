// What a person does in the window, from the first sample to an answer with citations, the same in the browser host and the desktop
// application. Pictures of every state are left in tests/results.

import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, root, test } from './fixture.ts';
import { serialWindow } from './serial-window.ts';

const opened = serialWindow('window', { width: 1280, height: 720 });
const { complaints } = opened;
let page: Page;

test.beforeAll(async () => {
  page = opened.page();
});

const nodeOf = (id: string): Locator => page.locator(`.react-flow__node[data-id="${id}"]`);
const port = (node: string, name: string): Locator =>
  nodeOf(node).locator(`.react-flow__handle[data-handleid="${name}"]`);

async function drag(from: Locator, to: Locator | { x: number; y: number }): Promise<void> {
  const start = await middle(from);
  const end = 'x' in to ? to : await middle(to);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x, end.y, { steps: 4 });
  await page.mouse.up();
}

async function middle(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It is not on the screen.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test('the first sight offers samples, and a sample opens with its nodes and wires', async () => {
  await expect(page.getByRole('heading', { name: 'Build an agent, and watch it think' })).toBeVisible();
  await page
    .getByRole('main')
    .getByRole('button', { name: /^News brief/ })
    .click();
  await expect(nodeOf('brief')).toBeVisible();
  await expect(page.locator('.react-flow__node')).toHaveCount(8);
  await expect(page.locator('.wire-tool')).toHaveCount(4);
  await expect(page.locator('.wire-text, .wire-passages')).toHaveCount(3);
});

test('a run on the rehearsal streams into the panel and ends with a cited answer, tokens and cost', async () => {
  await page.getByRole('banner').getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('article', { name: 'Step 1', exact: true })).toBeVisible();
  const ending = page.getByTestId('ending');
  await expect(ending).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText('rehearsal, no model').first()).toBeVisible();
  const figures = page.locator('dl');
  await expect(figures).toContainText(/Step\d+ \/ 40/);
  await expect(figures).toContainText(/Tokens in[\d.]+k/);
  await expect(figures).toContainText('Cost$0.00');
  await expect(nodeOf('brief').locator('[data-status="done"]')).toBeVisible();
  await expect(nodeOf('search').locator('[data-status="done"]')).toBeVisible();
  const citation = ending.getByRole('button', { name: /^Citation 1:/ }).first();
  await citation.click();
  await expect(page.getByRole('dialog').locator('mark')).not.toBeEmpty();
  await page.screenshot({ path: join(root, `tests/results/window-source.png`) });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
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

test('a node comes from the palette, is wired, and a wrong wire says why it is refused', async () => {
  await page.getByRole('tab', { name: 'Nodes' }).click();
  await page.getByRole('tabpanel').getByRole('button', { name: 'Text', exact: true }).click();
  await expect(nodeOf('text')).toBeVisible();
  await page.getByLabel('Template').fill('Brief:\n{{a}}');
  await expect(port('text', 'a')).toBeVisible();
  await drag(port('brief', 'answer'), port('text', 'a'));
  await expect(page.locator('.react-flow__edge')).toHaveCount(8);
  await drag(port('text', 'text'), port('evidence', 'value'));
  await expect(page.getByRole('alert').filter({ hasText: 'does not fit' })).toBeVisible();
  await expect(page.locator('.react-flow__edge')).toHaveCount(8);
});

test('a wire dropped on the empty canvas offers the kinds that fit', async () => {
  const pane = await page.locator('.react-flow').boundingBox();
  await drag(port('question', 'value'), { x: (pane?.x ?? 0) + 120, y: (pane?.y ?? 0) + 60 });
  const search = page.getByRole('combobox', { name: 'Search kinds of nodes' });
  await expect(search).toBeVisible();
  await expect(page.getByRole('option', { name: /^Agent/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /^Input/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(search).toBeHidden();
});

test('undo takes back each step, redo brings it again, and a save outlives a reload', async () => {
  await page.getByRole('banner').getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.react-flow__edge')).toHaveCount(7);
  await page.getByRole('banner').getByRole('button', { name: 'Redo' }).click();
  await expect(page.locator('.react-flow__edge')).toHaveCount(8);
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('banner')).toContainText('Saved');
  await page.reload();
  await expect(nodeOf('text')).toBeVisible();
  await expect(page.locator('.react-flow__edge')).toHaveCount(8);
  await expect(
    page.getByRole('region', { name: 'Pipelines' }).getByRole('button', { name: 'News brief', exact: true }),
  ).toBeVisible();
});

test('a parameter is changed in the inspector, and a wrong value is marked where it stands', async () => {
  await nodeOf('brief').click({ position: { x: 60, y: 15 } });
  const limit = page.getByLabel('Step limit');
  await limit.fill('0');
  await expect(limit).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('contentinfo')).toContainText('1 problem');
  await limit.fill('25');
  await expect(limit).toHaveAttribute('aria-invalid', 'false');
  await expect(nodeOf('brief')).toContainText('up to 25 steps');
});

test('a run can be stopped, and says so', async () => {
  await page.getByRole('tab', { name: 'Run', exact: true }).click();
  await page.getByText('Limits and options').click();
  await page.getByLabel('Rehearsal pace').fill('400');
  await page.keyboard.press('Control+Enter');
  const stop = page.getByRole('tabpanel').getByRole('button', { name: 'Stop' });
  await stop.click();
  await expect(page.getByRole('tabpanel').getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(page.getByRole('tabpanel').getByText('Interrupted', { exact: true }).first()).toBeVisible();
});

test('a run that cannot start says what to do', async () => {
  await page.getByRole('button', { name: 'New run' }).click();
  await page.getByRole('combobox', { name: 'Endpoint' }).click();
  await page.getByRole('option', { name: /^Moonshot/ }).click();
  await page.getByRole('tabpanel').getByRole('button', { name: /^Run/ }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'LONGLINE_KEY_MOONSHOT' })).toBeVisible();
});

test('a pasted pipeline that asks a person waits on the node, in the panel and in the title, and takes the answer', async () => {
  const piece = {
    format: 'longline/1',
    meta: { title: 'Piece' },
    nodes: [
      { id: 'topic', kind: 'input', version: 1, params: { name: 'topic', preset: 'Which colour?' } },
      { id: 'ask', kind: 'ask-human', version: 1, params: {} },
      { id: 'colour', kind: 'output', version: 1, params: { name: 'colour' } },
    ],
    wires: [
      { kind: 'data', from: { node: 'topic', port: 'value' }, to: { node: 'ask', port: 'question' } },
      { kind: 'data', from: { node: 'ask', port: 'answer' }, to: { node: 'colour', port: 'value' } },
    ],
    view: { positions: { topic: { x: 0, y: 0 }, ask: { x: 260, y: 0 }, colour: { x: 520, y: 0 } } },
  };
  await page.getByRole('tab', { name: 'Library' }).click();
  await page.getByRole('button', { name: 'New pipeline' }).click();
  await expect(page.getByText('This pipeline is empty')).toBeVisible();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, JSON.stringify(piece));
  await expect(page.locator('.react-flow__node')).toHaveCount(3);
  await page.getByRole('tab', { name: 'Run', exact: true }).click();
  await page.getByRole('tabpanel').getByRole('button', { name: /^Run/ }).click();
  const question = page.getByRole('alertdialog', { name: 'A question for you' });
  await expect(question).toContainText('Which colour?');
  await expect(nodeOf('ask').locator('[data-status="asking"]')).toBeVisible();
  await expect(page).toHaveTitle(/A question for you/);
  await page.screenshot({ path: join(root, 'tests/results/window-question.png') });
  await question.getByLabel('Your answer').fill('Green, I think');
  await question.getByRole('button', { name: 'Answer' }).click();
  await expect(page.getByTestId('ending')).toContainText('Green, I think');
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
