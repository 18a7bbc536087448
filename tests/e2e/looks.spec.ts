// How the window looks: every page and state of it in both languages and both themes, each photographed and none with a flaw that axe
// finds; text that stays in its box where there is little room; regions and dialogs that the keyboard goes through.

import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { canvasPage, dataWire, plug, type CanvasPage } from './canvas-page.ts';
import { expect, root, test, type Longline } from './fixture.ts';
import { languages, looksAt, type Looks } from './looks-page.ts';

/** Nodes that a run brings into different states, which it keeps while it waits for a person. */
const states: PipelineDocument = {
  format: 'longline/1',
  meta: { title: 'All states', description: 'Every state that a node can be in, side by side.' },
  nodes: [
    { id: 'question', kind: 'input', version: 1, params: { name: 'question', preset: 'Which colour suits the hall?' } },
    { id: 'done', kind: 'text', version: 1, title: 'Done', params: { template: 'One: {{a}}' } },
    { id: 'changed', kind: 'text', version: 1, title: 'Changed since', params: { template: 'Two: {{a}}' } },
    { id: 'pinned', kind: 'text', version: 1, title: 'Pinned', params: { template: 'Three: {{a}}' } },
    { id: 'ask', kind: 'ask-human', version: 1, title: 'Waits for a person', params: {} },
    {
      id: 'brief',
      kind: 'agent',
      version: 1,
      title: 'Runs',
      params: { maxSteps: 30, instructions: 'Answer shortly.' },
    },
    { id: 'clock', kind: 'clock', version: 1, params: {} },
    { id: 'sums', kind: 'calculate', version: 1, params: {} },
    { id: 'answer', kind: 'output', version: 1, params: { name: 'answer' } },
    { id: 'colour', kind: 'output', version: 1, params: { name: 'colour' } },
  ],
  wires: [
    dataWire('question.value', 'done.a'),
    dataWire('question.value', 'changed.a'),
    dataWire('question.value', 'pinned.a'),
    dataWire('question.value', 'ask.question'),
    dataWire('question.value', 'brief.task'),
    dataWire('brief.answer', 'answer.value'),
    dataWire('ask.answer', 'colour.value'),
    plug('clock', 'brief'),
    plug('sums', 'brief'),
  ],
  view: {
    positions: {
      question: { x: 0, y: 80 },
      done: { x: 280, y: 0 },
      changed: { x: 560, y: 0 },
      pinned: { x: 840, y: 0 },
      ask: { x: 560, y: 180 },
      brief: { x: 280, y: 340 },
      clock: { x: 230, y: 600 },
      sums: { x: 450, y: 600 },
      colour: { x: 840, y: 180 },
      answer: { x: 840, y: 360 },
    },
    notes: [
      {
        id: 'note',
        text: 'A **note** stands beside the nodes.\n\n- It says why.',
        position: { x: 0, y: 320 },
        width: 200,
        height: 110,
        colour: 'yellow',
      },
    ],
    groups: [{ id: 'person', title: 'A person decides', nodes: ['ask', 'colour'], colour: 'blue' }],
  },
};

/** Nodes that are added while the run goes on. */
const more: PipelineDocument = {
  format: 'longline/1',
  meta: { title: 'More' },
  nodes: [
    { id: 'muted', kind: 'text', version: 1, title: 'Muted', params: { template: 'Four: {{a}}' }, mute: true },
    { id: 'bypassed', kind: 'text', version: 1, title: 'Bypassed', params: { template: 'Five: {{a}}' }, bypass: true },
    { id: 'later', kind: 'far-future', version: 3, title: 'Unknown', params: { depth: 3 } },
    { id: 'small', kind: 'text', version: 1, title: 'Collapsed', params: { template: 'Six: {{a}}' } },
    { id: 'count', kind: 'output', version: 1, params: { name: 'count', type: 'number' } },
  ],
  wires: [dataWire('muted.text', 'later.given')],
  view: {
    positions: {
      muted: { x: 0, y: 0 },
      bypassed: { x: 280, y: 0 },
      later: { x: 560, y: 0 },
      small: { x: 840, y: 0 },
      count: { x: 840, y: 70 },
    },
    collapsed: ['small'],
  },
};

