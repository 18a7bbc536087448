// The store in a thread of its own, for hosts whose thread must never wait for the disk. Requests of one tick go over as one message;
// when the thread dies, every call that waits and every later one fails with `storage.unavailable`.

import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type ErrorEnvelope, fromEnvelope, LonglineError } from '../../shared/errors.ts';
import type { Reply, Request } from './core.ts';
import { storeGone } from './storage-errors.ts';
import { type Call, type Store, storeOver } from './store.ts';

export interface NumberedRequest extends Request {
  readonly id: number;
}

export type ToThread =
  | { readonly type: 'requests'; readonly requests: readonly NumberedRequest[] }
  | { readonly type: 'close' };

export type FromThread =
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly error: ErrorEnvelope }
  | { readonly type: 'replies'; readonly replies: readonly { readonly id: number; readonly reply: Reply }[] }
  | { readonly type: 'closed'; readonly error: ErrorEnvelope | null };

/** What a store needs of a thread; a Worker is one. */
export interface StoreThread {
  postMessage(message: ToThread): void;
  on(event: 'message', listener: (message: FromThread) => void): unknown;
  on(event: 'error', listener: (thrown: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  ref(): void;
  unref(): void;
}

/** Opens the store of a directory in a new thread. Errors as those of `openDatabase`. */
export function openInWorker(directory: string): Promise<Store> {
  return storeOnThread(new Worker(threadFile(), { workerData: { directory }, name: 'journal' }));
}

/** The store that a thread running journal-thread.ts serves, once it has opened its database. */
export function storeOnThread(thread: StoreThread): Promise<Store> {
  const opening = Promise.withResolvers<Store>();
  const closing = Promise.withResolvers<void>();
  closing.promise.catch(() => undefined);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let outgoing: NumberedRequest[] = [];
  let lastId = 0;
  let isClosing = false;
  let gone: LonglineError | undefined;

  const post = () => {
    const requests = outgoing;
    outgoing = [];
    if (gone === undefined && requests.length > 0) thread.postMessage({ type: 'requests', requests });
  };
  const call = (name: Request['name'], ...input: readonly unknown[]): Promise<unknown> => {
    if (gone !== undefined) return Promise.reject(gone);
    if (isClosing) return Promise.reject(storeGone('The store has been closed.'));
    lastId += 1;
    const settlers = Promise.withResolvers<unknown>();
    // Only a thread that owes an answer keeps the process alive.
    if (waiting.size === 0) thread.ref();
    waiting.set(lastId, settlers);
    if (outgoing.length === 0) setImmediate(post);
    outgoing.push({ id: lastId, name, input });
    return settlers.promise;
  };
  const settle = (id: number, reply: Reply) => {
    const settlers = waiting.get(id);
    waiting.delete(id);
    if (reply.ok) settlers?.resolve(reply.value);
    else settlers?.reject(fromEnvelope(reply.error));
    if (waiting.size === 0 && !isClosing) thread.unref();
  };
  const end = (why: LonglineError) => {
    if (gone !== undefined) return;
    gone = why;
    opening.reject(why);
    if (isClosing && waiting.size === 0) closing.resolve();
    else closing.reject(why);
    for (const settlers of waiting.values()) settlers.reject(why);
    waiting.clear();
  };
  const close = () => {
    if (gone !== undefined) return Promise.resolve();
    if (!isClosing) {
      post();
      isClosing = true;
      thread.ref();
      thread.postMessage({ type: 'close' });
    }
    return closing.promise;
  };

  thread.on('message', (message) => {
    switch (message.type) {
      case 'opened':
        thread.unref();
        opening.resolve(storeOver(call as Call, close));
        return;
      case 'refused':
        end(fromEnvelope(message.error));
        return;
      case 'replies':
        for (const { id, reply } of message.replies) settle(id, reply);
        return;
      case 'closed':
        if (message.error === null) closing.resolve();
        else closing.reject(fromEnvelope(message.error));
        return;
    }
  });
  thread.on('error', (thrown) => {
    end(
      storeGone(
        `The thread that holds the database failed (${thrown instanceof Error ? thrown.message : String(thrown)}).`,
      ),
    );
  });
  thread.on('exit', () =>
    end(storeGone(isClosing ? 'The store has been closed.' : 'The thread that holds the database has ended.')),
  );
  return opening.promise;
}

/** The thread's file: beside this one in the sources; in a build its own entry, which this code may be a chunk beneath. */
function threadFile(): URL {
  const places = ['./journal-thread.ts', './journal-thread.js', '../journal-thread.js'];
  const found = places.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url));
  if (found === undefined) {
    throw new LonglineError('storage.unavailable', 'The file of the thread that holds the database is missing.', {
      action: 'Build or install Longline again.',
    });
  }
  return found;
}
