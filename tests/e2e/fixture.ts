// Starts Longline for a browser test, the same for both projects: `serve` is the browser host in Chromium, `desktop` is the built
// desktop application on Electron where its binary is installed and on the stand-in elsewhere. Each start has a home of its own.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, test as base, type Browser, type Page } from '@playwright/test';
import { chromiumFlags, findChromium, howToInstallChromium } from './chromium.ts';
import { launchStandIn, type DesktopApplication } from './stand-in/application.ts';

/** The folder with package.json, src and out. */
export const root = resolve(import.meta.dirname, '../..');

/** What really ran; a pass on the stand-in is not a pass on Electron. */
export type Shell = 'browser host' | 'electron' | 'stand-in';

export interface Longline {
  readonly page: Page;
  readonly shell: Shell;
  /** LONGLINE_HOME of this start. */
  readonly home: string;
  /** The desktop application; undefined for the browser host. */
  readonly desktop: DesktopApplication | undefined;
  /** What the main process or the server has printed so far. */
  printed(): string;
  /** Ends it as a person does; resolves with the exit code. */
  close(): Promise<number | null>;
  /** Ends the process as a power cut does, and leaves the page behind; only of the browser host. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** A home from an earlier start, to open the same library and journal again; by default a new one that is removed at the end. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Fixtures {
  /** Starts Longline; everything that was started ends with the test. */
  start: (options?: StartOptions) => Promise<Longline>;
  /** Longline, started once with a new home. */
  longline: Longline;
}

export const test = base.extend<Fixtures>({
  start: async ({ browser }, use, testInfo) => {
    const started: Longline[] = [];
    const homes: string[] = [];
    await use(async (options = {}) => {
      const home = options.home ?? (await mkdtemp(join(tmpdir(), 'longline-e2e-')));
      if (options.home === undefined) homes.push(home);
      const longline = await startLongline(browser, testInfo.project.name, { ...options, home });
      started.push(longline);
      testInfo.annotations.push({ type: 'shell', description: longline.shell });
      return longline;
    });
    for (const longline of started) await longline.close();
    const printed = started.map((longline) => longline.printed()).join('');
    if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('printed', { body: printed });
    for (const home of homes) await rm(home, { recursive: true, force: true });
  },
  longline: async ({ start }, use) => {
    await use(await start());
  },
  // Tests that only look at the page need not know where it comes from.
  page: async ({ longline }, use) => {
    await use(longline.page);
  },
  launchOptions: [
    async ({}, use) => {
      const found = await findChromium();
      if (found === undefined) throw new Error(howToInstallChromium);
      await use({ executablePath: found.path, args: [...chromiumFlags] });
    },
    { scope: 'worker' },
  ],
});

export { expect } from '@playwright/test';

/**
 * Starts Longline for the project `serve` or `desktop`. For suites that share one start between tests; others take the fixture
 * `longline`. Whoever calls it closes it.
 */
export async function startLongline(
  browser: Browser,
  project: string,
  options: StartOptions & { readonly home: string },
): Promise<Longline> {
  const env = environment(options);
  if (project === 'serve') return await startServe(browser, options.home, env);
  return await startDesktop(browser, options.home, env);
}

/** Electron's binary in this checkout, or undefined; never downloads it. */
export function electronBinary(): string | undefined {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const path = join(dist, readFileSync(pathFile, 'utf8'));
  return existsSync(path) ? path : undefined;
}

async function startServe(browser: Browser, home: string, env: Readonly<Record<string, string>>): Promise<Longline> {
  const printed: string[] = [];
  const server = spawn(process.execPath, [join(root, 'bin/longline.mjs'), 'serve', '--port', '0', '--json'], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((done) => server.once('exit', (code) => done(code)));
  server.stderr.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const started = new Promise<string>((done) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      printed.push(`${line}\n`);
      const url = startedUrl(line);
      if (url !== undefined) done(url);
    });
  });
  const url = await Promise.race([started, exited]);
  if (typeof url !== 'string') throw new Error(`longline serve ended with exit code ${url}: ${printed.join('')}`);

  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  return {
    page,
    shell: 'browser host',
    home,
    desktop: undefined,
    printed: () => printed.join(''),
    async kill() {
      server.kill('SIGKILL');
      await exited;
    },
    async close() {
      await context.close().catch(() => undefined);
      server.kill('SIGTERM');
      const timer = setTimeout(() => server.kill('SIGKILL'), 15_000);
      const code = await exited;
      clearTimeout(timer);
      return code;
    },
  };
}

function startedUrl(line: string): string | undefined {
  const said = JSON.parse(line) as { readonly type?: string; readonly url?: string };
  return said.type === 'serve.started' ? said.url : undefined;
}

async function startDesktop(browser: Browser, home: string, env: Readonly<Record<string, string>>): Promise<Longline> {
  const printed: string[] = [];
  const print = (text: string): void => {
    printed.push(text);
  };
  const binary = electronBinary();
  const desktop =
    binary === undefined
      ? await launchStandIn({ browser, root, env, print })
      : await launchElectron(binary, env, print);
  let closed: Promise<number | null> | undefined;
  const page = await desktop.firstWindow().catch((thrown: Error) => {
    throw new Error(`${thrown.message} ${printed.join('')}`, { cause: thrown });
  });
  return {
    page,
    shell: binary === undefined ? 'stand-in' : 'electron',
    home,
    desktop,
    printed: () => printed.join(''),
    kill: () => Promise.reject(new Error('Only the browser host is a process of its own.')),
    close: () => (closed ??= desktop.close()),
  };
}

/** The same interface over Playwright's own. */
async function launchElectron(
  binary: string,
  env: Readonly<Record<string, string>>,
  print: (text: string) => void,
): Promise<DesktopApplication> {
  // Chromium refuses to start its sandbox as root, which is what containers run as.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const application = await _electron.launch({ executablePath: binary, args: [...asRoot, root], cwd: root, env });
  const child = application.process();
  child.stdout?.on('data', (bytes: Buffer) => print(bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => print(bytes.toString()));
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  return {
    firstWindow: () => application.firstWindow(),
    windows: () => application.windows(),
    evaluate: (run, argument) => application.evaluate(run as never, argument as never) as never,
    async close() {
      await application.close();
      return await exited;
    },
  };
}

/** This process's environment without anything of Longline's own, and the home of this start. */
function environment(options: StartOptions & { readonly home: string }): Readonly<Record<string, string>> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('LONGLINE_'),
  );
  return { ...Object.fromEntries(inherited), LONGLINE_HOME: options.home, ...options.env };
}
