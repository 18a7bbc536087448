// What gives a pipeline structure: groups, notes, subpipelines that are entered and left, tabs, history, versions of unknown kinds; undo
// across all of it, and nothing lost when the window or the host is killed.

import type { Page } from '@playwright/test';
import { canvasPage, dataWire, smallPipeline, type CanvasPage } from './canvas-page.ts';
import { expect, test } from './fixture.ts';
import { serialWindow } from './serial-window.ts';

const { page: opened, complaints } = serialWindow('structure', { width: 1440, height: 900 });
let page: Page;
let canvas: CanvasPage;

test.beforeAll(async () => {
  page = opened();
  canvas = canvasPage(page);
  await canvas.open(smallPipeline('Structure'));
  await expect(canvas.node('question')).toBeVisible();
});

const undo = () => page.keyboard.press('Control+z');

test('Ctrl+G puts a frame around nodes, whose title drags all of them', async () => {
  await canvas.select('first');
  await canvas.select('second', 'Shift');
  await page.keyboard.press('Control+g');
  await page.keyboard.type('Texts');
  await page.keyboard.press('Enter');
  const frame = page.locator('.react-flow__node[data-id="group:group"]');
  await expect(frame).toContainText('Texts');
  const before = (await canvas.exported()).view?.positions;
  const handle = await canvas.middle(frame.locator('.group-handle'));
  await canvas.drag(handle, { x: handle.x, y: handle.y - 60 });
  const after = await canvas.exported();
  expect(after.view?.groups).toEqual([{ id: 'group', title: 'Texts', nodes: ['first', 'second'] }]);
  const moved = (id: string) => (after.view?.positions?.[id]?.y ?? 0) - (before?.[id]?.y ?? 0);
  expect(moved('first')).toBe(moved('second'));
  expect(moved('first')).toBeLessThan(-20);
  await undo();
  expect((await canvas.exported()).view?.positions).toEqual(before);
});

test('a note is written where it stands, coloured from its menu and taken away', async () => {
  const spot = await canvas.spot(80, 520);
  await page.mouse.click(spot.x, spot.y);
  await page.keyboard.press('Shift+N');
  await page.getByRole('textbox', { name: 'Text of the note' }).fill('Ask **twice**');
  await page.keyboard.press('Escape');
  const note = page.locator('.react-flow__node[data-id="note:note"]');
  await expect(note.locator('strong')).toHaveText('twice');
  await note.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Blue' }).click();
  expect((await canvas.exported()).view?.notes).toMatchObject([{ id: 'note', text: 'Ask **twice**', colour: 'blue' }]);
  await note.click();
  await page.keyboard.press('Delete');
  await expect(note).toHaveCount(0);
  await undo();
  await expect(note).toBeVisible();
});

test('Ctrl+Shift+G makes a subpipeline that is entered and left, and undo works across its border', async () => {
  const before = await canvas.exported();
  await canvas.select('first');
  await canvas.select('second', 'Shift');
  await page.keyboard.press('Control+Shift+G');
  const node = canvas.node('subpipeline');
  await expect(node).toBeVisible();
  const outer = await canvas.exported();
  expect(outer.nodes.map(({ id }) => id)).not.toContain('first');
  expect(Object.values(outer.pipelines ?? {})[0]?.nodes.map(({ id }) => id)).toContain('first');
  await canvas.select('subpipeline');
  await page.keyboard.press('Enter');
  const trail = page.getByRole('navigation', { name: 'Where you are' });
  await expect(trail).toContainText('Structure');
  await expect(canvas.node('first')).toBeVisible();
  await canvas.select('first');
  await page.keyboard.press('Control+m');
  await page.keyboard.press('Escape');
  await expect(trail).toHaveCount(0);
  await expect(canvas.node('subpipeline')).toHaveClass(/selected/);
  // The step was made inside; undo goes there to show it.
  await undo();
  await expect(trail).toBeVisible();
  await expect(canvas.node('first').getByLabel('Muted')).toHaveCount(0);
  await undo();
  await expect(canvas.node('first')).toBeVisible();
  expect(await canvas.exported()).toEqual(before);
  await page.keyboard.press('Control+Shift+z');
  await expect(canvas.node('subpipeline')).toBeVisible();
});

