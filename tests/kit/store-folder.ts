// Temporary data directories for tests of the store, with a second connection that does to the file what no store would.

import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseFileName } from '../../src/main/store/database.ts';
import { openStore } from '../../src/main/store/open.ts';
import type { Store } from '../../src/main/store/store.ts';

export interface StoreFolder {
  readonly directory: string;
  readonly file: string;
  /** Opens a store here that `remove` closes. */
  open(thread?: 'same' | 'worker'): Promise<Store>;
  /** Runs a function on a raw connection to the file. */
  raw<Result>(work: (connection: Database.Database) => Result): Result;
  expireLeases(): Promise<void>;
  /** Closes what was opened and removes the folder. */
  remove(): Promise<void>;
}

export function storeFolder(): StoreFolder {
  const directory = mkdtempSync(join(tmpdir(), 'longline-store-'));
  const file = join(directory, databaseFileName);
  const opened: Store[] = [];
  const raw = <Result>(work: (connection: Database.Database) => Result): Result => {
    const connection = new Database(file);
    try {
      return work(connection);
    } finally {
      connection.close();
    }
  };
  return {
    directory,
    file,
    async open(thread = 'same') {
      const store = await openStore(directory, { thread });
      opened.push(store);
      return store;
    },
    raw,
    async expireLeases() {
      raw((connection) => connection.exec('UPDATE run SET leaseUntil = 0'));
    },
    async remove() {
      await Promise.allSettled(opened.map((store) => store.close()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
