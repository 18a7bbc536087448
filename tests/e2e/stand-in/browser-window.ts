// `BrowserWindow`: one page of the browser. A window that is not sandboxed and isolated is refused, because the page in the browser
// always is, and a test of it would prove nothing.

import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { app } from './app.ts';
import { permissionsOf } from './requests.ts';
import { strict, type Members } from './strict.ts';
import { link } from './test-link.ts';
import { contentsOf, createContents, destroyContents, type Contents } from './web-contents.ts';
import { addWindow, allWindows, removeWindow, type ListedWindow } from './windows.ts';

type Options = Electron.BrowserWindowConstructorOptions;

class Window extends EventEmitter implements ListedWindow, Members<Electron.BrowserWindow> {
  static #lastId = 0;

  static getAllWindows(): readonly ListedWindow[] {
    return allWindows();
  }

  static getFocusedWindow(): ListedWindow | null {
    return allWindows().at(-1) ?? null;
  }

  static fromWebContents(contents: Contents): ListedWindow | null {
    return allWindows().find((window) => window.id === contents.id) ?? null;
  }

  readonly id: number;
  readonly webContents: Contents;
  readonly #created: Promise<unknown>;
  #shown = false;
  #destroyed = false;

  constructor(options: Options = {}) {
    super();
    const preferences = options.webPreferences ?? {};
    refuseUnsafe(preferences);
    Window.#lastId += 1;
    this.id = Window.#lastId;
    this.webContents = createContents(this.id);
    const strictly = strict('BrowserWindow', this);
    addWindow(strictly);
    app.emit('web-contents-created', {}, this.webContents);
    this.#created = link.call('window.create', {
      windowId: this.id,
      width: options.width ?? 800,
      height: options.height ?? 600,
      preload: preferences.preload === undefined ? '' : readFileSync(preferences.preload, 'utf8'),
      permissions: permissionsOf(this.webContents),
    });
    // The failure is told by loadURL, which waits for this.
    this.#created.catch(() => {});
    // oxlint-disable-next-line no-constructor-return -- whoever makes a window gets the one that throws by name
    return strictly;
  }

  readonly loadURL = async (url: string): Promise<void> => {
    await this.#created;
    await link.call('window.load', { windowId: this.id, url });
    if (!this.#destroyed) this.emit('ready-to-show');
  };

  readonly show = (): void => {
    this.#shown = true;
  };
  readonly focus = (): void => {};
  readonly restore = (): void => {};
  readonly isVisible = (): boolean => this.#shown;
  readonly isMinimized = (): boolean => false;
  readonly isDestroyed = (): boolean => this.#destroyed;
  readonly close = (): void => {
    this.destroy();
  };

  readonly destroy = (): void => {
    if (this.#destroyed) return;
    this.#destroyed = true;
    link.tell('window.close', { windowId: this.id });
    destroyContents(this.id);
    this.emit('closed');
    removeWindow(this.id);
  };
}

export const BrowserWindow = Window;

/** The page was closed in the browser, as a person closes a window. */
link.on('page.closed', ({ windowId }: { readonly windowId: number }) => {
  if (contentsOf(windowId) === undefined) return;
  allWindows()
    .find((window) => window.id === windowId)
    ?.destroy();
});

function refuseUnsafe(preferences: Electron.WebPreferences): void {
  if (preferences.sandbox !== true || preferences.contextIsolation !== true) {
    throw new Error('The stand-in for Electron refuses a window without sandbox: true and contextIsolation: true.');
  }
  for (const name of [
    'nodeIntegration',
    'nodeIntegrationInWorker',
    'nodeIntegrationInSubFrames',
    'webviewTag',
  ] as const) {
    if (preferences[name] === true) throw new Error(`The stand-in for Electron refuses a window with ${name}.`);
  }
  if (preferences.webSecurity === false) throw new Error('The stand-in for Electron refuses webSecurity: false.');
}
