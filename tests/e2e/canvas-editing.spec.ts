// Every row of editing on the canvas, by keyboard and mouse as a person would: adding, splicing, wiring, selecting, moving, copying, naming,
// muting, pinning, and taking all of it back.

import type { Page } from '@playwright/test';
import { canvasPage, dataWire, plug, smallPipeline, type CanvasPage } from './canvas-page.ts';
import { expect, test } from './fixture.ts';
import { serialWindow } from './serial-window.ts';

const { page: opened, complaints } = serialWindow('canvas', { width: 1440, height: 900 });
let page: Page;
let canvas: CanvasPage;

test.beforeAll(async () => {
  page = opened();
  canvas = canvasPage(page);
  await canvas.open(smallPipeline('Editing'));
  await expect(canvas.node('question')).toBeVisible();
});

const undo = () => page.keyboard.press('Control+z');
const search = () => page.getByRole('combobox', { name: 'Search kinds of nodes' });
const kinds = async () => (await canvas.exported()).nodes.map(({ id }) => id);
const isSelected = (id: string) => expect(canvas.node(id)).toHaveClass(/selected/);

test('a double-click on the empty canvas, and Tab, open a search of kinds that adds where it was opened', async () => {
  const spot = await canvas.spot(500, 620);
  await page.mouse.dblclick(spot.x, spot.y);
  await search().fill('branch');
  await page.keyboard.press('Enter');
  await expect(canvas.node('branch')).toBeVisible();
  await isSelected('branch');
  await canvas.surface().focus();
  await page.keyboard.press('Tab');
  await search().fill('text');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(canvas.node('text')).toBeVisible();
  await undo();
  await undo();
  await expect(canvas.node('branch')).toHaveCount(0);
});

test('a kind dragged from the palette is added where it is dropped, and onto a wire goes into it', async () => {
  await page.getByRole('tab', { name: 'Nodes', exact: true }).click();
  const kind = page.getByRole('tabpanel').getByRole('button', { name: 'Text', exact: true });
  await kind.dragTo(page.locator('.react-flow__pane'), { targetPosition: { x: 120, y: 560 } });
  await expect(canvas.node('text')).toBeVisible();
  await undo();
  await page.getByRole('tab', { name: 'Library', exact: true }).click();
});

test('a wire dropped on the empty canvas offers the kinds that fit and wires the chosen one', async () => {
  await canvas.drag(canvas.port('agent', 'answer'), await canvas.spot(640, 540));
  await expect(search()).toBeVisible();
  await expect(page.getByRole('option', { name: /^Input/ })).toHaveCount(0);
  await search().fill('output');
  await page.keyboard.press('Enter');
  await expect(canvas.node('output')).toBeVisible();
  expect((await canvas.exported()).wires).toContainEqual({
    kind: 'data',
    from: { node: 'agent', port: 'answer' },
    to: { node: 'output', port: 'value' },
  });
  await undo();
  await expect(canvas.node('output')).toHaveCount(0);
});

test('a node dropped on a wire goes into it, and Ctrl+Delete takes one out and joins its neighbours', async () => {
  await canvas.fit();
  const [from, to] = [
    await canvas.middle(canvas.port('second', 'text')),
    await canvas.middle(canvas.port('answer', 'value')),
  ];
  const start = await canvas.middle(canvas.node('spare'));
  const header = { x: start.x, y: (await canvas.node('spare').boundingBox())?.y ?? 0 };
  await canvas.drag(
    { x: header.x, y: header.y + 8 },
    { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 },
    { steps: 12 },
  );
  const spliced = await canvas.exported();
  const joined = spliced.wires.map(({ from: a, to: b }) => `${a.node}>${b.node}`);
  expect(joined).toContain('second>spare');
  expect(joined).toContain('spare>answer');
  expect(joined).not.toContain('second>answer');
  await canvas.select('spare');
  await page.keyboard.press('Control+Delete');
  const after = (await canvas.exported()).wires.map(({ from: a, to: b }) => `${a.node}>${b.node}`);
  expect(after).toContain('second>answer');
  await undo();
  await undo();
  const back = await canvas.exported();
  expect(back.wires.map(({ from: a, to: b }) => `${a.node}>${b.node}`)).toContain('second>answer');
  expect(back.view?.positions?.['spare']).toEqual({ x: 740, y: 220 });
});

