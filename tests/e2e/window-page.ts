// A person's hands on the window around the canvas: its panes, the rows of the library, the palette, the history.

import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect } from './fixture.ts';

export interface WindowPage {
  /** The middle while no pipeline is on screen. */
  start(): Locator;
  library(): Locator;
  inspector(): Locator;
  runPane(): Locator;
  /** The pane beneath the canvas. */
  bottom(): Locator;
  statusBar(): Locator;
  /** A pipeline or a folder in the tree of the library. */
  row(title: string): Locator;
  tab(title: string): Locator;
  dialog(name?: string | RegExp): Locator;
  toast(text: string | RegExp): Locator;
  /** The menu of a row of the library. */
  rowMenu(title: string, ...items: readonly string[]): Promise<void>;
  /** Opens the palette, types, and does the first thing that is found. */
  command(text: string): Promise<void>;
  toStart(): Promise<void>;
  saved(): Promise<void>;
  /** Chooses a file where one is asked for. */
  chooseFile(ask: () => Promise<unknown>, name: string, text: string | Buffer): Promise<void>;
  /** Lets a file go over the window. */
  dropFile(name: string, text: string): Promise<void>;
  /** The bytes of the file that something gives. */
  downloaded(ask: () => Promise<unknown>): Promise<{ readonly name: string; readonly text: string }>;
}

export function windowPage(page: Page): WindowPage {
  const row = (title: string) =>
    page
      .getByRole('tree')
      .getByRole('treeitem')
      .filter({ has: page.getByText(title, { exact: true }) });
  return {
    start: () => page.getByRole('main'),
    library: () => page.getByRole('tabpanel', { name: 'Library' }),
    inspector: () => page.getByRole('tabpanel', { name: 'Inspector' }),
    runPane: () => page.getByRole('tabpanel', { name: 'Run' }),
    bottom: () => page.getByRole('region', { name: 'Problems and log' }),
    statusBar: () => page.getByRole('contentinfo'),
    row,
    tab: (title) =>
      page.getByRole('tablist', { name: 'Open pipelines' }).getByRole('tab', { name: title, exact: true }),
    dialog: (name) => page.getByRole('dialog', name === undefined ? {} : { name }),
    toast: (text) => page.getByRole('region', { name: 'Notifications' }).getByRole('status').filter({ hasText: text }),
    async rowMenu(title, ...items) {
      await row(title).click({ button: 'right' });
      for (const item of items) await page.getByRole('menuitem', { name: new RegExp(`^${literal(item)}`) }).click();
    },
    async command(text) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Command palette' }).fill(text);
      await expect(page.getByRole('option').first()).toBeVisible();
      await page.keyboard.press('Enter');
    },
    async toStart() {
      await page.keyboard.press('Alt+Home');
      await expect(page.getByRole('heading', { name: 'Build an agent, and watch it think' })).toBeVisible();
    },
    async saved() {
      await page.keyboard.press('Control+s');
      await expect(page.getByRole('banner').getByText('Saved', { exact: true })).toBeVisible();
    },
    async chooseFile(ask, name, text) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), ask()]);
      await chooser.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    },
    async dropFile(name, text) {
      await page.evaluate(
        ([given, called]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([given], called));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        },
        [text, name] as const,
      );
    },
    async downloaded(ask) {
      const [download] = await Promise.all([page.waitForEvent('download'), ask()]);
      return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
    },
  };
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
