// The two that are compared: the real window of Longline, served by `longline serve` from a home of its own with the pipelines in its
// library, and a page with plain React Flow, built into a temporary folder. Both are opened in one Chromium, in panes of one size.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve, sep } from 'node:path';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { textOf } from '../../../src/main/hosts/pipeline-text.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { catalogWithTools } from '../../../src/shared/pipeline/kinds/index.ts';
import { chromiumFlags, findChromium, howToInstallChromium } from '../../e2e/chromium.ts';
import { startLongline } from '../../e2e/fixture.ts';
import { gridPipeline, titleOf } from './grid.ts';

/** A page under measurement, with the protocol session that its input comes from. */
export interface Contender {
  readonly name: 'longline' | 'plain';
  readonly page: Page;
  readonly session: CDPSession;
  /** Where its canvas is in the page, in CSS pixels. */
  readonly pane: Box;
  /** Milliseconds from the click that opens the pipeline to the first frame that shows its nodes. */
  readonly openMs: number;
  close(): Promise<void>;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Stage {
  openWindow(nodes: number): Promise<Contender>;
  /** With `ticks`, a status changes 50 times a second through the elements of React Flow. */
  openPlain(nodes: number, pane: Box, ticks?: boolean): Promise<Contender>;
  close(): Promise<void>;
}

const windowSize = { width: 1600, height: 1060 };

/** Starts browser and servers with pipelines of these sizes in the library. */
export async function startStage(sizes: readonly number[]): Promise<Stage> {
  const found = await findChromium();
  if (found === undefined) throw new Error(howToInstallChromium);
  const home = mkdtempSync(join(tmpdir(), 'longline-canvas-'));
  const browser = await chromium.launch({ executablePath: found.path, args: [...chromiumFlags] });
  const plain = await servePlain();
  await fillLibrary(home, sizes);
  return {
    openWindow: (nodes) => openWindow(browser, home, nodes),
    openPlain: (nodes, pane, ticks = false) => openPlain(browser, plain.url, { nodes, pane, ticks }),
    async close() {
      await browser.close();
      plain.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function fillLibrary(home: string, sizes: readonly number[]): Promise<void> {
  const store = await openStore(home, { thread: 'same' });
  const catalog = catalogWithTools([]);
  for (const nodes of sizes) {
    const document = gridPipeline(nodes);
    const fresh = { folder: null, entries: [], from: null, bindings: {}, label: null };
    await store.library.create({ id: `grid-${nodes}`, ...textOf(document, catalog), ...fresh });
  }
  await store.close();
}

// A window opens what was open when it was last left; here each begins with nothing.
async function forgetTabs(home: string): Promise<void> {
  const store = await openStore(home, { thread: 'same' });
  await store.changeSettings({ 'longline.session': null });
  await store.close();
}

async function openWindow(browser: Browser, home: string, nodes: number): Promise<Contender> {
  await forgetTabs(home);
  const longline = await startLongline(browser, 'serve', { home });
  const { page } = longline;
  await page.setViewportSize(windowSize);
  const entry = page.getByRole('treeitem', { name: new RegExp(`^${titleOf(nodes)}`) }).first();
  await entry.waitFor();
  const openMs = await timeToNodes(page, () => entry.click());
  await page.waitForTimeout(500);
  const pane = await page.locator('.react-flow').boundingBox();
  if (pane === null) throw new Error('The window shows no canvas.');
  const session = await page.context().newCDPSession(page);
  return { name: 'longline', page, session, pane, openMs, close: async () => void (await longline.close()) };
}

interface PlainOptions {
  readonly nodes: number;
  readonly pane: Box;
  readonly ticks: boolean;
}

async function openPlain(browser: Browser, url: string, { nodes, pane, ticks }: PlainOptions): Promise<Contender> {
  const context = await browser.newContext({
    viewport: { width: Math.round(pane.width), height: Math.round(pane.height) },
  });
  const page = await context.newPage();
  await page.goto(`${url}?nodes=${nodes}${ticks ? '&ticks=1' : ''}`);
  const openMs = await timeToNodes(page, () => page.locator('#open').click());
  await page.waitForTimeout(500);
  const session = await context.newCDPSession(page);
  return {
    name: 'plain',
    page,
    session,
    pane: { ...pane, x: 0, y: 0 },
    openMs,
    close: () => context.close(),
  };
}

// Nodes are shown when the first of them is in the page and visible, and the frame with it has been painted.
async function timeToNodes(page: Page, click: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const shown = () => {
      const node = document.querySelector('.react-flow__node');
      return node !== null && getComputedStyle(node).visibility === 'visible';
    };
    const state = { clicked: 0, done: 0 };
    Object.assign(globalThis, { longlineOpening: state });
    addEventListener('click', () => (state.clicked = performance.now()), { capture: true, once: true });
    const frame = () => {
      // Only a frame after the one that put them there is sure to have been painted.
      if (state.clicked > 0 && shown()) requestAnimationFrame(() => (state.done = performance.now()));
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await click();
  for (;;) {
    const { clicked, done } = await page.evaluate(
      () => (globalThis as unknown as { longlineOpening: { clicked: number; done: number } }).longlineOpening,
    );
    if (done > 0) return done - clicked;
    await page.waitForTimeout(50);
  }
}

async function servePlain(): Promise<{ readonly url: string; close(): void }> {
  const root = resolve(import.meta.dirname, 'plain');
  const folder = mkdtempSync(join(tmpdir(), 'longline-plain-'));
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [react()],
    build: { outDir: folder, emptyOutDir: false, minify: true },
  });
  const types: Readonly<Record<string, string>> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = resolve(folder, `.${path === '/' ? '/index.html' : path}`);
    try {
      if (!file.startsWith(folder + sep)) throw new Error('outside');
      const bytes = readFileSync(file);
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