test("a wire's end moves to another port, and let go over nothing is disconnected", async () => {
  const updater = page.locator('.react-flow__edge[data-id="data:first.text>second.b"] .react-flow__edgeupdater-target');
  await canvas.drag(updater, canvas.port('spare', 'c'));
  expect((await canvas.exported()).wires.map(({ to }) => to.node)).toContain('spare');
  const moved = page.locator('.react-flow__edge[data-id="data:first.text>spare.c"] .react-flow__edgeupdater-target');
  await canvas.drag(moved, await canvas.spot(640, 560));
  expect((await canvas.exported()).wires.map(({ to }) => to.node)).not.toContain('spare');
  await undo();
  await undo();
  expect((await canvas.exported()).wires).toHaveLength(5);
});

test('a refused wire says why where it is refused, and offers the node that converts', async () => {
  await canvas.drag(canvas.port('agent', 'answer'), canvas.port('agent', 'task'));
  await expect(page.getByRole('alert').filter({ hasText: 'itself' })).toBeVisible();
  const pipeline = await canvas.exported();
  await canvas.paste(
    JSON.stringify({
      ...pipeline,
      nodes: [{ id: 'count', kind: 'output', version: 1, params: { name: 'count', type: 'number' } }],
      wires: [],
      view: { positions: { count: { x: 0, y: 0 } } },
    }),
  );
  await expect(canvas.node('count')).toBeVisible();
  await canvas.drag(canvas.port('spare', 'text'), canvas.port('count', 'value'));
  const refusal = page.getByRole('alert').filter({ hasText: 'does not fit' });
  await expect(refusal).toBeVisible();
  await refusal.getByRole('button', { name: 'Insert a converting node' }).click();
  await expect(canvas.node('convert')).toBeVisible();
  expect(
    (await canvas.exported()).wires.filter(({ from, to }) => from.node === 'convert' || to.node === 'convert'),
  ).toHaveLength(2);
  await undo();
  await undo();
});

test('Ctrl- and Shift-click add to the selection, Shift-drag selects a box, Ctrl+A everything', async () => {
  await canvas.select('first');
  await canvas.select('second', 'Shift');
  await canvas.select('answer', 'Control');
  for (const id of ['first', 'second', 'answer']) await isSelected(id);
  await expect(page.getByRole('tabpanel', { name: 'Inspector' })).toContainText('3 nodes selected');
  const corner = await canvas.node('first').boundingBox();
  const end = await canvas.node('second').boundingBox();
  if (corner === null || end === null) throw new Error('Not on the screen.');
  await canvas.drag({ x: corner.x - 12, y: corner.y - 12 }, { x: end.x + 60, y: end.y + 60 }, { hold: 'Shift' });
  await isSelected('first');
  await isSelected('second');
  await expect(canvas.node('answer')).not.toHaveClass(/selected/);
  await canvas.surface().focus();
  await page.keyboard.press('Control+a');
  await expect(page.locator('.react-flow__node.selected')).toHaveCount(7);
});

