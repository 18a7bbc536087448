// Hundreds of random edits by keys and mouse in the real window: all of them undone, redone, saved, reloaded and killed lead to the same file.

import type { Page } from '@playwright/test';
import { seeded } from '../kit/seeded.ts';
import { canvasPage, smallPipeline, type CanvasPage } from './canvas-page.ts';
import { expect, test } from './fixture.ts';

const edits = 240;
const seed = Number(process.env['LONGLINE_SEED'] ?? 20_261_125);

test(`random edits are undone, redone, saved, reloaded and killed without a difference (seed ${seed})`, async ({
  longline,
}, testInfo) => {
  test.setTimeout(300_000);
  const { page } = longline;
  await page.setViewportSize({ width: 1600, height: 1000 });
  const canvas = canvasPage(page);
  await canvas.open(smallPipeline('Random'));
  await canvas.fit();
  const first = await canvas.exported();
  const chance = seeded(seed);
  const most = testInfo.project.name === 'serve' ? edits : edits / 4;
  for (let made = 0; made < most; made += 1) await randomEdit(page, canvas, chance);
  const last = await canvas.exported();
  expect(last).not.toEqual(first);

  const undo = page.getByRole('banner').getByRole('button', { name: /^Undo/ });
  const redo = page.getByRole('banner').getByRole('button', { name: /^Redo/ });
  await canvas.surface().focus();
  let steps = 0;
  while (await undo.isEnabled()) {
    await page.keyboard.press('Control+z');
    steps += 1;
  }
  expect(steps).toBeGreaterThan(most / 3);
  expect(await canvas.exported()).toEqual(first);
  while (await redo.isEnabled()) await page.keyboard.press('Control+Shift+z');
  expect(await canvas.exported()).toEqual(last);

  await page.keyboard.press('Control+s');
  await expect(page.getByRole('banner')).toContainText('Saved');
  await page.reload();
  await expect(page.getByRole('tab', { name: /./, selected: true }).first()).toBeVisible();
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
  expect(await canvas.exported()).toEqual(last);

  // A page that is killed has no last words.
  await canvas.surface().focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+m');
  const changed = await canvas.exported();
  await page.evaluate(() => void setTimeout(() => location.reload(), 0));
  await page.waitForLoadState('load');
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
  expect(await canvas.exported()).toEqual(changed);
  await page.keyboard.press('Control+z');
  expect(await canvas.exported()).toEqual(last);
});

const keys = [
  'Control+ArrowLeft',
  'Control+Shift+ArrowDown',
  'Control+d',
  'Control+m',
  'Control+b',
  'Alt+c',
  'Delete',
  'Control+Delete',
  'Control+g',
  'Control+z',
  'Control+Shift+z',
  'Shift+L',
  'Control+Shift+G',
] as const;

/** One edit; where there is nothing to do it to, it does nothing. */
async function randomEdit(page: Page, canvas: CanvasPage, chance: () => number): Promise<void> {
  const ids = await page
    .locator('.react-flow__node-node')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id') ?? ''));
  const act = Math.floor(chance() * (keys.length + 4));
  const id = ids[Math.floor(chance() * ids.length)];
  if (id === undefined || ids.length > 30) {
    await canvas.surface().focus();
    await page.keyboard.press('Control+z');
    return;
  }
  // By script, because a node may lie under another; the keys are a person's.
  await canvas.node(id).evaluate((node) => {
    for (const type of ['mousedown', 'mouseup', 'click'])
      node.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window }));
    (node as HTMLElement).focus();
  });
  const key = keys[act];
  if (key !== undefined) {
    if (key === 'Delete' && ids.length < 5) return;
    await page.keyboard.press(key);
    if (key === 'Control+g') await page.keyboard.press('Enter');
    return;
  }
  const at = await canvas.spot(60 + chance() * 700, 60 + chance() * 600);
  if (act === keys.length) {
    const box = await canvas.node(id).boundingBox();
    if (box !== null) await canvas.drag({ x: box.x + 40, y: box.y + 12 }, at, { steps: 3 });
  } else if (act === keys.length + 1) {
    await page.mouse.move(at.x, at.y);
    await page.keyboard.press('Shift+N');
    await page.keyboard.type('x');
    await page.keyboard.press('Escape');
  } else if (act === keys.length + 2) {
    await page.keyboard.press('F2');
    await page.keyboard.type(`N${Math.floor(chance() * 100)}`);
    await page.keyboard.press('Enter');
  } else {
    await canvas.surface().focus();
    await page.keyboard.press('Tab');
    await page.keyboard.type('tex');
    await page.keyboard.press('Enter');
  }
}
