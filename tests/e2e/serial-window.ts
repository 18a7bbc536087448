// One window for all tests of a file, which follow each other as a person's doings do: opened in a home of its own, closed with it, its
// complaints kept, and a picture taken after each test.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root, startLongline, test, type Longline } from './fixture.ts';

export interface SerialWindow {
  /** What was started, once the file's tests have begun. */
  readonly longline: () => Longline;
  /** The window's page, once the file's tests have begun. */
  readonly page: () => Page;
  /** Errors of the console and breaches of the page's policy. */
  readonly complaints: readonly string[];
}

/** Registers the window of a test file; pictures are left in tests/results under this prefix. */
export function serialWindow(
  prefix: string,
  viewport: { readonly width: number; readonly height: number },
): SerialWindow {
  const complaints: string[] = [];
  let longline: Longline | undefined;
  let home = '';
  const running = (): Longline => {
    if (longline === undefined) throw new Error('The window has not been opened yet.');
    return longline;
  };
  const page = (): Page => running().page;

  test.describe.configure({ mode: 'serial' });

  test.beforeAll(async ({ browser }, testInfo) => {
    home = await mkdtemp(join(tmpdir(), 'longline-e2e-'));
    longline = await startLongline(browser, testInfo.project.name, { home });
    await listenTo(page(), complaints);
    await page().setViewportSize(viewport);
  });

  test.afterAll(async () => {
    await longline?.close();
    if (home !== '') await rm(home, { recursive: true, force: true });
  });

  test.beforeEach(({}, testInfo) => {
    testInfo.annotations.push({ type: 'shell', description: longline?.shell ?? 'none' });
  });

  test.afterEach(async ({}, testInfo) => {
    if (testInfo.status !== testInfo.expectedStatus && complaints.length > 0)
      await testInfo.attach('complaints', { body: complaints.join('\n') });
    const name = testInfo.title.replaceAll(/[^a-z]+/gi, '-').slice(0, 60);
    await page().screenshot({ path: join(root, `tests/results/${prefix}-${testInfo.project.name}-${name}.png`) });
  });

  return { longline: running, page, complaints };
}

// Each breach of the policy is told with the element that broke it. Chromium itself writes a style into a text that is being edited, now and
// then; the policy stops it, nobody sees it, and it is no breach of ours. The console and the event come in any order.
async function listenTo(page: Page, complaints: string[]): Promise<void> {
  let excused = 0;
  const isStyle = (text: string) => text.includes('Applying inline style');
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() !== 'error' && !text.includes('Content Security Policy')) return;
    if (isStyle(text) && excused > 0) excused -= 1;
    else complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  await page.exposeFunction('longlineBreach', (element: string, edited: boolean) => {
    const said = complaints.findIndex(isStyle);
    if (!edited) complaints.push(`The policy stopped a style of ${element}`);
    else if (said === -1) excused += 1;
    else complaints.splice(said, 1);
  });
  const listen = () => {
    document.addEventListener('securitypolicyviolation', ({ target, effectiveDirective }) => {
      if (!effectiveDirective.startsWith('style-src')) return;
      // Of an element that is not in the page yet, the page itself is told.
      const element = target instanceof Element ? target : document.activeElement;
      const { longlineBreach } = globalThis as unknown as { longlineBreach(element: string, edited: boolean): void };
      const edited = element?.closest('.cm-content') ?? null;
      longlineBreach(element?.outerHTML.slice(0, 300) ?? 'the page', edited !== null);
    });
  };
  await page.addInitScript(listen);
  await page.evaluate(listen);
}
