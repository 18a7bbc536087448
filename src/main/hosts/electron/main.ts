// The desktop host: one application, one engine, any number of windows on it. Everything that Longline does is the engine's; here
// is only what takes an Electron.

import { join } from 'node:path';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/websocket';
import { app, BrowserWindow, dialog } from 'electron';
import { toEnvelope } from '../../../shared/errors.ts';
import { createRouter } from '../rpc.ts';
import { guardAll } from './guards.ts';
import { setMenu } from './menu.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { acceptRpc, type RpcPort, type RpcReceiver } from './rpc-port.ts';
import { builtPreload, openWindow } from './window.ts';

// Tests and second installations bring a folder of their own; Chromium's profile then goes there too.
const home = process.env['LONGLINE_HOME'];
if (home !== undefined && home !== '') app.setPath('userData', join(home, 'window'));

if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  app.enableSandbox();
  registerPageScheme();
  app
    .whenReady()
    .then(run)
    .catch((thrown: unknown) => {
      const { message, action } = toEnvelope(thrown);
      dialog.showErrorBox('Longline could not start', action === undefined ? message : `${message}\n\n${action}`);
      app.exit(1);
    });
}

async function run(): Promise<void> {
  const { createEngine } = await import('../engine.ts');
  const engine = await createEngine({ host: 'desktop', chooseFolder });
  servePage(join(import.meta.dirname, '../renderer'));
  guardAll(app);
  const router = createRouter(engine) as AnyRouter;
  acceptRpc(receiverOf(new RPCHandler(router)), (sentence) => {
    process.stderr.write(`${sentence}\n`);
  });

  const open = (): void => {
    openWindow(builtPreload());
  };
  setMenu({ openWindow: open, developing: !app.isPackaged });
  app.on('second-instance', () => {
    const window = BrowserWindow.getAllWindows()[0];
    if (window === undefined) return open();
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  closeBeforeQuit(() => engine.close());
  open();
}

/** Runs are suspended and the journal is closed before the process ends; the second quit is the real one. */
function closeBeforeQuit(close: () => Promise<void>): void {
  let closed: Promise<void> | undefined;
  app.on('will-quit', (event) => {
    if (closed !== undefined) return;
    event.preventDefault();
    closed = close();
    closed.then(
      () => app.quit(),
      (thrown: unknown) => {
        process.stderr.write(`${toEnvelope(thrown).message}\n`);
        app.exit(1);
      },
    );
  });
}

/** The folder that a person chooses in the system's dialog, or null. */
async function chooseFolder(): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Choose a folder',
    properties: ['openDirectory'],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

type Handler = RPCHandler<Record<never, never>>;
type Socket = Parameters<Handler['message']>[0];

function receiverOf(handler: Handler): RpcReceiver {
  // Of the socket that it is given the handler uses `send` alone.
  const socket = (port: RpcPort): Socket => port as unknown as Socket;
  return {
    message: (port, message) => handler.message(socket(port), message as string | ArrayBuffer),
    close: (port) => handler.close(socket(port)),
  };
}