/** A file with more in it than this Longline can run. */
const strange: PipelineDocument = {
  format: 'longline/1',
  meta: {
    title: 'A pipeline with a very long title that somebody gave it to be quite sure of what it is for',
    author: 'Somebody',
    description: 'It comes from elsewhere.',
  },
  nodes: [
    { id: 'ask', kind: 'agent', version: 1, params: { maxSteps: 0 } },
    { id: 'later', kind: 'far-future', version: 3, params: {} },
    { id: 'search', kind: 'documents', version: 1, params: { folder: 'papers' } },
  ],
  wires: [plug('search', 'ask'), dataWire('later.out', 'ask.task')],
  handles: { papers: { kind: 'folder', title: 'Papers', description: 'What it reads.' } },
};

test.use({ actionTimeout: 8_000 });

interface Walk {
  readonly page: Page;
  readonly canvas: CanvasPage;
  readonly look: Looks['look'];
  readonly say: Looks['say'];
  readonly sample: Looks['sample'];
  readonly longline: Longline;
}

for (const language of languages) {
  test(`every page and state has no flaw that axe finds, in ${language}, light and dark`, async ({
    longline,
  }, testInfo) => {
    test.skip(testInfo.project.name !== 'serve', 'It is the same page; its pictures and axe take minutes.');
    test.setTimeout(420_000);
    const { page } = longline;
    await page.setViewportSize({ width: 1440, height: 900 });
    const eyes = looksAt(page, testInfo.project.name, language);
    const walk: Walk = {
      page,
      canvas: canvasPage(page, eyes.say),
      look: eyes.look,
      say: eyes.say,
      sample: eyes.sample,
      longline,
    };
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await eyes.speak();
    try {
      await test.step('start page and library', () => startPage(walk));
      await test.step('a sample, idle', () => idleCanvas(walk));
      await test.step('what is shown over the window', () => overlays(walk));
      await test.step('a run', () => runs(walk));
      await test.step('all states of a node', () => allStates(walk));
      await test.step('structure', () => structure(walk));
      await test.step('imports', () => imports(walk));
      await test.step('a lost connection', () => lost(walk));
    } finally {
      expect.soft(eyes.flaws).toEqual([]);
    }
  });
}

test('text stays in its box at 1280×720 and at 200 % of it, on every page', async ({ page }, testInfo) => {
  test.setTimeout(120_000);
  for (const language of languages) {
    const { say, sample, overflowing, speak } = looksAt(page, testInfo.project.name, language);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.keyboard.press('Alt+Home');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await speak();
    const check = async (name: string): Promise<void> => {
      // Half as large at the same density is what zooming to 200 % comes to.
      for (const [width, height] of [
        [1280, 720],
        [640, 360],
      ] as const) {
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(250);
        await page.screenshot({
          path: join(root, `tests/results/looks-${testInfo.project.name}-${width}-${name}-${language}.png`),
        });
        expect.soft(await overflowing(), `${name} in ${language} at ${width}×${height}`).toEqual([]);
      }
      await page.setViewportSize({ width: 1280, height: 720 });
    };
    await check('start');
    await button(page.getByRole('main'), say('gallery.open_title', { title: sample('news-brief') }))
      .first()
      .click();
    await expect(page.locator('.react-flow__node').first()).toBeVisible();
    await check('canvas');
    await canvasPage(page).fit();
    await canvasPage(page).select('brief');
    await check('inspector');
    await page.getByRole('tab', { name: say('right.run'), exact: true }).click();
    await page.getByText(say('run.options')).click();
    await check('run-form');
    if (language === 'en') await startRun(page, say, '1', '6');
    else await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('ending')).toBeVisible({ timeout: 60_000 });
    await check('run');
    await page.keyboard.press('Control+`');
    await check('log');
    await page.keyboard.press('Control+`');
    await surfaceOf(page, say).focus();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await check('shortcuts');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await chooseAction(page, say('do.gallery'));
    await check('gallery');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await button(page.getByRole('tabpanel', { name: say('right.run') }), say('run.new')).click();
  }
});

