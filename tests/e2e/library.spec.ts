// The library as a person keeps it: made, named, filed, found, taken away and brought back; what is open in tabs; files out and in again;
// versions and the way back to one; and that none of it is lost by a restart.

import type { Page } from '@playwright/test';
import { canvasPage, dataWire, smallPipeline, type CanvasPage } from './canvas-page.ts';
import { expect, startLongline, test } from './fixture.ts';
import { serialWindow } from './serial-window.ts';
import { windowPage, type WindowPage } from './window-page.ts';

const opened = serialWindow('library', { width: 1440, height: 900 });
const { complaints } = opened;
let page: Page;
let window: WindowPage;
let canvas: CanvasPage;

test.beforeAll(async () => {
  page = opened.page();
  window = windowPage(page);
  canvas = canvasPage(page);
});

const own = () => page.getByRole('tree', { name: 'Pipelines' });
/** Titles of the tree from top to bottom; a folder by its name. */
const titles = async () =>
  (await own().getByRole('treeitem').all()).length === 0
    ? []
    : await own().getByRole('treeitem').locator('[id$="title"]').allTextContents();
const search = () => page.getByRole('searchbox', { name: 'Search pipelines' });
const templateOf = async (id: string) =>
  (await canvas.exported()).nodes.find((node) => node.id === id)?.params['template'];

async function open(title: string): Promise<void> {
  await window.row(title).click();
  await expect(window.tab(title)).toHaveAttribute('aria-selected', 'true');
}

async function rename(title: string, to: string): Promise<void> {
  await window.row(title).focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'New name' }).fill(to);
  await page.keyboard.press('Enter');
  await expect(window.row(to)).toBeVisible();
}

test('a new pipeline is in the library at once, and F2 renames it where it stands, in its tab too', async () => {
  await page.keyboard.press('Control+Alt+n');
  await expect(window.tab('Untitled pipeline')).toHaveAttribute('aria-selected', 'true');
  await rename('Untitled pipeline', 'Beta');
  await expect(window.toast('Renamed to “Beta”')).toBeVisible();
  await expect(window.tab('Beta')).toBeVisible();
  await window.row('Beta').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Never');
  await page.keyboard.press('Escape');
  await expect(window.row('Beta')).toBeFocused();
});

test('a duplicate is a deep copy: editing one leaves the other', async () => {
  await canvas.open(smallPipeline('Alpha'));
  await window.rowMenu('Alpha', 'Duplicate');
  await expect(window.tab('Alpha (copy)')).toHaveAttribute('aria-selected', 'true');
  await canvas.select('first');
  await window.inspector().getByRole('textbox', { name: 'Template' }).fill('Changed: {{a}}');
  expect(await templateOf('first')).toBe('Changed: {{a}}');
  await window.tab('Alpha').click();
  expect(await templateOf('first')).toBe('One: {{a}}');
});

