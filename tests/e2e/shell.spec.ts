// What holds of the shell around the page, whatever the page contains: nothing of Node in it, one bridge, no way out. Which shell
// ran is in each test's annotations. What the page itself does is window.spec.ts's.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, startLongline, test, type Longline } from './fixture.ts';
import type { DesktopApplication } from './stand-in/application.ts';

/** What the page has on its window in the desktop application. */
interface Bridge {
  readonly platform: string;
  send(message: unknown): void;
  onMessage(receive: (message: string) => void): () => void;
}

/** Seen by every request that leaves the page for a server that is not Longline's. */
interface Sink {
  readonly url: string;
  readonly requests: string[];
  readonly server: Server;
}

let longline: Longline;
let home: string;
let sink: Sink;

test.beforeAll(async ({ browser }, testInfo) => {
  home = await mkdtemp(join(tmpdir(), 'longline-e2e-'));
  longline = await startLongline(browser, testInfo.project.name, { home });
  sink = await openSink();
});

test.afterAll(async () => {
  await longline?.close();
  sink?.server.close();
  await rm(home, { recursive: true, force: true });
});

test.beforeEach(({}, testInfo) => {
  testInfo.annotations.push({ type: 'shell', description: longline.shell });
});

test('the page sees nothing of Node and at most one object of the shell', async () => {
  const seen = await longline.page.evaluate(() => {
    const names = [
      'require',
      'module',
      'exports',
      'process',
      'Buffer',
      'global',
      'electron',
      'ipcRenderer',
      '__dirname',
    ];
    const bridge = (window as { longline?: Bridge }).longline;
    return {
      ofNode: names.filter((name) => name in globalThis),
      bridge: bridge === undefined ? null : { names: Object.keys(bridge).toSorted(), frozen: Object.isFrozen(bridge) },
    };
  });
  expect(seen.ofNode).toEqual([]);
  if (longline.desktop === undefined) expect(seen.bridge).toBeNull();
  else expect(seen.bridge).toEqual({ names: ['onMessage', 'platform', 'send'], frozen: true });
});

test('the page cannot run text as code', async () => {
  const tried = await longline.page.evaluate(async () => {
    const attempts: Record<string, () => unknown> = {
      // oxlint-disable-next-line no-eval -- that it is refused is the point
      eval: () => eval('1'),
      // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- as above
      function: () => new Function('return 1')(),
      'inline script': () => {
        const script = document.createElement('script');
        script.textContent = 'window.inlineRan = true';
        document.head.append(script);
        return (window as { inlineRan?: boolean }).inlineRan ?? Promise.reject(new Error('refused'));
      },
      'inline style': () => {
        const style = document.createElement('style');
        style.textContent = 'body { outline-color: rgb(1, 2, 3) }';
        document.head.append(style);
        return getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)' || Promise.reject(new Error('refused'));
      },
      'markup with a listener': () => {
        document.createElement('div').innerHTML = '<img src="x:" onerror="window.inlineRan = true">';
      },
    };
    const outcomes: Record<string, string> = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      // From a task of the page's own: what the test runs directly is excused from the policy.
      outcomes[name] = await new Promise<string>((resolve) => {
        setTimeout(() => {
          Promise.resolve()
            .then(attempt)
            .then(
              () => resolve('ran'),
              () => resolve('refused'),
            );
        });
      });
    }
    return outcomes;
  });
  expect(tried).toEqual({
    eval: 'refused',
    function: 'refused',
    'inline script': 'refused',
    'inline style': 'refused',
    'markup with a listener': 'refused',
  });
});

test('the policy of the page refuses every way to a server that is not its own', async () => {
  const outcome = await longline.page.evaluate(async (url) => {
    // The browser has walls of its own between a page and this machine, so what counts is what the policy says it refused.
    const refused: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      refused.push(`${effectiveDirective} ${new URL(blockedURI).pathname}`);
    });
    const image = new Promise<string>((resolve) => {
      const element = new Image();
      element.addEventListener('load', () => resolve('loaded'));
      element.addEventListener('error', () => resolve('refused'));
      element.src = `${url}image`;
    });
    const socket = new Promise<string>((resolve) => {
      try {
        const opened = new WebSocket(`${url.replace('http', 'ws')}socket`);
        opened.addEventListener('open', () => resolve('open'));
        opened.addEventListener('error', () => resolve('refused'));
      } catch {
        resolve('refused');
      }
    });
    const fetched = fetch(`${url}fetch`, { mode: 'no-cors' }).then(
      () => 'answered',
      () => 'refused',
    );
    const ends = await Promise.all([fetched, image, socket]);
    return { ends, refused: refused.toSorted() };
  }, sink.url);
  expect(outcome).toEqual({
    ends: ['refused', 'refused', 'refused'],
    refused: ['connect-src /fetch', 'connect-src /socket', 'img-src /image'],
  });
  expect(sink.requests).toEqual([]);
});