test('arrows go to the nearest node, Ctrl+arrows move it, Alt+A aligns, and Shift+L lays out as one step each', async () => {
  await canvas.select('first');
  await page.keyboard.press('ArrowRight');
  await isSelected('second');
  await expect(canvas.node('second')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await isSelected('first');
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('Control+ArrowDown');
  expect((await canvas.exported()).view?.positions?.['first']).toEqual({ x: 300, y: 8 });
  await undo();
  expect((await canvas.exported()).view?.positions?.['first']).toEqual({ x: 300, y: 0 });
  await canvas.select('first');
  await canvas.select('agent', 'Shift');
  await canvas.select('spare', 'Shift');
  await page.keyboard.press('Alt+a');
  await page.keyboard.press('l');
  const aligned = (await canvas.exported()).view?.positions;
  expect([aligned?.['agent']?.x, aligned?.['spare']?.x]).toEqual([300, 300]);
  await undo();
  await canvas.surface().focus();
  const before = await canvas.exported();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+L');
  const laid = await canvas.exported();
  expect(laid.view?.positions).not.toEqual(before.view?.positions);
  await undo();
  expect((await canvas.exported()).view?.positions).toEqual(before.view?.positions);
});

test('copy, cut, paste at the pointer, duplicate and paste with incoming wires', async () => {
  await canvas.fit();
  await canvas.select('first');
  await canvas.select('second', 'Shift');
  const text = await canvas.copied('c');
  const spot = await canvas.spot(200, 620);
  await page.mouse.move(spot.x, spot.y);
  await canvas.paste(`Here is my piece:\n\n\`\`\`json\n${text}\n\`\`\`\nWhat do you think?`);
  await expect(canvas.node('first-2')).toBeVisible();
  await isSelected('second-2');
  let wires = (await canvas.exported()).wires.map(({ from, to }) => `${from.node}>${to.node}`);
  expect(wires).toContain('first-2>second-2');
  expect(wires).not.toContain('question>first-2');
  await undo();
  await canvas.paste(text, true);
  wires = (await canvas.exported()).wires.map(({ from, to }) => `${from.node}>${to.node}`);
  expect(wires).toContain('question>first-2');
  await undo();
  await canvas.select('spare');
  await page.keyboard.press('Control+d');
  expect(await kinds()).toContain('spare-2');
  await undo();
  await canvas.select('spare');
  await canvas.copied('x');
  expect(await kinds()).not.toContain('spare');
  await undo();
  expect(await kinds()).toContain('spare');
});

test('C connects and disconnects without drawing: what fits is found by name, and a converting node comes with it', async () => {
  const before = await canvas.exported();
  const choose = async (text: string) => {
    await page.keyboard.press('c');
    await page.getByRole('combobox', { name: 'Command palette' }).fill(text);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeHidden();
  };
  await canvas.select('spare');
  await choose('c first');
  expect((await canvas.exported()).wires).toContainEqual(dataWire('first.text', 'spare.c'));
  await choose('disconnect first');
  expect(await canvas.exported()).toEqual(before);
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await page.getByRole('button', { name: 'Connect or disconnect' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await canvas.select('agent');
  await choose('disconnect clock');
  expect((await canvas.exported()).wires.filter(({ kind }) => kind === 'tool')).toEqual([]);
  await choose('tools clock');
  expect((await canvas.exported()).wires).toContainEqual(plug('clock', 'agent'));
  for (let steps = 0; steps < 4; steps += 1) await undo();
  expect(await canvas.exported()).toEqual(before);
});

test('F2 renames in place, Enter opens, Ctrl+M mutes, Ctrl+B bypasses, Alt+C collapses, Delete removes', async () => {
  await canvas.select('first');
  await page.keyboard.press('F2');
  await page.keyboard.type('The first');
  await page.keyboard.press('Enter');
  await expect(canvas.node('first')).toContainText('The first');
  await canvas.select('first');
  await page.keyboard.press('Control+m');
  await expect(canvas.node('first').getByLabel('Muted')).toBeVisible();
  await canvas.node('first').click({ button: 'right', position: { x: 50, y: 16 } });
  await expect(page.getByRole('menuitem', { name: /^Bypass/ })).toBeVisible();
  await page.getByRole('menuitem', { name: /^Unmute/ }).click();
  await expect(canvas.node('first').getByLabel('Muted')).toHaveCount(0);
  await page.keyboard.press('Control+b');
  await expect(canvas.node('first').getByLabel('Bypassed')).toBeVisible();
  await page.keyboard.press('Control+b');
  const open = (await canvas.node('first').boundingBox())?.height ?? 0;
  await page.keyboard.press('Alt+c');
  await expect.poll(async () => (await canvas.node('first').boundingBox())?.height ?? 0).toBeLessThan(open);
  await page.keyboard.press('Alt+c');
  await page.keyboard.press('Delete');
  await expect(canvas.node('first')).toHaveCount(0);
  for (let steps = 0; steps < 8; steps += 1) await undo();
  const back = await canvas.exported();
  expect(back.nodes.find(({ id }) => id === 'first')).toEqual(smallPipeline('').nodes[1]);
  await canvas.select('second');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tabpanel', { name: 'Inspector' }).getByLabel('Template')).toBeVisible();
});

test('Space-drag and middle-drag pan, the wheel zooms, keys zoom to 100 %, in, out and to the selection', async () => {
  const where = async () => await canvas.node('question').boundingBox();
  const zoom = () =>
    page.locator('.react-flow__viewport').evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a);
  await canvas.surface().focus();
  await page.keyboard.press('Control+0');
  await page.waitForTimeout(300);
  expect(Math.round((await where())?.width ?? 0)).toBe(220);
  const start = await where();
  await canvas.drag(await canvas.spot(500, 600), await canvas.spot(560, 640), { hold: 'Space' });
  expect(Math.round(((await where())?.x ?? 0) - (start?.x ?? 0))).toBe(60);
  const spot = await canvas.spot(500, 600);
  await page.mouse.move(spot.x, spot.y);
  await page.mouse.down({ button: 'middle' });
  await page.mouse.move(spot.x - 60, spot.y - 40, { steps: 4 });
  await page.mouse.up({ button: 'middle' });
  expect(Math.round(((await where())?.x ?? 0) - (start?.x ?? 0))).toBe(0);
  await page.mouse.wheel(0, -300);
  await expect.poll(zoom).toBeGreaterThan(1.1);
  const near = await zoom();
  await page.keyboard.press('-');
  await expect.poll(zoom).toBeLessThan(near);
  await canvas.fit();
  await canvas.select('question');
  await page.keyboard.press('.');
  await page.waitForTimeout(400);
  await expect(canvas.node('question')).toBeInViewport();
  await canvas.fit();
  for (const id of ['question', 'answer', 'clock']) await expect(canvas.node(id)).toBeInViewport();
});

test('Ctrl+F finds nodes one after the other, Ctrl+K finds everything', async () => {
  await page.keyboard.press('Control+f');
  const field = page.getByRole('searchbox', { name: 'Find nodes' });
  await field.fill('text');
  await page.keyboard.press('Enter');
  await isSelected('first');
  await page.keyboard.press('Enter');
  await isSelected('second');
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('mute');
  await page.keyboard.press('Enter');
  await expect(canvas.node('second').getByLabel('Muted')).toBeVisible();
  await undo();
});

test('a pinned node keeps its output and is not run again; a run from here and to here runs that part', async () => {
  // It needs a wire that it does not have, so nothing would run.
  await canvas.select('spare');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('ending')).toBeVisible({ timeout: 20_000 });
  await canvas.select('first');
  await page.keyboard.press('p');
  await expect(canvas.node('first').getByLabel('Pinned')).toBeVisible();
  await page.keyboard.press('Alt+Enter');
  await expect(page.getByTestId('ending')).toBeVisible({ timeout: 20_000 });
  await expect(canvas.node('first').locator('[data-status="done"]')).toBeVisible();
  await expect(canvas.node('second').locator('[data-status="idle"]')).toBeVisible();
  await undo();
  await expect(canvas.node('first').getByLabel('Pinned')).toHaveCount(0);
});

test('a node that was changed since the run on screen has a dot, and loses it when it is as it was', async () => {
  await canvas.fit();
  await canvas.select('question');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('ending')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await canvas.select('second');
  await page.keyboard.press('Control+m');
  await expect(canvas.node('second').getByLabel('Changed since')).toBeVisible();
  await undo();
  await expect(canvas.node('second').getByLabel('Changed since')).toHaveCount(0);
});

test('a rest on a node shows its last output, and on a wire what went through it', async () => {
  await canvas.node('first').hover({ position: { x: 60, y: 40 } });
  await expect(page.getByRole('tooltip')).toContainText('One: Which colour?');
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toBeHidden();
});

test('undo takes back everything down to the file as it was imported, redo brings all of it again', async () => {
  const before = await canvas.exported();
  await canvas.select('second');
  for (const key of ['Control+d', 'Control+ArrowUp', 'Control+m', 'Alt+c', 'Delete']) await page.keyboard.press(key);
  for (let steps = 0; steps < 5; steps += 1) await undo();
  expect(await canvas.exported()).toEqual(before);
  for (let steps = 0; steps < 5; steps += 1) await page.keyboard.press('Control+Shift+z');
  for (let steps = 0; steps < 5; steps += 1) await undo();
  expect(await canvas.exported()).toEqual(before);
});

test('none of this broke the policy of the page or wrote an error to its console', () => {
  expect(complaints).toEqual([]);
});
