// What a person does to a run while it lives and after it: pause, tell the model something, change limits, approve and deny calls, fork,
// compare, verify, check an endpoint. The same in the browser host and the desktop application, on the rehearsal endpoint.

import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, root, test } from './fixture.ts';
import { serialWindow } from './serial-window.ts';

const opened = serialWindow('run', { width: 1440, height: 900 });
const { complaints } = opened;
let page: Page;

test.beforeAll(async () => {
  page = opened.page();
  await page.getByRole('main').getByRole('button', { name: 'Open News brief' }).last().click();
  await page.getByRole('tab', { name: 'Run', exact: true }).click();
  await page.getByText('Limits and options').click();
});

const panel = (): Locator => page.getByRole('tabpanel', { name: 'Run' });
const button = (name: string | RegExp): Locator =>
  panel().getByRole('button', { name, exact: typeof name === 'string' });
const timeline = (): Locator => page.getByRole('log', { name: 'Steps of the run' });
const figure = (name: string): Locator => panel().locator('dl > div').filter({ hasText: name });
const ending = (): Locator => page.getByTestId('ending');

/** The number that the figure `Step` shows. */
async function stepsTaken(): Promise<number> {
  return Number(/\d+/.exec(await figure('Step').innerText())?.[0] ?? 0);
}

async function chooseInMenu(name: string): Promise<void> {
  await button('More for this run').click();
  await page.getByRole('menuitem', { name }).click();
}

test('a run that is paused takes no further step until it is resumed', async () => {
  await panel().getByLabel('Rehearsal pace').fill('60');
  await panel().getByLabel('Rehearsal steps').fill('14');
  await button(/^Run/).click();
  await expect.poll(stepsTaken).toBeGreaterThan(1);
  await button('Pause').click();
  await expect(panel().getByText('Paused', { exact: true }).first()).toBeVisible();
  await expect(panel().getByText('Thinking', { exact: true })).toBeHidden();
  const taken = await stepsTaken();
  await button('Resume').click();
  await expect(panel().getByText('Running', { exact: true }).first()).toBeVisible();
  await expect.poll(stepsTaken).toBeGreaterThan(taken);
  // The next tests need a run that has not ended, however slow they are.
  await page.keyboard.press('Control+Alt+Enter');
  await expect(panel().getByText('Paused', { exact: true }).first()).toBeVisible();
  await expect(page.locator('.react-flow__node[data-id="brief"] [data-status]')).toHaveAttribute(
    'data-status',
    'paused',
  );
  await expect(page.locator('.wire-moving')).toHaveCount(0);
});

test('what a person tells the model stands in the timeline where it was said', async () => {
  const box = panel().getByRole('textbox', { name: 'Message to the model' });
  await box.fill('Look at the correction of 7 February.');
  await box.press('Shift+Enter');
  await box.pressSequentially('It changes the figures.');
  await box.press('Enter');
  await expect(box).toHaveValue('');
  const said = timeline().getByRole('region', { name: 'You to the model' });
  await expect(said).toContainText('Look at the correction of 7 February.\nIt changes the figures.');
});

test('a limit that is changed holds from then on, and the run says that it ended there', async () => {
  await expect(panel().getByText('Paused', { exact: true }).first()).toBeVisible();
  await expect(panel().getByText('Thinking', { exact: true })).toBeHidden();
  const cap = (await stepsTaken()) + 3;
  await chooseInMenu('Change limits');
  const dialog = page.getByRole('dialog', { name: 'Change limits' });
  await dialog.getByLabel('Steps at most').fill(String(cap));
  await dialog.getByLabel('Budget').fill('0.5');
  await dialog.getByRole('button', { name: 'Set limits' }).click();
  await expect(dialog).toBeHidden();
  await expect(figure('Step')).toContainText(`/ ${cap}`);
  await expect(figure('Cost')).toContainText('/ $0.50');
  await page.keyboard.press('Control+Alt+Enter');
  await expect(ending()).toBeVisible({ timeout: 40_000 });
  expect(await stepsTaken()).toBe(cap);
  await page.getByRole('slider', { name: 'Steps at a glance' }).press('End');
  await expect(timeline().getByRole('article').last()).toContainText('last step');
});

test('a run that has ended is verified and replayed, with the results in words', async () => {
  await button('To the answer').click();
  await ending().getByRole('button', { name: 'Verify' }).click();
  await expect(ending()).toContainText(/The chain of [\d,]+ events is whole/);
  await ending().getByRole('button', { name: 'Replay' }).click();
  await expect(ending()).toContainText(/folded again without the network, lead to the same end: [0-9a-f]{12}/);
});

test('a run is searched, and its steps are reached from the strip', async () => {
  await button('Search in this run').click();
  await panel().getByRole('searchbox', { name: 'Search in this run' }).fill('no step says this');
  await expect(panel().getByText('0 of 0')).toBeVisible();
  await panel().getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('slider', { name: 'Steps at a glance' }).press('Home');
  await expect(page.getByRole('article', { name: 'Step 1', exact: true })).toBeVisible();
});

