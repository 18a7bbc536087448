// Nothing is lost: a window that is killed opens as it was, a host that is killed has every edit, and undo reaches back to before.

import { test, expect, startLongline } from './fixture.ts';
import { canvasPage, smallPipeline } from './canvas-page.ts';

test('a page that is killed in the middle of editing opens as it was, tabs, level and history included', async ({
  longline,
}) => {
  const { page } = longline;
  await page.setViewportSize({ width: 1440, height: 900 });
  const canvas = canvasPage(page);
  await canvas.open(smallPipeline('First'));
  await canvas.open(smallPipeline('Second'));
  await canvas.select('first');
  await canvas.select('second', 'Shift');
  await page.keyboard.press('Control+Shift+G');
  await canvas.select('subpipeline');
  await page.keyboard.press('Enter');
  await canvas.select('first');
  await page.keyboard.press('Control+m');
  await expect(canvas.node('first').getByLabel('Muted')).toBeVisible();
  const before = await canvas.exported();
  // No unloading, no last words: the page is gone between two frames.
  await page.evaluate(() => void setTimeout(() => location.reload(), 0));
  await expect(page.getByRole('tab', { name: 'Second', selected: true })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'First' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toBeVisible();
  await expect(canvas.node('first').getByLabel('Muted')).toBeVisible();
  expect(await canvas.exported()).toEqual(before);
  await page.keyboard.press('Control+z');
  await expect(canvas.node('first').getByLabel('Muted')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  expect((await canvas.exported()).nodes).toEqual(smallPipeline('Second').nodes);
});

test('a host that is killed has every edit that was made, and the window opens with it on another address', async ({
  browser,
  start,
}, testInfo) => {
  test.skip(testInfo.project.name !== 'serve', 'The desktop application and its host are one process.');
  const first = await start();
  await first.page.setViewportSize({ width: 1440, height: 900 });
  const canvas = canvasPage(first.page);
  await canvas.open(smallPipeline('Killed'));
  for (let moves = 0; moves < 5; moves += 1) {
    await canvas.select('spare');
    await first.page.keyboard.press('Control+ArrowUp');
  }
  await canvas.select('spare');
  await first.page.keyboard.press('Control+d');
  await first.page.getByRole('button', { name: 'Settings' }).click();
  await first.page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await first.page.keyboard.press('Escape');
  const before = await canvas.exported();
  await first.page.waitForTimeout(500);
  await first.kill();
  const second = await startLongline(browser, 'serve', { home: first.home });
  try {
    const again = canvasPage(second.page);
    await expect(second.page.getByRole('tab', { name: 'Killed', selected: true })).toBeVisible();
    await expect(second.page.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect(await again.exported()).toEqual(before);
    await second.page.keyboard.press('Control+z');
    expect((await again.exported()).nodes).toHaveLength(7);
  } finally {
    await second.close();
  }
});
