// `app`: the life of the application. Quitting asks in Electron's order: before-quit, the windows, will-quit.

import { EventEmitter } from 'node:events';
import { allWindows, onLastWindowClosed } from './windows.ts';
import { mustBeReplaced, strict, type Members } from './strict.ts';
import { link } from './test-link.ts';

const paths = new Map<string, string>();

const members = Object.assign(new EventEmitter(), {
  isPackaged: false,
  enableSandbox(): void {},
  whenReady: () => Promise.resolve(),
  requestSingleInstanceLock: () => true,
  setPath(name: string, path: string): void {
    paths.set(name, path);
  },
  getPath(name: string): string {
    const path = paths.get(name);
    if (path === undefined) throw new Error(`The stand-in for Electron knows no path ${name}.`);
    return path;
  },
  quit,
  exit(code = 0): void {
    process.exit(code);
  },
  relaunch: mustBeReplaced('app.relaunch'),
} satisfies Members<typeof Electron.app>);

export const app = strict('app', members);

let quitting = false;

function quit(): void {
  if (!wouldGoOn('before-quit')) return;
  quitting = true;
  for (const window of allWindows()) window.destroy();
  quitting = false;
  if (wouldGoOn('will-quit')) {
    members.emit('quit', {}, 0);
    process.exit(0);
  }
}

function wouldGoOn(name: 'before-quit' | 'will-quit'): boolean {
  let goesOn = true;
  members.emit(name, {
    preventDefault() {
      goesOn = false;
    },
  });
  return goesOn;
}

onLastWindowClosed(() => {
  if (quitting) return;
  if (members.listenerCount('window-all-closed') === 0) quit();
  else members.emit('window-all-closed');
});

link.on('quit', () => quit());
