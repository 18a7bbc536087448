// Starts the built, unmodified main process on Node with a stand-in for 'electron' and shows its windows as pages of a real browser.
// What it cannot show: packaging, the system's dialogs and keychain, native menus, Chromium's own handling of schemes and permissions.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { toBrowser } from './address.ts';
import { createLink, type Link } from './link.ts';
import { openWindowPage, type WindowPage, type WindowToCreate } from './window-page.ts';

/** A running desktop application, on Electron or on the stand-in. */
export interface DesktopApplication {
  firstWindow(): Promise<Page>;
  /** The pages of the open windows, oldest first. */
  windows(): readonly Page[];
  /** Runs a function, which may use nothing but its arguments, in the main process. */
  evaluate<Answer, Argument>(
    run: (electron: typeof Electron, argument: Argument) => Answer | Promise<Answer>,
    argument: Argument,
  ): Promise<Answer>;
  /** Quits as a person does; resolves with the exit code. */
  close(): Promise<number | null>;
}

export interface StandInOptions {
  readonly browser: Browser;
  /** The folder with package.json and out. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets what the main process prints. */
  readonly print: (text: string) => void;
}

/** Starts the application; resolves when the main process runs, before it has a window. */
export async function launchStandIn(options: StandInOptions): Promise<DesktopApplication> {
  const context = await options.browser.newContext();
  await refusePopups(context);
  // From here on nothing waits: the main process asks for its window as soon as it runs, and somebody must answer.
  const register = new URL('register.ts', import.meta.url).href;
  const child = fork(join(options.root, 'out/main/index.js'), {
    cwd: options.root,
    env: options.env,
    execArgv: ['--import', register],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => options.print(text));
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const link = createLink({
    send: (message) => {
      // A process that is ending no longer reads; whoever waits for its answer hears of the end (below).
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage: (receive) => {
      child.on('message', receive);
    },
  });
  void exited.then((code) => link.fail(`The main process ended with exit code ${code}.`));

  const windows = serveWindows(context, link);
  return {
    async firstWindow() {
      const first = await Promise.race([windows.first, exited]);
      if (typeof first !== 'object' || first === null)
        throw new Error(`The main process ended with exit code ${first}.`);
      return first.page;
    },
    windows: () => [...windows.open.values()].map(({ page }) => page),
    evaluate: (run, argument) => link.call('evaluate', { source: run.toString(), argument }),
    async close() {
      link.tell('quit', null);
      const code = await withDeadline(exited, child);
      await context.close();
      return code;
    },
  };
}

/** A page that a link opened is closed before it has loaded anything: the main process has denied it. */
async function refusePopups(context: BrowserContext): Promise<void> {
  // Windows of the application have routes of their own, which come first.
  await context.route('**/*', (route) => route.abort('blockedbyclient'));
  context.on('page', (page) => {
    const closePopup = async (): Promise<void> => {
      if ((await page.opener()) !== null) await page.close();
    };
    // Rejects when it is closed already.
    closePopup().catch(() => {});
  });
}

function serveWindows(context: BrowserContext, link: Link) {
  const open = new Map<number, WindowPage>();
  let showFirst: (window: WindowPage) => void;
  const first = new Promise<WindowPage>((resolve) => {
    showFirst = resolve;
  });
  link.on('window.create', async (window: WindowToCreate & { readonly permissions: readonly string[] }) => {
    const granted = window.permissions.map((name) => (name === 'clipboard-sanitized-write' ? 'clipboard-write' : name));
    await context.grantPermissions(granted, { origin: new URL(toBrowser('app://longline/')).origin });
    open.set(window.windowId, await openWindowPage(context, link, window));
  });
  link.on('window.load', async ({ windowId, url }: { readonly windowId: number; readonly url: string }) => {
    const window = open.get(windowId);
    await window?.load(url);
    if (window !== undefined) showFirst(window);
  });
  link.on('window.send', (sent: { readonly windowId: number; readonly channel: string; readonly args: unknown[] }) => {
    open.get(sent.windowId)?.send(sent.channel, sent.args);
  });
  link.on('window.close', async ({ windowId }: { readonly windowId: number }) => {
    const window = open.get(windowId);
    open.delete(windowId);
    await window?.close();
  });
  return { open, first };
}

/** The exit code, or null after the process had to be killed. */
async function withDeadline(exited: Promise<number | null>, child: ChildProcess): Promise<number | null> {
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  try {
    return await exited;
  } finally {
    clearTimeout(timer);
  }
}