test('a fork shares what came before its step, changes what it is asked to, and pays only for its own', async () => {
  await page.getByRole('slider', { name: 'Steps at a glance' }).press('PageDown');
  await page.getByRole('slider', { name: 'Steps at a glance' }).press('Home');
  await page.getByRole('slider', { name: 'Steps at a glance' }).press('ArrowRight');
  await page.getByRole('slider', { name: 'Steps at a glance' }).press('ArrowRight');
  await page
    .getByRole('article', { name: 'Step 3', exact: true })
    .getByRole('button', { name: 'More for Step 3' })
    .click();
  await page.getByRole('menuitem', { name: 'Fork from here' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fork from this step' });
  await dialog.getByLabel('Instructions').fill('You write one sentence.');
  await expect(dialog).toContainText('Instructions · changed');
  await dialog.getByLabel('Steps at most').fill('6');
  await dialog.getByRole('button', { name: 'Start the fork' }).click();
  await expect(dialog).toBeHidden();
  await expect(panel().getByText('fork', { exact: true })).toBeVisible();
  await expect(ending()).toBeVisible({ timeout: 40_000 });
  await page.getByRole('slider', { name: 'Steps at a glance' }).press('Home');
  await expect(page.getByRole('article', { name: 'Step 1', exact: true })).toContainText('paid in another run');
  await expect(page.getByRole('article', { name: 'Step 3', exact: true })).not.toContainText('paid in another run');
  await expect(timeline()).toContainText(/From \S+@3 on this run goes its own way/);
});

test('two runs stand side by side with the first difference marked', async () => {
  await chooseInMenu('Compare with another run');
  const dialog = page.getByRole('dialog', { name: 'Compare runs' });
  await expect(dialog.getByRole('combobox', { name: 'The other run' })).toBeVisible();
  await expect(dialog.getByTestId('first-difference')).toContainText(/\S/);
  await expect(dialog.locator('[data-kind="same"]').first()).toBeVisible();
  await page.screenshot({ path: join(root, 'tests/results/run-compare.png') });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a call that waits for leave shows exactly what would run; denied, it does not run and the model hears why', async () => {
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await page.locator('.react-flow__node[data-id="brief"]').click({ position: { x: 60, y: 15 } });
  await page.getByRole('region', { name: 'Approval' }).getByRole('button', { name: 'Approval' }).click();
  await page.getByRole('radiogroup', { name: 'Approval' }).getByRole('radio', { name: 'All calls' }).check();
  await page.getByRole('tab', { name: 'Run', exact: true }).click();
  await button('New run').click();
  await button(/^Run/).click();
  const card = page.getByRole('alertdialog', { name: 'A call waits for your approval' }).first();
  await expect(card).toContainText('would run with exactly this');
  await expect(card).toContainText(/SHA-256 [0-9a-f]{64}/);
  await expect(page.locator('.react-flow__node[data-id="brief"]')).toBeVisible();
  await page.screenshot({ path: join(root, 'tests/results/run-approval.png') });
  await card.getByRole('textbox', { name: 'Reason for the model' }).fill('Not today');
  await card.getByRole('button', { name: 'Deny' }).click();
  await expect(timeline()).toContainText('Not today');
  const next = page.getByRole('alertdialog', { name: 'A call waits for your approval' }).first();
  await next.getByRole('button', { name: 'Approve' }).click();
  await expect(timeline().getByLabel('done', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(panel().getByText('Stopped', { exact: true }).first()).toBeVisible();
});

test('an endpoint is checked, without a warning of costs where there are none, and its card says what was found', async () => {
  await chooseInMenu('New run');
  await button('Check…').click();
  const dialog = page.getByRole('dialog', { name: /Rehearsal/i });
  await expect(dialog.getByRole('button', { name: 'Check now' })).toBeVisible();
  await expect(dialog).not.toContainText('may bill');
  await dialog.getByRole('button', { name: 'Check now' }).click();
  await expect(dialog.getByRole('list', { name: 'Results of the check' })).toContainText('passed', { timeout: 20_000 });
  await expect(dialog.getByTestId('endpoint-facts')).toContainText('Server');
  await page.screenshot({ path: join(root, 'tests/results/run-check.png') });
  await page.keyboard.press('Escape');
});

test('an agent that answers several times says before the start what that comes to, and shows every trajectory', async () => {
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await page.locator('.react-flow__node[data-id="brief"]').click({ position: { x: 60, y: 15 } });
  await page.getByRole('radiogroup', { name: 'Approval' }).getByRole('radio', { name: 'None' }).check();
  await page.getByRole('textbox', { name: 'Trajectories' }).fill('3');
  await page.getByLabel('Step limit').fill('4');
  await page.getByRole('tab', { name: 'Run', exact: true }).click();
  await expect(panel().getByRole('region', { name: 'Estimate' })).toContainText('answers 3 times');
  await panel().getByText('Limits and options').click();
  await panel().getByLabel('Rehearsal pace').fill('1');
  await button(/^Run/).click();
  await expect(ending()).toBeVisible({ timeout: 40_000 });
  await expect(page.locator('.react-flow__node[data-id="search"] [data-status="done"]')).toBeVisible();
  const strip = page.getByRole('slider', { name: 'Steps at a glance' });
  for (const trajectory of [1, 2, 3]) {
    const steps = timeline()
      .getByRole('article')
      .filter({ hasText: `trajectory ${trajectory}` });
    await strip.press('Home');
    const goOn = async (): Promise<number> => {
      await strip.press('ArrowRight');
      return await steps.count();
    };
    await expect.poll(goOn).toBeGreaterThan(0);
  }
});

test('none of this broke the policy of the page or wrote an error to its console', () => {
  expect(complaints).toEqual([]);
});