test.describe('of the desktop application', () => {
  test.beforeEach(({}, testInfo) => {
    testInfo.skip(longline.desktop === undefined, 'The browser host leaves these to the browser.');
  });

  test('a link to a new window opens none, and an https address is offered to the browser after a question', async () => {
    const desktop = desktopOf(longline);
    await recordExternal(desktop, 0);
    await askToOpen('https://example.org/a?b=c#d');
    await expect
      .poll(() => recordedExternal(desktop))
      .toEqual({
        asked: ['https://example.org/a?b=c#d'],
        opened: ['https://example.org/a?b=c#d'],
      });
    expect(desktop.windows()).toHaveLength(1);
  });

  test('a link with a target is treated as a window that the page opens', async () => {
    const desktop = desktopOf(longline);
    await recordExternal(desktop, 0);
    await longline.page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: 'https://example.org/link', target: '_blank' });
      link.rel = 'noopener';
      document.body.append(link);
      link.click();
      link.remove();
    });
    await expect
      .poll(() => recordedExternal(desktop))
      .toEqual({ asked: ['https://example.org/link'], opened: ['https://example.org/link'] });
    await expect.poll(() => longline.page.context().pages().length).toBe(desktop.windows().length);
  });

  test('an address that the person does not want is not opened', async () => {
    const desktop = desktopOf(longline);
    await recordExternal(desktop, 1);
    await askToOpen('https://example.org/unwanted');
    await expect.poll(() => recordedExternal(desktop)).toEqual({ asked: ['https://example.org/unwanted'], opened: [] });
  });

  test('nothing but https is offered to the browser', async () => {
    const desktop = desktopOf(longline);
    await recordExternal(desktop, 0);
    const refused = [
      'http://example.org/',
      `${sink.url}window`,
      'ftp://example.org/',
      'mailto:someone@example.org',
      'https://someone:secret@example.org/',
      'vscode://file/etc/passwd',
    ];
    for (const url of refused) await askToOpen(url);
    // Questions come in the order of the attempts, so the one for this address is the first if the others were dropped.
    await askToOpen('https://example.org/last');
    await expect
      .poll(() => recordedExternal(desktop))
      .toEqual({
        asked: ['https://example.org/last'],
        opened: ['https://example.org/last'],
      });
    expect(sink.requests).toEqual([]);
  });

  test('a foreign name is shown in its ASCII form before it is opened', async () => {
    const desktop = desktopOf(longline);
    await recordExternal(desktop, 1);
    await askToOpen('https://\u0430pple.com/');
    await expect.poll(() => recordedExternal(desktop)).toEqual({ asked: ['https://xn--pple-43d.com/'], opened: [] });
  });

  test('the page cannot leave its own address', async () => {
    const desktop = desktopOf(longline);
    const before = longline.page.url();
    await desktop.evaluate(({ BrowserWindow }) => {
      const record = globalThis as { navigations?: string[] };
      record.navigations = [];
      BrowserWindow.getAllWindows()[0]?.webContents.on('will-frame-navigate', ({ url }) =>
        record.navigations?.push(url),
      );
    }, null);
    await longline.page.evaluate((url) => {
      // A mark that a new document would not have.
      (window as { mark?: string }).mark = 'here';
      location.href = `${url}navigation`;
    }, sink.url);
    const tried = () => desktop.evaluate(() => (globalThis as { navigations?: string[] }).navigations ?? [], null);
    await expect.poll(tried).toEqual([`${sink.url}navigation`]);
    expect(await longline.page.evaluate(() => (window as { mark?: string }).mark)).toBe('here');
    expect(longline.page.url()).toBe(before);
    expect(sink.requests).toEqual([]);
  });

  test('a request that no policy of the page covers is cancelled before it leaves', async ({ start }) => {
    const { desktop } = await start();
    const load = (url: string): Promise<string> | undefined =>
      desktop?.evaluate(async ({ BrowserWindow }, address) => {
        try {
          await BrowserWindow.getAllWindows()[0]?.loadURL(address);
          return 'loaded';
        } catch {
          return 'cancelled';
        }
      }, url);
    expect(await load(`${sink.url}load`)).toBe('cancelled');
    expect(sink.requests).toEqual([]);
    // What belongs to the page loads.
    expect(await load('app://longline/')).toBe('loaded');
    // The sink is there.
    await fetch(`${sink.url}control`);
    expect(sink.requests.splice(0)).toEqual(['/control']);
  });

  test('the page gets no permission but to put text on the clipboard', async () => {
    const states = await longline.page.evaluate(async () => {
      const names = ['geolocation', 'notifications'] as const;
      return await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
    });
    expect(states).toEqual(['denied', 'denied']);
  });

  test('a message is answered only when it comes from the main frame of the page', async () => {
    const desktop = desktopOf(longline);
    await longline.page.evaluate(() => {
      const recorder = window as unknown as { longline: Bridge; answers: string[] };
      recorder.answers = [];
      recorder.longline.onMessage((message) => recorder.answers.push(message));
    });
    const printedBefore = longline.printed().length;
    await desktop.evaluate(({ BrowserWindow, ipcMain }) => {
      const sender = BrowserWindow.getAllWindows()[0]?.webContents;
      const send = (senderFrame: unknown, message: unknown): unknown =>
        ipcMain.emit('rpc', { sender, senderFrame }, message);
      send({ url: 'https://example.org/' }, '{"i":"elsewhere","p":{"u":"/nothing"}}');
      send({ url: sender?.mainFrame.url }, '{"i":"inner-frame","p":{"u":"/nothing"}}');
      send(null, '{"i":"no-frame","p":{"u":"/nothing"}}');
      send(sender?.mainFrame, { i: 'object', p: { u: '/nothing' } });
      send(sender?.mainFrame, '{"i":"too-large","p":{"u":"/nothing"}}'.padEnd(33 * 1024 * 1024));
    }, null);
    // Neither text nor calls that make no sense end anything.
    for (const message of ['{not json', '[]', '{"i":"own","p":{"u":"/nothing"}}']) {
      await longline.page.evaluate((text) => (window as unknown as { longline: Bridge }).longline.send(text), message);
    }
    const answers = () => longline.page.evaluate(() => (window as unknown as { answers: string[] }).answers);
    await expect.poll(async () => (await answers()).filter((answer) => answer.includes('"own"'))).toHaveLength(1);
    const all = (await answers()).join('\n');
    for (const id of ['elsewhere', 'inner-frame', 'no-frame', 'object', 'too-large']) expect(all).not.toContain(id);
    await expect
      .poll(
        () =>
          longline
            .printed()
            .slice(printedBefore)
            .match(/was refused/g)?.length,
      )
      .toBe(5);
  });

  test('a second window works beside the first, and closing it leaves the first', async () => {
    const desktop = desktopOf(longline);
    await desktop.evaluate(({ Menu }) => {
      const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'File');
      file?.submenu?.items.find(({ label }) => label === 'New Window')?.click();
    }, null);
    await expect.poll(() => desktop.windows().length).toBe(2);
    const second = desktop.windows()[1];
    await expect(second?.locator('#root > *').first() ?? longline.page.locator('none')).toBeAttached();
    await second?.close();
    await expect.poll(() => desktop.windows().length).toBe(1);
    expect(await longline.page.title()).toBe('Longline');
  });

  test('quitting ends it with exit code 0, and its home opens again', async ({ start }) => {
    const first = await start();
    expect(await first.close()).toBe(0);
    const again = await start({ home: first.home });
    await expect(again.page.locator('#root > *').first()).toBeAttached();
  });
});

