// What lies around the canvas: the palette, the sheet of keys, problems and log, the history, pinned values, panes that are resized and
// collapsed, focus mode, and the tour from the first sight to a run.

import type { Page } from '@playwright/test';
import { en } from '../../src/renderer/i18n/en.ts';
import { canvasPage, smallPipeline, type CanvasPage } from './canvas-page.ts';
import { expect, test } from './fixture.ts';
import { serialWindow } from './serial-window.ts';
import { windowPage, type WindowPage } from './window-page.ts';

const { page: opened, complaints } = serialWindow('panes', { width: 1440, height: 900 });
let page: Page;
let canvas: CanvasPage;
let window: WindowPage;

const whole = () => {
  const document = smallPipeline('Panes');
  return { ...document, nodes: document.nodes.filter(({ id }) => id !== 'spare') };
};
/** Actions that have no keys and so are in the palette alone. */
const keyless = ['do.inline', 'do.gallery', 'do.tour'];

test.beforeAll(async () => {
  page = opened();
  canvas = canvasPage(page);
  window = windowPage(page);
});

test('the tour shows the window in six steps, takes Escape, and ends with a run of a sample', async () => {
  await page.getByRole('button', { name: 'Take the tour' }).first().click();
  const card = page.getByRole('dialog', { name: 'Everything you make is here' });
  await expect(card).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await window.command('Take the tour');
  await expect(card).toBeVisible();
  for (let step = 0; step < 4; step += 1) await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('button', { name: 'Start the run' }).click();
  await expect(window.runPane().getByText('Running', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(page.getByTestId('ending')).toBeVisible({ timeout: 40_000 });
});

test('the palette does actions, opens pipelines, adds kinds, jumps to nodes and changes settings', async () => {
  await canvas.open(whole());
  await canvas.fit();
  await window.command('Add Branch');
  await expect(canvas.node('branch')).toBeVisible();
  await page.keyboard.press('Control+z');
  await window.command('clock');
  await expect(canvas.node('clock')).toHaveClass(/selected/);
  await window.command('Mute or unmute');
  await expect(canvas.node('clock').getByLabel('Muted')).toBeVisible();
  await page.keyboard.press('Control+z');
  await window.command('News brief');
  await expect(window.tab('News brief')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+o');
  await page.getByRole('combobox', { name: 'Command palette' }).fill('Panes');
  await page.keyboard.press('Enter');
  await expect(window.tab('Panes')).toHaveAttribute('aria-selected', 'true');
  await window.command('Theme Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await window.command('Theme Light');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command palette' }).fill('Align left');
  await expect(page.getByRole('option', { name: /^Align left edges/ })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeHidden();
});

test('the sheet of keys shows every action that has keys', async () => {
  await canvas.surface().focus();
  await page.keyboard.press('Shift+?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toBeVisible();
  const text = await sheet.innerText();
  const named = Object.entries(en).filter(([key]) => key.startsWith('do.') && !keyless.includes(key));
  expect(named.length).toBeGreaterThan(50);
  for (const [key, name] of named) expect(text, key).toContain(name);
  await sheet.getByRole('searchbox').fill('subpipeline');
  await expect(sheet.getByText('Collapse into a subpipeline')).toBeVisible();
  await expect(sheet.getByText('Zoom in')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

test('the log has a line for each event, is filtered, and leads to the node', async () => {
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('ending')).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Control+`');
  const log = window.bottom();
  await expect(log.getByRole('option').filter({ hasText: 'Run finished' })).toBeVisible();
  await log.getByRole('textbox').or(log.getByRole('searchbox')).fill('Which colour');
  await expect(log.getByRole('option').first()).toContainText('Which colour');
  await log.getByRole('option').filter({ hasText: 'One: Which colour' }).first().click();
  await expect(canvas.node('first')).toHaveClass(/selected/);
  await log.getByRole('textbox').or(log.getByRole('searchbox')).fill('');
  await log.getByRole('button', { name: 'Errors only' }).click();
  await expect(log.getByText('No errors in this run')).toBeVisible();
  await log.getByRole('button', { name: 'Errors only' }).click();
  await page.keyboard.press('Control+`');
  await expect(log).toBeHidden();
});

test('a pinned value is edited, and the run uses it', async () => {
  await canvas.fit();
  await canvas.select('first');
  await page.keyboard.press('Shift+P');
  const dialog = page.getByRole('dialog', { name: 'Edit the pinned value' });
  await dialog.getByRole('textbox').first().fill('By hand');
  await dialog.getByRole('button', { name: 'Pin this value' }).click();
  await expect(canvas.node('first').getByLabel('Pinned')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('ending')).toContainText('Two: By hand', { timeout: 20_000 });
  await canvas.surface().focus();
  await page.keyboard.press('Control+z');
  await expect(canvas.node('first').getByLabel('Pinned')).toHaveCount(0);
});

test('the list of steps goes back and forward over several at once', async () => {
  await page.getByRole('tab', { name: 'Inspector' }).click();
  const before = await canvas.exported();
  await canvas.select('clock');
  for (const key of ['Control+m', 'Alt+c', 'Control+d']) await page.keyboard.press(key);
  await page.getByRole('button', { name: 'History' }).click();
  const steps = page.getByRole('menuitem');
  await expect(steps.nth(0)).toContainText('Duplicate');
  await expect(steps.nth(2)).toContainText('Mute');
  await steps.nth(3).click();
  expect(await canvas.exported()).toEqual(before);
  await page.getByRole('button', { name: 'History' }).click();
  await steps.nth(0).click();
  await expect(canvas.node('clock-2')).toBeVisible();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Control+z');
  expect(await canvas.exported()).toEqual(before);
});

test('F leaves the canvas alone and brings the panes back; panes are resized by keys and keep their size', async () => {
  await canvas.surface().focus();
  await page.keyboard.press('f');
  await expect(window.inspector()).toBeHidden();
  await expect(page.getByRole('tree')).toBeHidden();
  await page.keyboard.press('f');
  await expect(window.inspector()).toBeVisible();
  const width = async () => Math.round((await page.locator('[data-region="library"]').boundingBox())?.width ?? 0);
  const before = await width();
  await page.getByRole('separator').first().focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
  await expect.poll(width).toBeGreaterThan(before);
  const wide = await width();
  await page.waitForTimeout(500);
  await page.reload();
  await expect(canvas.node('first')).toBeVisible();
  await expect.poll(width).toBe(wide);
});

test('[ and ] hide and show the panes at the sides, and what is in the middle of the canvas stays there', async () => {
  await canvas.surface().focus();
  await canvas.fit();
  const middle = async () => {
    const [node, pane] = [await canvas.node('first').boundingBox(), await canvas.surface().boundingBox()];
    return Math.round((node?.x ?? 0) - (pane?.x ?? 0) - (pane?.width ?? 0) / 2);
  };
  const before = await middle();
  const width = async () => Math.round((await canvas.surface().boundingBox())?.width ?? 0);
  const narrow = await width();
  for (const key of ['[', ']']) await page.keyboard.press(key);
  await expect(window.inspector()).toBeHidden();
  await expect(page.getByRole('tree')).toBeHidden();
  await expect.poll(width).toBe(1438);
  await expect.poll(middle).toBe(before);
  await page.getByRole('button', { name: 'Show or hide the library' }).click();
  await page.getByRole('button', { name: 'Show or hide the inspector' }).click();
  await expect(window.inspector()).toBeVisible();
  await expect.poll(width).toBe(narrow);
  await expect.poll(middle).toBe(before);
  await page.keyboard.press('f');
  await expect.poll(width).toBe(1440);
  await expect.poll(middle).toBe(before);
  await page.getByRole('button', { name: 'Leave focus mode' }).click();
  await expect.poll(width).toBe(narrow);
});

test('scrolling zooms, or pans where a person likes that better', async () => {
  const view = () =>
    page.locator('.react-flow__viewport').evaluate((element) => {
      const { a, f } = new DOMMatrix(getComputedStyle(element).transform);
      return { zoom: a, top: f };
    });
  await window.command('Scrolling on the canvas Pans');
  const spot = await canvas.spot(400, 300);
  await page.mouse.move(spot.x, spot.y);
  const before = await view();
  await page.mouse.wheel(0, 120);
  await expect.poll(async () => (await view()).top).toBeLessThan(before.top);
  expect((await view()).zoom).toBe(before.zoom);
  await window.command('Scrolling on the canvas Zooms');
  await page.mouse.move(spot.x, spot.y);
  await page.mouse.wheel(0, -120);
  await expect.poll(async () => (await view()).zoom).toBeGreaterThan(before.zoom);
});

test('none of this broke the policy of the page or wrote an error to its console', () => {
  expect(complaints).toEqual([]);
});
