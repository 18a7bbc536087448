// Opens the one SQLite file of the store: its rights, its pragmas, and the refusal of files that are not ours or too new. Tables are
// migrations.ts's; what is stored in them is nobody's business here.

import Database from 'better-sqlite3';
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';
import { applicationId, migrate, schemaVersion } from './migrations.ts';
import { notADatabase, storageError, storeGone } from './storage-errors.ts';

export type Connection = Database.Database;

export const databaseFileName = 'longline.db';

const busyTimeoutMs = 5000;
/** From here on a writer that resets the log no longer corrupts it under a second connection. */
const leastSqliteVersion = [3, 51, 3] as const;
const fullSynchronous = 2;

/**
 * Opens or creates the database in a directory (0700, the file 0600), brings its tables up to date and gives back the connection.
 * Throws `storage.not_a_database`, `storage.newer`, `storage.corrupt`, `storage.read_only`, `storage.full`, `storage.busy` or
 * `storage.unavailable`; a file that is refused is left as it was.
 */
export function openDatabase(directory: string): Connection {
  const path = join(directory, databaseFileName);
  let connection: Connection | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    protectFile(path);
    connection = new Database(path, { timeout: busyTimeoutMs });
    assertVersion(connection);
    configure(connection, path);
    migrate(connection);
    return connection;
  } catch (thrown) {
    try {
      connection?.close();
    } catch {
      // What went wrong first says more than why the damaged file could not be closed.
    }
    throw storageError(thrown, path);
  }
}

/** Throws unless every commit of this connection reaches the disk. Asked after the first write, which is when SQLite may lower it. */
export function assertDurable(connection: Connection): void {
  const synchronous = connection.pragma('synchronous', { simple: true });
  if (synchronous !== fullSynchronous) {
    throw storeGone(
      `SQLite does not wait for the disk (synchronous is ${String(synchronous)}), so nothing can be promised.`,
    );
  }
}

function protectFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    // SQLite gives the log and the index beside it the rights of this file, so it must exist before SQLite opens it.
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  } else if (found.isDirectory()) throw notADatabase(path, 'is a folder');
  else if ((found.mode & 0o077) !== 0 && process.platform !== 'win32') chmodSync(path, 0o600);
}

function assertVersion(connection: Connection): void {
  const version = connection.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '0';
  const parts = version.split('.').map(Number);
  for (const [index, least] of leastSqliteVersion.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new LonglineError(
        'storage.unavailable',
        `SQLite ${version} can damage a database that two programs share.`,
        {
          action: `Install Longline again; it brings SQLite ${leastSqliteVersion.join('.')} or newer.`,
        },
      );
    }
  }
}

function configure(connection: Connection, path: string): void {
  const pragma = (source: string) => connection.pragma(source, { simple: true });
  // Before the first page is read, and before anything that could change a file of somebody else.
  pragma('trusted_schema=OFF');
  pragma('cell_size_check=ON');
  pragma('mmap_size=0');
  refuseForeign(connection, path);
  // Has effect only while there are no tables, and must come before the log.
  pragma('auto_vacuum=INCREMENTAL');
  const mode = retryWhileBusy(() => pragma('journal_mode=WAL'));
  if (mode !== 'wal')
    throw storeGone(`The database ${path} cannot keep a write-ahead log there (its mode is ${String(mode)}).`);
  // After WAL and on every connection: better-sqlite3's own default lowers it to NORMAL with the first write otherwise.
  pragma('synchronous=FULL');
  pragma('fullfsync=1');
  pragma('checkpoint_fullfsync=1');
  pragma('foreign_keys=ON');
  pragma('wal_autocheckpoint=1000');
  pragma('journal_size_limit=67108864');
  assertDurable(connection);
}

function refuseForeign(connection: Connection, path: string): void {
  const found = connection.pragma('application_id', { simple: true });
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (found === applicationId) {
    if (version <= schemaVersion) return;
    throw new LonglineError(
      'storage.newer',
      `The database ${path} was written by a newer Longline (version ${version} of its tables).`,
      {
        details: { path, found: version, supported: schemaVersion },
        action: 'Update Longline, or set LONGLINE_HOME to another folder; the file was left as it is.',
      },
    );
  }
  const objects = connection.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (found !== 0 || version !== 0 || objects !== 0) throw notADatabase(path, 'is a database of another program');
}

/** Switching a new file to its log is the one thing for which SQLite does not wait itself when two processes do it at once. */
function retryWhileBusy<Result>(attempt: () => Result): Result {
  const until = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      return attempt();
    } catch (thrown) {
      const busy = thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY');
      if (!busy || performance.now() > until) throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