function desktopOf(running: Longline): DesktopApplication {
  if (running.desktop === undefined) throw new Error('Not the desktop application.');
  return running.desktop;
}

/** Replaces the system's question, answered with `button`, and its browser by a record of both. */
async function recordExternal(desktop: DesktopApplication, button: number): Promise<void> {
  await desktop.evaluate(({ dialog, shell }, response) => {
    const record = globalThis as unknown as { external: object };
    const external = { asked: [] as string[], opened: [] as string[] };
    record.external = external;
    dialog.showMessageBox = ((options: { detail: string }) => {
      external.asked.push(options.detail);
      return Promise.resolve({ response, checkboxChecked: false });
    }) as never;
    shell.openExternal = (url) => {
      external.opened.push(url);
      return Promise.resolve();
    };
  }, button);
}

async function recordedExternal(desktop: DesktopApplication): Promise<unknown> {
  return await desktop.evaluate(() => (globalThis as { external?: unknown }).external, null);
}

/** Opens a window from the page and waits until it is clear that there is none. */
async function askToOpen(url: string): Promise<void> {
  const opened = await longline.page.evaluateHandle((address) => ({ window: window.open(address) }), url);
  await expect.poll(() => opened.evaluate((result) => result.window === null || result.window.closed)).toBe(true);
}

async function openSink(): Promise<Sink> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests, server };
}
