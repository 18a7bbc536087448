// The module that the built main process gets for 'electron' in the stand-in: the part of Electron that Longline uses, with windows
// that are pages of a real browser. A name that is not exported here fails when the main process imports it.

import vm from 'node:vm';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu } from './menu.ts';
import { protocol, session } from './requests.ts';
import { mustBeReplaced, strict, type Members } from './strict.ts';
import { link } from './test-link.ts';

const dialog = strict('dialog', {
  showMessageBox: mustBeReplaced('dialog.showMessageBox'),
  showOpenDialog: mustBeReplaced('dialog.showOpenDialog'),
  showSaveDialog: mustBeReplaced('dialog.showSaveDialog'),
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`);
  },
} satisfies Members<typeof Electron.dialog>);

const shell = strict('shell', {
  openExternal: mustBeReplaced('shell.openExternal'),
} satisfies Members<typeof Electron.shell>);

export { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, shell };

const electron = { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, shell } satisfies Members<
  typeof Electron
>;

link.on('evaluate', ({ source, argument }: { readonly source: string; readonly argument: unknown }) => {
  const evaluated = vm.runInThisContext(`(${source})`) as (module: typeof electron, argument: unknown) => unknown;
  return evaluated(electron, argument);
});
