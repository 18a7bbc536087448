// One window: sandboxed, isolated, shown when its page has something to show.

import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
import { pageUrl } from './origin.ts';

/** Opens a window on the page; `preloadPath` is the built preload. */
export function openWindow(preloadPath: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Longline',
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      // The spelling checker would download its dictionaries.
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  window.loadURL(pageUrl()).catch((thrown: unknown) => {
    // A window that is closed while it loads is no failure.
    if (!window.isDestroyed()) throw thrown;
  });
  return window;
}

/** The built preload, beside the built main process. */
export function builtPreload(): string {
  return join(import.meta.dirname, '../preload/preload.cjs');
}
