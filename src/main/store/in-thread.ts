// The store in the calling thread, for the command line: everything asked for in one tick is performed together after it. Waiting for
// the disk blocks this thread, so hosts with a window or a server use in-worker.ts.

import { setImmediate } from 'node:timers';
import { fromEnvelope } from '../../shared/errors.ts';
import { openCore, type Reply, type Request, type StoreCore } from './core.ts';
import { storeGone } from './storage-errors.ts';
import { type Call, type Store, storeOver } from './store.ts';

interface Waiting {
  readonly request: Request;
  readonly settle: (reply: Reply) => void;
}

/** Opens the store of a directory in this thread. Throws as `openDatabase` does. */
export function openInThread(directory: string): Store {
  return storeInThread(openCore(directory));
}

/** The store whose operations are performed in this thread. */
export function storeInThread(core: StoreCore): Store {
  let waiting: Waiting[] = [];
  let closing: Promise<void> | undefined;

  const flush = () => {
    const batch = waiting;
    waiting = [];
    const replies = core.perform(batch.map(({ request }) => request));
    batch.forEach(({ settle }, index) => settle(replies[index] as Reply));
  };
  const ask = (request: Request): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({
        request,
        settle: (reply) => (reply.ok ? resolve(reply.value) : reject(fromEnvelope(reply.error))),
      });
    });
  const call = (name: Request['name'], ...input: readonly unknown[]) =>
    closing === undefined ? ask({ name, input }) : Promise.reject(storeGone('The store has been closed.'));

  return storeOver(call as Call, () => {
    closing ??= new Promise((resolve, reject) => {
      // Queued after the flush of what was asked before.
      setImmediate(() => {
        try {
          core.close();
          resolve();
        } catch (thrown) {
          reject(thrown as Error);
        }
      });
    });
    return closing;
  });
}
