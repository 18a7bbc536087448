// The inspector as a person uses it: every setting of every kind is there, what is typed holds or is marked where it stands, several nodes
// are changed together, and the ports, the tool and the pipeline itself are told.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { cardOf, type ToolDefinition } from '../../src/main/tools/define.ts';
import type { PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { structuralKinds } from '../../src/shared/pipeline/kinds/index.ts';
import type { KindCard } from '../../src/shared/tool/kind.ts';
import { canvasPage, dataWire, plug, type CanvasPage } from './canvas-page.ts';
import { expect, root, test } from './fixture.ts';
import { serialWindow } from './serial-window.ts';
import { windowPage, type WindowPage } from './window-page.ts';

const opened = serialWindow('inspector', { width: 1440, height: 900 });
const { complaints } = opened;
let page: Page;
let window: WindowPage;
let canvas: CanvasPage;

test.beforeAll(async () => {
  page = opened.page();
  window = windowPage(page);
  canvas = canvasPage(page);
});

const inspector = () => window.inspector();
const field = (name: string) => inspector().getByRole('textbox', { name, exact: true });
const undo = () => page.keyboard.press('Control+z');
const paramsOf = async (id: string) => (await canvas.exported()).nodes.find((node) => node.id === id)?.params;
/** Where the keys of the window hold again. */
const toCanvas = () => page.getByRole('application', { name: 'Canvas' }).focus();

async function everyCard(): Promise<readonly KindCard[]> {
  const folder = join(root, 'src/main/tools');
  const tools = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const cards = await Promise.all(
    tools.map(async ({ name }) => {
      const { default: tool } = (await import(join(folder, name, 'tool.ts'))) as { readonly default: ToolDefinition };
      return cardOf(tool);
    }),
  );
  return [...structuralKinds.map(({ card }) => card), ...cards].filter((card) => card.hidden !== true);
}

async function openSections(): Promise<void> {
  const closed = inspector().getByRole('heading', { level: 3 }).getByRole('button', { expanded: false });
  while ((await closed.count()) > 0) await closed.first().click();
}

function fields(): PipelineDocument {
  return {
    format: 'longline/1',
    meta: { title: 'Fields' },
    nodes: [
      { id: 'question', kind: 'input', version: 1, params: { name: 'question', preset: 'Which colour?' } },
      { id: 'first', kind: 'text', version: 1, params: { template: 'One: {{topic}}' } },
      { id: 'second', kind: 'text', version: 1, params: { template: 'Two: {{b}}' } },
      { id: 'agent', kind: 'agent', version: 1, params: {} },
      { id: 'other', kind: 'agent', version: 1, params: { instructions: 'Be brief.' } },
      { id: 'clock', kind: 'clock', version: 1, params: {} },
      { id: 'documents', kind: 'documents', version: 1, params: {} },
      { id: 'convert', kind: 'convert', version: 1, params: { to: 'text' } },
      { id: 'branch', kind: 'branch', version: 1, params: {} },
      { id: 'answer', kind: 'output', version: 1, params: { name: 'answer' } },
    ],
    wires: [
      dataWire('question.value', 'first.topic'),
      dataWire('first.text', 'second.b'),
      dataWire('second.text', 'answer.value'),
      dataWire('question.value', 'agent.task'),
      dataWire('question.value', 'other.task'),
      dataWire('question.value', 'convert.value'),
      dataWire('question.value', 'branch.value'),
      plug('clock', 'agent'),
      plug('documents', 'agent'),
    ],
    view: {
      positions: {
        question: { x: 0, y: 0 },
        first: { x: 280, y: 0 },
        second: { x: 560, y: 0 },
        answer: { x: 840, y: 0 },
        agent: { x: 280, y: 140 },
        clock: { x: 240, y: 420 },
        documents: { x: 480, y: 420 },
        other: { x: 640, y: 140 },
        convert: { x: 0, y: 560 },
        branch: { x: 280, y: 560 },
      },
    },
  };
}

test('the inspector draws every setting of every kind', async () => {
  const cards = await everyCard();
  expect(cards.length).toBeGreaterThanOrEqual(13);
  const positions = cards.map(({ kind }, at) => [kind, { x: (at % 4) * 280, y: Math.floor(at / 4) * 220 }] as const);
  await canvas.open({
    format: 'longline/1',
    meta: { title: 'Every kind' },
    nodes: cards.map(({ kind, version }) => ({ id: kind, kind, version, params: {} })),
    wires: [],
    view: { positions: Object.fromEntries(positions) },
  });
  const missing: string[] = [];
  for (const { kind, title, params } of cards) {
    await canvas.select(kind);
    await expect(inspector().getByRole('heading', { level: 2, name: title })).toBeVisible();
    await openSections();
    for (const [name, schema] of Object.entries((params['properties'] ?? {}) as Record<string, { title?: string }>)) {
      const control = inspector().getByLabel(schema.title ?? name, { exact: true });
      if ((await control.count()) === 0) missing.push(`${kind}.${name}`);
    }
  }
  expect(missing).toEqual([]);
  expect(complaints).toEqual([]);
});

test('a template completes the names of its ports by keyboard, marks a mistake, and is one undo step', async () => {
  await canvas.open(fields());
  await canvas.select('first');
  await field('Template').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(', again: {{to');
  const offered = page.getByRole('listbox', { name: 'Completions' }).getByRole('option', { name: 'topic' });
  await expect(offered).toBeVisible();
  await page.waitForTimeout(100);
  await page.keyboard.press('Enter');
  await expect(field('Template')).toHaveText('One: {{topic}}, again: {{topic}}');
  await expect(inspector()).toContainText(/about \d+ tokens/);
  await page.keyboard.type(' {{not a path}}');
  await expect(field('Template').locator('.cm-lintRange-error')).toHaveText('{{not a path}}');
  await toCanvas();
  await undo();
  expect(await paramsOf('first')).toEqual({ template: 'One: {{topic}}' });
  await expect(field('Template')).toHaveText('One: {{topic}}');
});

test('a prompt says how many tokens it is, and opens over the window', async () => {
  await canvas.select('agent');
  await field('Instructions').fill('Answer from the documents alone. '.repeat(20));
  await expect(inspector()).toContainText(/about 1\d\d tokens/);
  await inspector().getByRole('button', { name: 'Edit in a large window' }).click();
  const large = window.dialog('Instructions').getByRole('textbox', { name: 'Instructions' });
  await large.fill('Answer in one sentence.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(window.dialog('Instructions')).toBeHidden();
  await expect(field('Instructions')).toHaveText('Answer in one sentence.');
});

test('a number has its unit, takes 12k and steps by keys; one out of bounds is marked at its field', async () => {
  const limit = field('Output limit');
  await limit.fill('12k');
  await limit.press('ArrowUp');
  await expect(limit).toHaveValue('12001');
  await limit.press('Shift+ArrowDown');
  await expect(limit).toHaveValue('11991');
  await expect(inspector().getByText('tokens', { exact: true }).first()).toBeVisible();
  expect(await paramsOf('agent')).toMatchObject({ maxOutputTokens: 11_991 });
  await limit.fill('12 apples');
  await expect(limit).toHaveAttribute('aria-invalid', 'true');
  expect(await paramsOf('agent')).toMatchObject({ maxOutputTokens: 11_991 });
  const steps = field('Step limit');
  await steps.fill('0');
  await expect(steps).toHaveAccessibleDescription(/It must be at least 1\./);
  await expect(inspector().getByRole('button', { name: /^Limits/ })).toContainText('1 problem');
  await steps.fill('12');
  await limit.fill('12k');
  await limit.blur();
  await expect(limit).toHaveValue('12000');
});

test('a setting goes back to its default, settings are searched, and open sections are remembered', async () => {
  const limit = field('Output limit');
  await limit.focus();
  await inspector().getByRole('button', { name: 'Reset to default' }).filter({ visible: true }).last().click();
  await expect(limit).toHaveValue('32768');
  expect(await paramsOf('agent')).not.toHaveProperty('maxOutputTokens');
  await inspector().getByRole('searchbox', { name: 'Search settings' }).fill('repair');
  await expect(inspector().getByRole('switch', { name: 'Repair arguments' })).toBeVisible();
  await expect(limit).toHaveCount(0);
  await inspector().getByRole('searchbox', { name: 'Search settings' }).fill('no setting says this');
  await expect(inspector()).toContainText('No setting has these words.');
  await inspector().getByRole('searchbox', { name: 'Search settings' }).fill('');
  const limits = inspector().getByRole('button', { name: /^Limits/ });
  await limits.click();
  await expect(limits).toHaveAttribute('aria-expanded', 'false');
  await canvas.select('other');
  await expect(limits).toHaveAttribute('aria-expanded', 'false');
  await limits.click();
});

test('a choice, a switch, an endpoint and the models that it lists', async () => {
  await canvas.select('agent');
  await openSections();
  await inspector().getByRole('radio', { name: 'All calls' }).check();
  await inspector().getByRole('switch', { name: 'Repair arguments' }).click();
  await inspector().getByRole('combobox', { name: 'Endpoint', exact: true }).click();
  await page.getByRole('option', { name: /^Rehearsal/ }).click();
  await expect(inspector()).toContainText('No model, free, answers from your documents');
  const model = inspector().getByRole('combobox', { name: 'Model', exact: true });
  await model.click();
  await page.getByRole('option').first().click();
  const params = await paramsOf('agent');
  expect(params).toMatchObject({ approval: 'all', repairArguments: true, endpoint: 'rehearsal' });
  await expect(model).toHaveValue(String(params?.['model']));
  await window.saved();
  await canvas.select('branch');
  await inspector().getByRole('combobox', { name: 'Comparison' }).click();
  await page.getByRole('option', { name: 'is at least' }).click();
  expect(await paramsOf('branch')).toMatchObject({ operator: 'greater-or-equal' });
});

test('JSON that is not whole yet stays in its field, is marked and not taken', async () => {
  const value = field('Compared with');
  await value.fill('{"least": 3}');
  await value.fill('{"least": ');
  await expect(value).toHaveAttribute('aria-invalid', 'true');
  await expect(inspector()).toContainText('This is not JSON yet.');
  expect(await paramsOf('branch')).toMatchObject({ value: { least: 3 } });
  await value.fill('{"least": 4}');
  await expect(value).toHaveAttribute('aria-invalid', 'false');
  await inspector().getByRole('button', { name: 'Format' }).click();
  expect(await paramsOf('branch')).toMatchObject({ value: { least: 4 } });
});

test('items of a list are added, moved by menu, keys and dragging, and taken away', async () => {
  await canvas.select('convert');
  await inspector().getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'Table', exact: true }).click();
  const list = inspector().getByRole('group', { name: 'Columns' });
  for (const [at, name] of ['date', 'cost', 'source'].entries()) {
    await list.getByRole('button', { name: 'Add', exact: true }).click();
    await list.getByRole('textbox', { name: `Columns ${at + 1}` }).fill(name);
  }
  const columns = async () => (await paramsOf('convert'))?.['columns'];
  expect(await columns()).toEqual(['date', 'cost', 'source']);
  await list.getByRole('button', { name: 'Actions for item 3' }).click();
  await page.getByRole('menuitem', { name: 'Move up' }).click();
  expect(await columns()).toEqual(['date', 'source', 'cost']);
  await list.getByRole('button', { name: 'Move item 1' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('button', { name: 'Move item 2' })).toBeFocused();
  expect(await columns()).toEqual(['source', 'date', 'cost']);
  await canvas.drag(
    list.getByRole('button', { name: 'Move item 3' }),
    await above(list.getByRole('button', { name: 'Move item 1' })),
  );
  expect(await columns()).toEqual(['cost', 'source', 'date']);
  await list.getByRole('button', { name: 'Actions for item 1' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  expect(await columns()).toEqual(['source', 'date']);
});

async function above(locator: Locator) {
  const { x, y } = await canvas.middle(locator);
  return { x, y: y - 10 };
}

test('a folder is named in the pipeline and bound to one of this machine', async () => {
  await canvas.select('documents');
  await inspector().getByRole('combobox', { name: 'Folder' }).click();
  await page.getByRole('option', { name: 'New folder' }).click();
  await expect(inspector()).toContainText('Not bound to a folder on this machine');
  const { desktop } = opened.longline();
  const chosen = join(root, 'resources/samples/news-brief');
  if (desktop === undefined) {
    await inspector().getByRole('combobox', { name: 'Choose folder' }).click();
    await page.getByRole('option', { name: /news/ }).first().click();
  } else {
    await desktop.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, chosen);
    await inspector().getByRole('button', { name: 'Choose folder' }).click();
  }
  const bound = inspector().getByRole(desktop === undefined ? 'combobox' : 'button', {
    name: /^Choose folder: .*news/,
  });
  await expect(bound).toContainText('news');
  await expect(inspector()).not.toContainText('Not bound');
  const document = await canvas.exported();
  const [name] = Object.keys(document.handles ?? {});
  expect(document.nodes.find(({ id }) => id === 'documents')?.params['folder']).toBe(name);
  expect(JSON.stringify(document)).not.toContain(root);
});

test('several nodes of one kind are changed together in one step', async () => {
  await canvas.select('first');
  await canvas.select('second', 'Shift');
  await expect(inspector()).toContainText('2 nodes selected');
  await expect(inspector().getByText('Mixed').first()).toBeVisible();
  await field('Template').fill('Both: {{b}}');
  const both = async () => [(await paramsOf('first'))?.['template'], (await paramsOf('second'))?.['template']];
  expect(await both()).toEqual(['Both: {{b}}', 'Both: {{b}}']);
  await toCanvas();
  await undo();
  expect(await both()).toEqual(['One: {{topic}}', 'Two: {{b}}']);
  await canvas.select('agent', 'Shift');
  await expect(inspector()).toContainText('They are of different kinds');
});

test('ports tell where they are wired and lead there, and a tool shows what the model sees of it', async () => {
  await canvas.select('second');
  await inspector().getByRole('button', { name: 'Text · text' }).click();
  await expect(canvas.node('first')).toHaveClass(/selected/);
  await expect(inspector().getByRole('button', { name: 'Input · value' })).toBeVisible();
  await canvas.select('clock');
  await expect(inspector()).toContainText('It is a tool: the model gives its inputs');
  const seen = inspector().getByRole('region', { name: /^What the model sees/ });
  await expect(seen).toContainText('clock');
  await expect(seen).toContainText(/about \d+ tokens/);
  await expect(seen.getByLabel('Parameters')).toContainText('"timezone"');
  await seen.getByRole('button', { name: 'Copy the function as JSON' }).click();
  await inspector().getByRole('button', { name: 'Agent', exact: true }).click();
  await expect(canvas.node('agent')).toHaveClass(/selected/);
});

test('with nothing selected the inspector is the pipeline: title, tags, inputs and outputs, folders', async () => {
  const spot = await canvas.spot(40, 700);
  await page.mouse.click(spot.x, spot.y);
  await expect(inspector().getByRole('heading', { name: 'Pipeline' })).toBeVisible();
  await field('Title').fill('Named here');
  await expect(window.tab('Named here')).toBeVisible();
  await field('Description').fill('Answers a question.');
  await field('Tags').fill('weekly, press');
  await field('Tags').press('Enter');
  await inspector().getByRole('button', { name: 'Remove the tag weekly' }).click();
  const { meta, handles } = await canvas.exported();
  expect(meta).toMatchObject({ title: 'Named here', description: 'Answers a question.', tags: ['press'] });
  const [name = ''] = Object.keys(handles ?? {});
  await field(`Title of ${name}`).fill('News of Halmere');
  await expect(inspector().getByRole('button', { name: 'In use, so it cannot be removed' })).toBeVisible();
  expect((await canvas.exported()).handles?.[name]?.title).toBe('News of Halmere');
  await inspector()
    .getByRole('button', { name: /^question/ })
    .click();
  await expect(canvas.node('question')).toHaveClass(/selected/);
});

test('none of this broke the policy of the page or wrote an error to its console', () => {
  expect(complaints).toEqual([]);
});