test('F6 goes round the parts of the window and back to where one was, and Escape gives the focus back', async ({
  page,
}, testInfo) => {
  const { say } = looksAt(page, testInfo.project.name, 'en');
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('F6');
  await expect(page.getByRole('banner').locator(':focus')).toBeVisible();
  await button(page.getByRole('main'), say('gallery.open_title', { title: 'News brief' }))
    .first()
    .click();
  await canvasPage(page).select('brief');
  const brief = canvasPage(page).node('brief');
  await surfaceOf(page, say).focus();
  await page.keyboard.press('F6');
  await expect(page.getByRole('complementary', { name: say('right.name') }).locator(':focus')).toBeVisible();
  await page.keyboard.press('Tab');
  const here = await page.evaluateHandle(() => document.activeElement);
  await page.keyboard.press('F6');
  await expect(page.getByRole('contentinfo').locator(':focus')).toBeVisible();
  await page.keyboard.press('Shift+F6');
  expect(await here.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Shift+F6');
  await expect(surfaceOf(page, say)).toBeFocused();
  await page.keyboard.press('Shift+F6');
  await expect(page.getByRole('complementary', { name: say('left.name') }).locator(':focus')).toBeVisible();
  await page.keyboard.press('F6');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: say('shortcuts.name') })).toBeVisible();
  await page.keyboard.press('F6');
  await expect(page.getByRole('dialog').locator(':focus')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(surfaceOf(page, say)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.react-flow__node:focus')).toHaveCount(1);
  await expect(brief).toBeVisible();
});

test('a screen reader hears the names of nodes and wires and what a run has come to, once', async ({
  page,
}, testInfo) => {
  const { say } = looksAt(page, testInfo.project.name, 'en');
  await page.setViewportSize({ width: 1440, height: 900 });
  await button(page.getByRole('main'), say('gallery.open_title', { title: 'News brief' }))
    .first()
    .click();
  await expect(page.getByRole('group', { name: 'Write the brief, Agent', exact: true })).toBeVisible();
  await expect(page.locator('.react-flow__edge').first()).toHaveAccessibleName('Wire from Input to Write the brief');
  await expect(page.getByRole('group', { name: 'Clock as a tool of Write the brief' })).toBeAttached();
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    for (const status of document.querySelectorAll('p[role="status"].sr-only'))
      new MutationObserver(() => heard.push(status.textContent ?? '')).observe(status, {
        childList: true,
        characterData: true,
        subtree: true,
      });
  });
  await page.getByRole('tab', { name: say('right.run'), exact: true }).click();
  await startRun(page, say, '1', '5');
  await expect(page.getByTestId('ending')).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole('group', { name: 'Write the brief, Agent, Done', exact: true })).toBeVisible();
  expect(await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)).toEqual([
    'Run started',
    'Done',
  ]);
});

test('where motion is not wanted, nothing moves', async ({ page }, testInfo) => {
  const { say } = looksAt(page, testInfo.project.name, 'en');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await button(page.getByRole('main'), say('gallery.open_title', { title: 'News brief' }))
    .first()
    .click();
  await page.getByRole('tab', { name: say('right.run'), exact: true }).click();
  await startRun(page, say, '100', '8');
  await expect(page.locator('.wire-moving').first()).toBeAttached();
  const moving = await page.evaluate(async () => {
    await new Promise((done) => setTimeout(done, 300));
    return document.getAnimations().filter(({ playState }) => playState === 'running').length;
  });
  expect(moving).toBe(0);
});

const surfaceOf = (page: Page, say: Looks['say']): Locator =>
  page.getByRole('application', { name: say('canvas.name'), exact: true });
const button = (within: Page | Locator, name: string): Locator => within.getByRole('button', { name, exact: true });

async function startPage({ page, look, say }: Walk): Promise<void> {
  await look('start-first');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('palette');
  await page.keyboard.type('zzz');
  await look('palette-nothing');
  await page.keyboard.press('Escape');
  await button(page.getByRole('banner'), say('settings.name')).click();
  await look('settings');
  await page.keyboard.press('Escape');
  await chooseAction(page, say('do.gallery'));
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('gallery');
  await page.keyboard.press('Escape');
  await chooseAction(page, say('do.tour'));
  await look('tour');
  await page.keyboard.press('Escape');
}

