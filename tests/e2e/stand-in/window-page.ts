// One window of the stand-in: a page of the browser with the built preload in an isolated world. Its requests, its navigations and
// the windows it asks for are decided by the main process.

import { randomUUID } from 'node:crypto';
import type { BrowserContext, CDPSession, Page, Route } from '@playwright/test';
import { isStandIn, toBrowser, toElectron } from './address.ts';
import { decodeValue, encodeValue } from './codec.ts';
import type { Link } from './link.ts';
import { pageWorldScript, preloadWorldScript, type TestMessage, type WorldNames } from './worlds.ts';

export interface WindowToCreate {
  readonly windowId: number;
  readonly width: number;
  readonly height: number;
  /** Source text of the built preload. */
  readonly preload: string;
}

export interface WindowPage {
  readonly page: Page;
  /** Shows an address of the main process, as `loadURL` does. */
  load(url: string): Promise<void>;
  /** Gives a message to the preload; a page that is gone gets nothing. */
  send(channel: string, args: readonly unknown[]): void;
  close(): Promise<void>;
}

/** Opens a page that behaves as the window that the main process asked for. */
export async function openWindowPage(context: BrowserContext, link: Link, window: WindowToCreate): Promise<WindowPage> {
  const { windowId } = window;
  const page = await context.newPage();
  await page.setViewportSize({ width: window.width, height: window.height });
  const protocol = await context.newCDPSession(page);
  const secret = randomUUID().replaceAll('-', '');
  const names: WorldNames = {
    world: `preload-${secret}`,
    binding: `tell${secret}`,
    receive: `receive${secret}`,
    event: `world-${secret}-`,
  };
  const world = await openWorlds(protocol, names, window.preload, (message) => {
    const { frameUrl, channel } = message;
    const args = () => message.args.map((arg) => decodeValue(arg));
    switch (message.kind) {
      case 'navigated':
        link.tell('page.navigated', { windowId, url: toElectron(frameUrl) });
        break;
      case 'open':
        link.tell('page.asksToOpen', { windowId, url: toElectron(message.url) });
        break;
      case 'send':
        link.tell('ipc.send', { windowId, frameUrl: toElectron(frameUrl), channel, args: args() });
        break;
      case 'invoke':
        link.call('ipc.invoke', { windowId, frameUrl: toElectron(frameUrl), channel, args: args() }).then(
          (value) => world({ kind: 'invoked', id: message.id, value: encodeValue(value) }),
          (thrown: unknown) => world({ kind: 'invoked', id: message.id, error: String((thrown as Error).message) }),
        );
    }
  });

  let loading: string | undefined;
  await page.route('**/*', async (route) => {
    const url = toElectron(route.request().url());
    const own = isMainNavigation(route, page);
    const asked = own && url !== loading;
    if (own) loading = undefined;
    // A page that is closing takes its requests with it.
    await answer(route, link, windowId, asked).catch(() => {});
  });
  // Links with a target; `window.open` is the page world's. What the browser then opens is closed again (application.ts).
  protocol.on('Page.windowOpen', ({ url }) => link.tell('page.asksToOpen', { windowId, url: toElectron(url) }));
  page.on('close', () => link.tell('page.closed', { windowId }));

  return {
    page,
    async load(url) {
      loading = url;
      try {
        await page.goto(toBrowser(url), { waitUntil: 'load' });
      } catch (thrown) {
        await errorPageShown(page, thrown);
        throw thrown;
      }
    },
    send(channel, args) {
      world({ kind: 'message', channel, args: args.map((arg) => encodeValue(arg)) });
    },
    async close() {
      if (!page.isClosed()) await page.close();
    },
  };
}

interface WorldMessage {
  readonly kind: 'navigated' | 'open' | 'send' | 'invoke';
  readonly frameUrl: string;
  readonly url: string;
  readonly id: number;
  readonly channel: string;
  readonly args: readonly unknown[];
}

/** Puts both scripts into every document of the page; returns how to give the current document's preload a message. */
async function openWorlds(
  protocol: CDPSession,
  names: WorldNames,
  preload: string,
  heard: (message: WorldMessage) => void,
): Promise<(message: TestMessage) => void> {
  let current: number | undefined;
  protocol.on('Runtime.bindingCalled', (call) => {
    if (call.name !== names.binding) return;
    const message = JSON.parse(call.payload) as WorldMessage;
    if (message.kind === 'navigated') current = call.executionContextId;
    heard(message);
  });
  await protocol.send('Page.enable');
  await protocol.send('Runtime.enable');
  await protocol.send('Runtime.addBinding', { name: names.binding, executionContextName: names.world });
  await protocol.send('Page.addScriptToEvaluateOnNewDocument', { source: pageWorldScript(names) });
  await protocol.send('Page.addScriptToEvaluateOnNewDocument', {
    source: preloadWorldScript(names, preload),
    worldName: names.world,
  });
  return (message) => {
    if (current === undefined) return;
    protocol
      .send('Runtime.callFunctionOn', {
        functionDeclaration: `function (text) { globalThis[${JSON.stringify(names.receive)}](text); }`,
        executionContextId: current,
        arguments: [{ value: JSON.stringify(message) }],
        silent: true,
      })
      // The document that it was meant for is gone.
      .catch(() => {});
  };
}

/**
 * Resolves when the browser shows its own page about a load that failed. It navigates there after the failure is told, and that
 * navigation would end the next load. A load that was aborted leaves the page as it is.
 */
async function errorPageShown(page: Page, failure: unknown): Promise<void> {
  if (String(failure).includes('net::ERR_ABORTED')) return;
  // Rejects when the page is closed meanwhile.
  await page.waitForURL('chrome-error://chromewebdata/', { waitUntil: 'commit', timeout: 5000 }).catch(() => {});
}

function isMainNavigation(route: Route, page: Page): boolean {
  const request = route.request();
  return request.isNavigationRequest() && request.frame() === page.mainFrame();
}

async function answer(route: Route, link: Link, windowId: number, isAskedNavigation: boolean): Promise<void> {
  const request = route.request();
  const asked = { windowId, url: toElectron(request.url()), method: request.method(), headers: request.headers() };
  if (isAskedNavigation && !(await link.call<boolean>('page.mayNavigate', asked))) return await route.abort('aborted');
  if (await link.call<boolean>('request.isCancelled', asked)) return await route.abort('blockedbyclient');
  if (!isStandIn(request.url())) return await route.continue();
  const { status, headers, body } = await link.call<Served>('protocol.fetch', asked);
  await route.fulfill({ status, headers, body: Buffer.from(body) });
}

interface Served {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}
