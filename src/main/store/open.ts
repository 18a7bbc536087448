// The door to the store: one function that opens it in the thread that the host wants. Nothing else of this folder is needed outside,
// except types and the data directory.

import type { Store } from './store.ts';

export interface OpenOptions {
  /** `same`: in the calling thread, which then waits for the disk; `worker`: in a thread of its own. */
  readonly thread: 'same' | 'worker';
}

/**
 * Opens the store in a directory, which is created when it is missing. Errors: `storage.not_a_database`, `storage.newer`,
 * `storage.corrupt`, `storage.read_only`, `storage.full`, `storage.busy`, `storage.unavailable`.
 */
export async function openStore(directory: string, options: OpenOptions): Promise<Store> {
  switch (options.thread) {
    case 'same':
      return (await import('./in-thread.ts')).openInThread(directory);
    case 'worker':
      return await (await import('./in-worker.ts')).openInWorker(directory);
  }
}
