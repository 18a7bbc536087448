// `webContents` of a window: what the main process may do with a page, and what the page asks it about.

import { EventEmitter } from 'node:events';
import { strict, type Members } from './strict.ts';
import { link } from './test-link.ts';

type OpenHandler = (details: { readonly url: string; readonly disposition: string }) => { readonly action: string };

export type Contents = ReturnType<typeof createContents>;

const all = new Map<number, Contents>();

/** The contents of an open window. */
export function contentsOf(windowId: number): Contents | undefined {
  return all.get(windowId);
}

/** The contents of a new window; a window and its contents share their id. */
export function createContents(windowId: number) {
  let url = '';
  let destroyed = false;
  let opening: OpenHandler = () => ({ action: 'allow' });
  // One object for the page's whole life, so that it can be compared with the frame that sent a message.
  const mainFrame = strict('webFrameMain', {
    get url() {
      return url;
    },
    get origin() {
      return originOf(url);
    },
  } satisfies Members<Electron.WebFrameMain>);

  const emitter = new EventEmitter();
  const members = Object.assign(emitter, {
    id: windowId,
    mainFrame,
    isDestroyed: () => destroyed,
    getURL: () => url,
    send(channel: string, ...args: unknown[]): void {
      if (destroyed) throw new TypeError('Object has been destroyed');
      link.tell('window.send', { windowId, channel, args });
    },
    setWindowOpenHandler(handler: OpenHandler): void {
      opening = handler;
    },
  } satisfies Members<Electron.WebContents>);

  const contents = strict('webContents', members);
  all.set(windowId, contents);
  inner.set(windowId, {
    navigated(to) {
      url = to;
      emitter.emit('did-navigate', {}, to);
    },
    mayNavigate(to) {
      return !isPrevented(emitter, 'will-frame-navigate', to) && !isPrevented(emitter, 'will-navigate', to);
    },
    asksToOpen(to) {
      const { action } = opening({ url: to, disposition: 'foreground-tab' });
      if (action !== 'deny') throw new Error('The stand-in for Electron has no windows that pages open.');
    },
    destroy() {
      if (destroyed) return;
      destroyed = true;
      all.delete(windowId);
      inner.delete(windowId);
      emitter.emit('destroyed');
    },
  });
  return contents;
}

/** The contents of a closed window are gone, and say so. */
export function destroyContents(windowId: number): void {
  inner.get(windowId)?.destroy();
}

interface Inner {
  navigated(url: string): void;
  mayNavigate(url: string): boolean;
  asksToOpen(url: string): void;
  destroy(): void;
}

const inner = new Map<number, Inner>();

/** Scheme and host; `new URL` knows no origin for schemes of one's own. */
export function originOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? 'null';
}

function isPrevented(emitter: EventEmitter, name: string, url: string): boolean {
  let prevented = false;
  const details = {
    url,
    isMainFrame: true,
    isSameDocument: false,
    preventDefault() {
      prevented = true;
    },
  };
  emitter.emit(name, details, url);
  return prevented;
}

interface Going {
  readonly windowId: number;
  readonly url: string;
}

link.on('page.navigated', ({ windowId, url }: Going) => inner.get(windowId)?.navigated(url));
link.on('page.mayNavigate', ({ windowId, url }: Going) => inner.get(windowId)?.mayNavigate(url) ?? false);
link.on('page.asksToOpen', ({ windowId, url }: Going) => inner.get(windowId)?.asksToOpen(url));