test('a subpipeline runs as its nodes did, shows how they fared inside, and expands to them again', async () => {
  await canvas.select('spare');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('ending')).toContainText('Two: One: Which colour?', { timeout: 20_000 });
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await canvas.node('subpipeline').dblclick({ position: { x: 100, y: 50 } });
  await expect(canvas.node('first').locator('[data-status="done"]')).toBeVisible();
  await page.getByRole('navigation', { name: 'Where you are' }).getByRole('button', { name: 'Structure' }).click();
  await canvas.node('subpipeline').click({ button: 'right', position: { x: 50, y: 16 } });
  await page.getByRole('menuitem', { name: /^Expand the subpipeline/ }).click();
  await expect(canvas.node('first')).toBeVisible();
  const inlined = await canvas.exported();
  expect(inlined.pipelines).toBeUndefined();
  expect(inlined.wires.map(({ from, to }) => `${from.node}>${to.node}`)).toEqual(
    expect.arrayContaining(['question>first', 'first>second', 'second>answer']),
  );
});

test('back and forward go through the places where one has been', async () => {
  await page.keyboard.press('Alt+Home');
  await expect(page.getByRole('tab', { name: 'Start page' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Structure' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByRole('tab', { name: 'Start page' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'Structure' }).click();
});

test('a file with a kind that is not known opens with a placeholder that keeps its settings and its wires', async () => {
  const strange = {
    ...smallPipeline('From the future'),
    nodes: [
      ...smallPipeline('').nodes,
      { id: 'oracle', kind: 'oracle', version: 3, params: { depth: 7, deep: { er: [1, 2] } } },
    ],
    wires: [...smallPipeline('').wires, dataWire('question.value', 'oracle.ask'), dataWire('oracle.say', 'spare.c')],
  };
  await canvas.open(strange);
  await expect(canvas.node('oracle')).toContainText('does not know the kind');
  await expect(page.getByRole('contentinfo')).toContainText('1 problem');
  const written = await canvas.exported();
  expect(written.nodes).toContainEqual(strange.nodes.at(-1));
  expect(written.wires).toEqual(strange.wires);
  await canvas.select('oracle');
  await page.keyboard.press('Control+ArrowUp');
  expect((await canvas.exported()).nodes).toContainEqual(strange.nodes.at(-1));
});

test('a wire to a port that is not there is shown, and can be taken away', async () => {
  const wires = [...smallPipeline('').wires, dataWire('first.text', 'second.gone')];
  await canvas.open({ ...smallPipeline('Gone'), wires });
  await expect(canvas.node('second').getByLabel('gone: no such port, only a wire names it')).toBeVisible();
  const gone = page.locator('.react-flow__edge[data-id*="gone"]');
  await canvas.select('second');
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'Command palette' }).fill('disconnect gone');
  await page.keyboard.press('Enter');
  await expect(gone).toHaveCount(0);
  await expect(canvas.node('second').getByLabel('gone')).toHaveCount(0);
  await undo();
  await expect(gone).toHaveCount(1);
});

test('a problem in the list leads to its node and its field', async () => {
  await page.getByRole('tab', { name: 'Structure' }).click();
  await canvas.select('agent');
  await page.getByLabel('Step limit').fill('0');
  await page.getByLabel('Step limit').press('Enter');
  await expect(page.getByRole('contentinfo')).toContainText('1 problem');
  await expect(canvas.node('agent').locator('.text-fail').first()).toBeVisible();
  await canvas.surface().focus();
  await page.keyboard.press('Control+Shift+M');
  await page.getByRole('region', { name: 'Problems and log' }).getByRole('option').first().click();
  await expect(page.getByLabel('Step limit')).toBeFocused();
  await undo();
});

test('none of this broke the policy of the page or wrote an error to its console', () => {
  expect(complaints).toEqual([]);
});