async function chooseAction(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('dialog').getByRole('combobox');
  await field.fill(name);
  await page.getByRole('option', { name }).first().click();
}

async function openSample({ page, say }: Walk, title: string): Promise<void> {
  await button(page.getByRole('main'), say('gallery.open_title', { title })).first().click();
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
}

async function idleCanvas(walk: Walk): Promise<void> {
  const { page, canvas, look, say } = walk;
  await page.keyboard.press('Alt+Home');
  await openSample(walk, walk.sample('news-brief'));
  await page.waitForTimeout(300);
  await look('canvas-idle');
  await canvas.select('brief');
  await look('inspector-agent');
  await canvas.select('search', 'Shift');
  await look('inspector-several');
  await canvas.select('search');
  await look('inspector-tool');
  await page.getByRole('tab', { name: say('left.nodes'), exact: true }).click();
  await look('nodes');
  await page.getByRole('tab', { name: say('left.library'), exact: true }).click();
  await page.getByRole('tab', { name: say('right.run'), exact: true }).click();
  await page.getByText(say('run.options')).click();
  await look('run-form');
  await button(page.getByRole('tabpanel'), say('check.open')).click();
  await look('endpoint');
  await page.keyboard.press('Escape');
}

async function overlays({ page, canvas, look, say }: Walk): Promise<void> {
  const surface = surfaceOf(page, say);
  await surface.focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('shortcuts');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('search');
  await look('find');
  await page.keyboard.press('Escape');
  const spot = await canvas.spot(60, 60);
  await page.mouse.dblclick(spot.x, spot.y);
  await look('kind-search');
  await page.keyboard.press('Escape');
  await canvas.node('brief').click({ button: 'right', position: { x: 50, y: 16 } });
  await look('node-menu');
  await page.keyboard.press('Escape');
  await page.mouse.click(spot.x, spot.y, { button: 'right' });
  await look('canvas-menu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+M');
  await look('problems-none');
  await page.keyboard.press('Control+`');
  await look('log-none');
  await page.keyboard.press('Control+`');
  await surface.focus();
  await page.keyboard.press('f');
  await look('focus-mode');
  await surface.focus();
  await page.keyboard.press('f');
  await page.getByRole('tab', { name: say('right.run'), exact: true }).click();
}

async function startRun(page: Page, say: Looks['say'], pace: string, steps: string): Promise<void> {
  const panel = page.getByRole('tabpanel', { name: say('right.run') });
  const options = panel.getByText(say('run.options'));
  const pacing = panel.getByLabel(say('run.rehearsal_delay'));
  if (!(await pacing.isVisible())) await options.click();
  await pacing.fill(pace);
  await panel.getByLabel(say('run.rehearsal_steps')).fill(steps);
  await panel
    .getByRole('button', { name: say('run.start') })
    .last()
    .click();
}

async function runs({ page, canvas, look, say }: Walk): Promise<void> {
  await startRun(page, say, '40', '12');
  await expect(page.getByRole('article', { name: say('step.name', { number: 3 }), exact: true })).toBeVisible({
    timeout: 60_000,
  });
  await look('run-live');
  const panel = page.getByRole('tabpanel', { name: say('right.run') });
  await button(panel, say('run.pause')).click();
  await expect(button(panel, say('run.resume'))).toBeVisible();
  await look('run-paused');
  await button(panel, say('run.resume')).click();
  await expect(page.getByTestId('ending')).toBeVisible({ timeout: 90_000 });
  await canvas.fit();
  await look('run-done');
  const log = page.getByRole('log', { name: say('run.timeline') });
  await log.focus();
  await page.keyboard.press('Home');
  const step = page.getByRole('article', { name: say('step.name', { number: 1 }), exact: true });
  await step.locator('button[aria-expanded]').last().click();
  await look('run-call');
  await canvas.node('brief').hover({ position: { x: 100, y: 16 } });
  await page.waitForTimeout(700);
  await look('hover');
  await page.mouse.move(4, 4);
  await page.keyboard.press('Control+`');
  await look('log');
  await page.keyboard.press('Control+`');
  await button(panel, say('run.more')).click();
  await look('run-menu');
  await page.keyboard.press('Escape');
  await button(panel, say('run.new')).click();
}

