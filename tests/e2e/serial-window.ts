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
    page().on('console', (message) => {
      if (message.type() === 'error' || message.text().includes('Content Security Policy'))
        complaints.push(message.text());
    });
    page().on('pageerror', (error) => complaints.push(error.stack ?? error.message));
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