test('what is deleted comes back with the button of its message, and with Ctrl+Z on the start page', async () => {
  await window.row('Alpha (copy)').focus();
  await page.keyboard.press('Delete');
  await expect(window.row('Alpha (copy)')).toHaveCount(0);
  await expect(window.tab('Alpha (copy)')).toHaveCount(0);
  await window.toast('Deleted “Alpha (copy)”').getByRole('button', { name: 'Undo' }).click();
  await expect(window.row('Alpha (copy)')).toBeVisible();
  await window.toStart();
  await window.rowMenu('Alpha (copy)', 'Delete');
  await expect(window.row('Alpha (copy)')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(window.toast('Undone: delete “Alpha (copy)”')).toBeVisible();
  await open('Alpha (copy)');
  expect(await templateOf('first')).toBe('Changed: {{a}}');
});

test('folders are made, filled from the menu and by dragging, renamed, and deleted without what is in them', async () => {
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill('Press');
  await page.keyboard.press('Enter');
  await expect(window.row('Press')).toBeVisible();
  await window.rowMenu('Press', 'New folder');
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill('Daily');
  await page.keyboard.press('Enter');
  await expect(window.row('Daily')).toHaveAttribute('aria-level', '2');
  await window.rowMenu('Beta', 'Move to', 'Press/Daily');
  await expect(window.row('Beta')).toHaveAttribute('aria-level', '3');
  await window.row('Alpha (copy)').dragTo(window.row('Press'));
  await expect(window.row('Alpha (copy)')).toHaveAttribute('aria-level', '2');
  await expect(window.toast('Moved “Alpha (copy)” to “Press”')).toBeVisible();
  await window.row('Daily').dragTo(window.row('Alpha'));
  await expect(window.row('Daily')).toHaveAttribute('aria-level', '1');
  await rename('Daily', 'Hourly');
  await expect(window.row('Beta')).toHaveAttribute('aria-level', '2');
  await window.row('Hourly').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(window.row('Beta')).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(window.row('Beta')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(window.row('Hourly')).toHaveCount(0);
  await expect(window.row('Beta')).toHaveAttribute('aria-level', '1');
  await window.toast('Deleted the folder “Hourly”').getByRole('button', { name: 'Undo' }).click();
  await expect(window.row('Beta')).toHaveAttribute('aria-level', '2');
});

test('tags are given in the menu and leave only what has all of them', async () => {
  for (const [title, tags] of [
    ['Alpha', 'weekly, press'],
    ['Beta', 'weekly'],
  ] as const) {
    await window.rowMenu(title, 'Edit tags');
    await window.dialog(`Tags of ${title}`).getByRole('textbox', { name: 'Tags' }).fill(tags);
    await page.keyboard.press('Enter');
    await expect(window.row(title)).toContainText(tags);
  }
  const filter = page.getByRole('group', { name: 'Filter by tag' });
  await filter.getByRole('button', { name: 'weekly' }).click();
  await expect.poll(async () => (await titles()).toSorted()).toEqual(['Alpha', 'Beta']);
  await filter.getByRole('button', { name: 'press' }).click();
  await expect.poll(titles).toEqual(['Alpha']);
  await filter.getByRole('button', { name: 'weekly' }).click();
  await filter.getByRole('button', { name: 'press' }).click();
});

test('a search finds names, and words in the content with the place where they stand', async () => {
  await search().fill('bet');
  await expect.poll(titles).toEqual(['Beta']);
  await search().fill('changed: {{a}}');
  await expect(window.row('Alpha (copy)')).toContainText(/Found: .*Changed/);
  await expect.poll(titles).toEqual(['Alpha (copy)']);
  await search().fill('no pipeline says this');
  await expect(window.library()).toContainText('No pipeline has all of that');
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(window.row('Press')).toBeVisible();
});

test('the order is by last change or by name, and is remembered', async () => {
  await canvas.open(smallPipeline('Zeta'));
  const last = async () => (await titles()).filter((title) => ['Zeta', 'Alpha'].includes(title));
  expect(await last()).toEqual(['Zeta', 'Alpha']);
  await page.getByRole('button', { name: /Sort by name/ }).click();
  expect(await last()).toEqual(['Alpha', 'Zeta']);
  await page.reload();
  await expect(window.tab('Zeta')).toHaveAttribute('aria-selected', 'true');
  expect(await last()).toEqual(['Alpha', 'Zeta']);
});

test('tabs open side by side, are stepped through by keys and closed by a middle click and Alt+W', async () => {
  await open('Beta');
  await open('Zeta');
  await page.keyboard.press('Control+PageUp');
  await expect(window.tab('Zeta')).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('Control+PageDown');
  await expect(window.tab('Zeta')).toHaveAttribute('aria-selected', 'true');
  await window.tab('Beta').click({ button: 'middle' });
  await expect(window.tab('Beta')).toHaveCount(0);
  await expect(window.tab('Zeta')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Alt+w');
  await expect(window.tab('Zeta')).toHaveCount(0);
});

test('a tab has a dot while something in it is not saved, and a double click names the pipeline', async () => {
  await open('Zeta');
  await canvas.select('spare');
  const dot = page.getByTitle('Not saved yet');
  await page.keyboard.press('Control+ArrowUp');
  await expect(dot).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(dot).toHaveCount(0);
  await window.tab('Zeta').dblclick();
  await page.getByRole('tablist', { name: 'Open pipelines' }).getByRole('textbox', { name: 'Title' }).fill('Zeta two');
  await page.keyboard.press('Enter');
  await expect(window.tab('Zeta two')).toBeVisible();
  await expect(window.row('Zeta two')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(window.tab('Zeta')).toBeVisible();
});

test('after a reload the same tabs are open with the same one on screen, and the start page offers what was open last', async () => {
  await open('Alpha');
  await open('Zeta');
  await window.saved();
  const names = () => page.getByRole('tablist', { name: 'Open pipelines' }).getByRole('tab').allTextContents();
  const before = await names();
  await page.reload();
  await expect(window.tab('Zeta')).toHaveAttribute('aria-selected', 'true');
  expect(await names()).toEqual(before);
  await window.toStart();
  const recent = page.getByRole('region', { name: 'Recent' }).getByRole('button');
  await expect(recent.first()).toContainText('Zeta');
  await recent.filter({ has: page.getByText('Alpha', { exact: true }) }).click();
  await expect(window.tab('Alpha')).toHaveAttribute('aria-selected', 'true');
});

test('a file that is exported is imported with the same bytes, by its key, and by letting it go over the window', async () => {
  const file = await window.downloaded(() => page.keyboard.press('Control+e'));
  expect(file.name).toBe('Alpha.longline');
  await window.chooseFile(() => page.keyboard.press('Control+i'), 'again.longline', file.text);
  const dialog = window.dialog('Import a pipeline');
  await expect(dialog).toContainText('again.longline');
  await expect(dialog.getByRole('heading', { name: 'Alpha' })).toBeVisible();
  await expect(dialog).toContainText('Nodes: 7, wires: 5');
  await expect(dialog.getByRole('region', { name: 'What it may do when it runs' })).toContainText(
    '1 agent asks the model',
  );
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(window.tab('Alpha')).toHaveCount(2);
  expect((await window.downloaded(() => page.keyboard.press('Control+e'))).text).toBe(file.text);
  await page.keyboard.press('Alt+w');
  await expect(window.tab('Alpha')).toHaveCount(1);
  await window.dropFile('dropped.longline', file.text);
  await expect(dialog).toContainText('dropped.longline');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(window.toast('Undone: import “Alpha”')).toBeVisible();
  await expect(own().getByRole('treeitem', { name: /^Alpha \S/ })).toHaveCount(2);
});

test('a preview says what is wrong in a file, and it is imported all the same; what cannot be read is refused with a reason', async () => {
  const dialog = window.dialog('Import a pipeline');
  const broken = {
    ...smallPipeline('Broken'),
    nodes: [...smallPipeline('').nodes, { id: 'oracle', kind: 'oracle', version: 1, params: {} }],
    wires: [dataWire('question.value', 'agent.nowhere')],
  };
  await window.dropFile('broken.longline', JSON.stringify(broken));
  await expect(dialog).toContainText('does not know 1 of these kinds');
  await expect(dialog).toContainText('It can be imported all the same');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const refused: readonly (readonly [string, string])[] = [
    ['{"format": "longline/9", "meta": {"title": "Later"}, "nodes": [], "wires": []}', 'made by a newer Longline'],
    ['{"nodes": {"a": 1}, "last_node_id": 4}', 'This is not a Longline pipeline'],
    ['PK\u0003\u0004 not text', 'no readable text of a pipeline'],
    [`{"format": "longline/1", "filler": "${'x'.repeat(8 * 1024 * 1024)}"}`, 'This file is too large'],
    [JSON.stringify({ ...smallPipeline('Twisted'), wires: [{ kind: 'rope' }] }), 'There is a mistake'],
  ];
  for (const [text, why] of refused) {
    await window.dropFile('file.longline', text);
    await expect(dialog.getByRole('alert')).toContainText(why);
    await expect(dialog.getByRole('alert')).toContainText('nothing was imported');
    await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  }
});

test('a file is imported into the open pipeline as one step', async () => {
  await window.tab('Alpha').click();
  const before = await canvas.exported();
  await window.dropFile('more.longline', JSON.stringify(smallPipeline('More')));
  await window.dialog('Import a pipeline').getByRole('button', { name: 'Import into this pipeline' }).click();
  await expect(window.toast('7 nodes were added')).toBeVisible();
  const after = await canvas.exported();
  expect(after.nodes).toHaveLength(14);
  expect(after.meta.title).toBe('Alpha');
  await page.keyboard.press('Control+z');
  expect(await canvas.exported()).toEqual(before);
});

test('opening rewrites nothing: no version is added and the file stays the same to the byte', async () => {
  const old = {
    ...smallPipeline('Old'),
    nodes: [...smallPipeline('').nodes, { id: 'oracle', kind: 'oracle', version: 3, params: { b: 1, a: [2] } }],
  };
  await canvas.open(old as never);
  const versions = async () => {
    await page.keyboard.press('Control+Shift+h');
    await expect(window.dialog('Versions')).toBeVisible();
    await expect(
      window.dialog('Versions').getByRole('status').or(window.dialog('Versions').getByText('No versions yet')).first(),
    ).toBeVisible();
    const count = await window.dialog('Versions').getByRole('region', { name: 'Today' }).getByRole('listitem').count();
    await page.keyboard.press('Escape');
    return count;
  };
  const file = await window.downloaded(() => page.keyboard.press('Control+e'));
  const count = await versions();
  await page.keyboard.press('Alt+w');
  await page.reload();
  await open('Old');
  await expect(canvas.node('oracle')).toBeVisible();
  expect((await window.downloaded(() => page.keyboard.press('Control+e'))).text).toBe(file.text);
  expect(await versions()).toBe(count);
});

test('each save keeps a version, one gets a name, and what is different stands in a list and in a picture', async () => {
  await canvas.open(smallPipeline('Draft'));
  await canvas.select('first');
  await window.inspector().getByRole('textbox', { name: 'Template' }).fill('A quite different text: {{a}}');
  await window.saved();
  await canvas.select('spare');
  await page.keyboard.press('Delete');
  await window.saved();
  await canvas.select('second');
  await page.keyboard.press('Control+d');
  await window.saved();
  await page.keyboard.press('Control+Shift+h');
  const dialog = window.dialog('Versions');
  const versions = dialog.getByRole('region', { name: 'Today' }).getByRole('listitem');
  await expect(versions).toHaveCount(4);
  await versions.last().getByRole('button').first().click();
  await page.keyboard.press('F2');
  await dialog.getByRole('textbox', { name: 'Name of this version' }).fill('As it began');
  await page.keyboard.press('Enter');
  await expect(versions.last()).toContainText('As it began');
  await expect(dialog.getByText('3 differences')).toBeVisible();
  const nodes = dialog.getByRole('region', { name: 'Nodes' });
  for (const fate of ['Added', 'Removed', 'Changed: Template']) await expect(nodes).toContainText(fate);
  await nodes.getByRole('button', { name: /Changed: Template/ }).click();
  await expect(nodes).toContainText('One: {{a}}');
  await expect(nodes).toContainText('A quite different text: {{a}}');
  const picture = dialog.getByRole('application', { name: /^Differences as a picture/ });
  for (const stroke of ['stroke-done', 'stroke-fail', 'stroke-wait-mark'])
    await expect(picture.locator(`rect.${stroke}`).first()).toBeVisible();
  await dialog.getByRole('button', { name: 'With the version before' }).click();
  await expect(dialog).toContainText('There is no kept version before this one');
  await dialog.getByRole('button', { name: 'With now' }).click();
});

test('a version is restored as one step, and opens as a copy', async () => {
  const dialog = window.dialog('Versions');
  await dialog.getByRole('button', { name: 'Restore this version' }).click();
  await expect(dialog).toBeHidden();
  expect((await canvas.exported()).nodes).toEqual(smallPipeline('').nodes);
  await page.keyboard.press('Control+z');
  expect((await canvas.exported()).nodes.map(({ id }) => id)).not.toContain('spare');
  await page.keyboard.press('Control+Shift+h');
  await dialog
    .getByRole('region', { name: 'Today' })
    .getByRole('button', { name: /As it began/ })
    .click();
  await dialog.getByRole('button', { name: 'Open as a copy' }).click();
  await expect(window.tab('Draft (copy)')).toHaveAttribute('aria-selected', 'true');
  expect((await canvas.exported()).nodes).toEqual(smallPipeline('').nodes);
});

test('none of this broke the policy of the page or wrote an error to its console', () => {
  expect(complaints).toEqual([]);
});

test('what was done to the library is undone and done again after a restart, tabs and order as they were', async ({
  browser,
  start,
}, testInfo) => {
  const first = await start();
  await first.page.setViewportSize({ width: 1440, height: 900 });
  const [before, hands] = [windowPage(first.page), canvasPage(first.page)];
  await hands.open(smallPipeline('Kept'));
  await hands.open(smallPipeline('Gone'));
  await first.page.getByRole('button', { name: /Sort by name/ }).click();
  await before.toStart();
  await before.rowMenu('Gone', 'Delete');
  await expect(before.row('Gone')).toHaveCount(0);
  await first.page.waitForTimeout(400);
  await first.close();
  const second = await startLongline(browser, testInfo.project.name, { home: first.home });
  try {
    await second.page.setViewportSize({ width: 1440, height: 900 });
    const after = windowPage(second.page);
    await expect(after.row('Kept')).toBeVisible();
    await expect(after.tab('Kept')).toBeVisible();
    await expect(second.page.getByRole('button', { name: /^Sorted by name/ })).toBeVisible();
    await second.page.keyboard.press('Control+z');
    await expect(after.row('Gone')).toBeVisible();
    await second.page.keyboard.press('Control+Shift+z');
    await expect(after.row('Gone')).toHaveCount(0);
    await second.page.keyboard.press('Control+y');
    await second.page.keyboard.press('Control+z');
    await after.row('Gone').click();
    await expect(canvasPage(second.page).node('question')).toBeVisible();
  } finally {
    await second.close();
  }
});