async function allStates({ page, canvas, look, say }: Walk): Promise<void> {
  await canvas.open(states);
  await page.waitForTimeout(300);
  await page.getByRole('tab', { name: say('right.run'), exact: true }).click();
  await startRun(page, say, '120', '25');
  await expect(canvas.node('ask').locator('[data-status="asking"]')).toBeVisible({ timeout: 30_000 });
  await look('run-asking');
  const pane = await canvas.spot(20, 20);
  await page.mouse.move(pane.x, pane.y);
  await canvas.paste(JSON.stringify(more));
  await expect(canvas.node('muted')).toBeVisible();
  await canvas.select('pinned');
  await page.keyboard.press('p');
  await canvas.select('changed');
  await page
    .getByRole('textbox', { name: /^(Template|模板)/ })
    .first()
    .fill('Other words: {{a}}');
  await canvas.fit();
  await canvas.select('done');
  await look('all-states');
  const surface = surfaceOf(page, say);
  await surface.focus();
  await canvas.select('pinned');
  await chooseAction(page, say('do.edit_pin'));
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('pin');
  await page.keyboard.press('Escape');
  await canvas.drag(canvas.port('done', 'text'), canvas.port('count', 'value'));
  await look('refusal');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+M');
  await look('problems');
  await page.keyboard.press('Control+Shift+M');
  await canvas.select('done');
  await look('inspector-text');
  await button(page.getByRole('tabpanel', { name: say('right.inspector') }), say('field.enlarge'))
    .first()
    .click();
  await look('editor');
  await page.keyboard.press('Escape');
  const pointer = await canvas.spot(6, 6);
  await page.mouse.click(pointer.x, pointer.y);
  await look('inspector-nothing');
  await page.getByRole('tab', { name: say('right.run'), exact: true }).click();
  await page.keyboard.press('Control+Enter');
  await expect(
    page
      .getByRole('tabpanel', { name: say('right.run') })
      .getByText(say('status.interrupted'))
      .first(),
  ).toBeVisible();
  await look('run-stopped');
}

async function structure(walk: Walk): Promise<void> {
  const { page, canvas, look, say } = walk;
  await canvas.fit();
  await canvas.select('ask');
  await canvas.select('colour', 'Shift');
  await page.keyboard.press('Control+Shift+G');
  const scope = page.locator('.react-flow__node', { hasText: say('subpipeline.title') }).first();
  await expect(scope).toBeVisible();
  await look('subpipeline');
  await scope.dblclick({ position: { x: 120, y: 40 } });
  await expect(page.getByRole('navigation', { name: say('canvas.breadcrumb') })).toBeVisible();
  await look('breadcrumb');
  await surfaceOf(page, say).focus();
  await page.keyboard.press('Escape');
  await surfaceOf(page, say).focus();
  await page.keyboard.press('Control+s');
  await page.keyboard.press('Control+Shift+H');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.waitForTimeout(500);
  await look('versions');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+Home');
  await look('start-full');
  await page.getByRole('treeitem', { name: walk.sample('draft-review-approve') }).click();
  await expect(page.locator('.react-flow')).toHaveClass(/far/);
  await page.waitForTimeout(400);
  await look('far');
  await page.keyboard.press('Control+Alt+n');
  await expect(page.getByText(say('canvas.empty'))).toBeVisible();
  await look('canvas-empty');
}

async function imports({ page, look }: Walk): Promise<void> {
  await drop(page, JSON.stringify(strange));
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('import-problems');
  await page.keyboard.press('Escape');
  await drop(page, '{"nodes": [');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('import-failed');
  await page.keyboard.press('Escape');
}

async function drop(page: Page, text: string): Promise<void> {
  await page.evaluate((content) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], 'given.longline'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, text);
}

// The host is gone, and does not come back.
async function lost({ page, look, say, longline }: Walk): Promise<void> {
  await longline.kill();
  await expect(page.getByText(say('connection.lost'))).toBeVisible();
  await look('connection-lost');
}
