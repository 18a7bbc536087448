// The two scripts that make a page of the browser one with a preload: the preload runs in an isolated world, where `require` knows
// only 'electron', and what it exposes appears in the page's own world. The worlds share the DOM and nothing else, so they talk in
// events that carry text. The functions below are sent as source; each uses only its arguments, the codec and what a page has.

import { decodeValue, encodeValue } from './codec.ts';

export interface WorldNames {
  /** The isolated world's. */
  readonly world: string;
  /** The binding, visible in the isolated world only, that calls the test. */
  readonly binding: string;
  /** The function in the isolated world that the test calls. */
  readonly receive: string;
  /** The event that carries messages between the worlds. */
  readonly event: string;
}

/** What the test tells the isolated world. */
export type TestMessage =
  | { readonly kind: 'message'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'invoked'; readonly id: number; readonly value?: unknown; readonly error?: string };

/** The script for the page's own world. */
export function pageWorldScript(names: WorldNames): string {
  return `{${shared()}(${pageWorld.toString()})(${JSON.stringify(names)}, connectWorlds);}`;
}

/** The script for the isolated world, with the built preload in it. */
export function preloadWorldScript(names: WorldNames, preload: string): string {
  const run = `function (require, module, exports, process) {${preload}\n}`;
  return `{${shared()}(${preloadWorld.toString()})(${JSON.stringify(names)}, connectWorlds, ${run});}`;
}

function shared(): string {
  return [encodeValue, decodeValue, connectWorlds].map((part) => `${part.toString()};`).join('');
}

/** `error` is a message, without which it went well. */
interface WorldMessage {
  readonly kind: 'answer' | 'call' | 'settled' | 'expose' | 'open';
  readonly f?: number;
  readonly args?: readonly unknown[];
  readonly promise?: number;
  readonly value?: unknown;
  readonly error?: string;
  readonly name?: string;
  readonly url?: string;
}

interface OtherWorld {
  tell(message: WorldMessage): void;
  encode(value: unknown): unknown;
  decode(json: unknown): unknown;
}

/** Lets functions and promises of one world be used in the other. `heard` gets what is neither. */
function connectWorlds(
  event: string,
  here: string,
  there: string,
  heard: (message: WorldMessage, world: OtherWorld) => void,
): OtherWorld {
  const functions: ((...args: unknown[]) => unknown)[] = [];
  const promises = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>();
  let lastPromise = 0;
  let answer: WorldMessage = { kind: 'answer' };

  const tell = (message: WorldMessage): void => {
    window.dispatchEvent(new CustomEvent(event + there, { detail: JSON.stringify(message) }));
  };
  const encode = (value: unknown): unknown =>
    encodeValue(value, (special) => {
      if (typeof special === 'function') {
        functions.push(special as (...args: unknown[]) => unknown);
        return { f: functions.length - 1 };
      }
      lastPromise += 1;
      const promise = lastPromise;
      (special as Promise<unknown>).then(
        (resolved) => tell({ kind: 'settled', promise, value: encode(resolved) }),
        (reason: unknown) => tell({ kind: 'settled', promise, error: String((reason as Error)?.message ?? reason) }),
      );
      return { p: promise };
    });
  const decode = (json: unknown): unknown =>
    decodeValue(json, (reference) => {
      const { f, p } = reference as { f?: number; p?: number };
      if (p !== undefined) return new Promise((resolve, reject) => promises.set(p, { resolve, reject }));
      return (...args: unknown[]) => {
        tell({ kind: 'call', f: f ?? -1, args: args.map(encode) });
        const { error, value } = answer;
        if (error !== undefined) throw new Error(error);
        return decode(value);
      };
    });

  const world = { tell, encode, decode };
  window.addEventListener(event + here, (received) => {
    const message = JSON.parse((received as CustomEvent<string>).detail) as WorldMessage;
    if (message.kind === 'answer') {
      answer = message;
    } else if (message.kind === 'call') {
      try {
        const args = (message.args ?? []).map(decode);
        tell({ kind: 'answer', value: encode(functions[message.f ?? -1]?.(...args)) });
      } catch (thrown) {
        tell({ kind: 'answer', error: thrown instanceof Error ? thrown.message : String(thrown) });
      }
    } else if (message.kind === 'settled') {
      const waiting = promises.get(message.promise ?? -1);
      promises.delete(message.promise ?? -1);
      if (message.error === undefined) waiting?.resolve(decode(message.value));
      else waiting?.reject(new Error(message.error));
    } else {
      heard(message, world);
    }
  });
  return world;
}

function pageWorld(names: WorldNames, connect: typeof connectWorlds): void {
  if (window !== window.top) return;
  const preload = connect(names.event, 'page', 'preload', (message, world) => {
    const value = Object.freeze(world.decode(message.value));
    Object.defineProperty(window, message.name ?? '', { value, enumerable: true });
  });
  // A window that the main process denies is null to the page, and the stand-in has no others.
  window.open = (url = '') => {
    preload.tell({ kind: 'open', url: new URL(url, location.href).href });
    return null;
  };
}

function preloadWorld(
  names: WorldNames,
  connect: typeof connectWorlds,
  preload: (require: unknown, module: object, exports: object, process: object) => void,
): void {
  if (window !== window.top) return;
  const globals = globalThis as unknown as Record<string, (text: string) => void>;
  const page = connect(names.event, 'preload', 'page', ({ url }) => tell({ kind: 'open', url }));
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>();
  const invoked = new Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>();
  let lastInvoked = 0;

  const tell = (message: Record<string, unknown>): void => {
    globals[names.binding]?.(JSON.stringify({ ...message, frameUrl: location.href }));
  };
  globals[names.receive] = (text) => {
    const message = JSON.parse(text) as TestMessage;
    if (message.kind === 'invoked') {
      const waiting = invoked.get(message.id);
      invoked.delete(message.id);
      if (message.error === undefined) waiting?.resolve(decodeValue(message.value));
      else waiting?.reject(new Error(message.error));
      return;
    }
    const args = message.args.map((arg) => decodeValue(arg));
    for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...args);
  };

  const strictly = <T extends object>(name: string, members: T): T =>
    new Proxy(members, {
      get(target, property, receiver) {
        if (Reflect.has(target, property) || typeof property === 'symbol')
          return Reflect.get(target, property, receiver);
        throw new Error(`The stand-in for Electron has no ${name}.${property}.`);
      },
    });

  const ipcRenderer: object = strictly('ipcRenderer', {
    send(channel: string, ...args: unknown[]): void {
      tell({ kind: 'send', channel, args: args.map((arg) => encodeValue(arg)) });
    },
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        lastInvoked += 1;
        invoked.set(lastInvoked, { resolve, reject });
        tell({ kind: 'invoke', id: lastInvoked, channel, args: args.map((arg) => encodeValue(arg)) });
      });
    },
    on(channel: string, listener: (event: object, ...args: unknown[]) => void): object {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return ipcRenderer;
    },
    removeListener(channel: string, listener: (event: object, ...args: unknown[]) => void): object {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
  });

  const contextBridge = strictly('contextBridge', {
    exposeInMainWorld(name: string, value: unknown): void {
      page.tell({ kind: 'expose', name, value: page.encode(value) });
    },
  });

  const electron = strictly('electron', { contextBridge, ipcRenderer });
  const require = (name: string): object => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };

  // The main process hears of the new document before anything that the document says.
  tell({ kind: 'navigated' });
  const module = { exports: {} };
  preload(require, module, module.exports, {
    platform: 'linux',
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    env: {},
  });
}
