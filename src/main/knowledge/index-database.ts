// The file behind one folder's index: two tables and a full-text index over them. It is a cache of the folder: whatever is wrong with it,
// it is thrown away and made again, in memory if need be, and nobody hears of it.

import Database from 'better-sqlite3';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

export type IndexConnection = Database.Database;

/** Changes whenever tables, tokenizing or the cutting of passages do; an index with another number is made anew. */
const indexVersion = 2;
const applicationId = 0x4c4c4958;
const busyTimeoutMs = 5000;

/** An index database at a path, made or remade as needed; in memory when the path is null or cannot be used. */
export function openIndex(path: string | null): IndexConnection {
  if (path === null) return prepared(':memory:');
  mkdirQuietly(dirname(path));
  try {
    return prepared(path);
  } catch (thrown) {
    if (!isBusy(thrown)) removeIndex(path);
  }
  try {
    return prepared(path);
  } catch {
    return prepared(':memory:');
  }
}

/** Deletes an index that is damaged. Must not throw. */
export function removeIndex(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    try {
      rmSync(`${path}${suffix}`, { force: true, recursive: true });
    } catch {
      // What cannot be deleted is not used either: openIndex then works in memory.
    }
  }
}

/** Whether an error came out of SQLite, so that the index and not the folder is at fault. */
export function isIndexFailure(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError;
}

/** Whether SQLite gave up waiting for another process. */
export function isBusy(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && /^SQLITE_(?:BUSY|LOCKED)/.test(thrown.code);
}

function prepared(path: string): IndexConnection {
  const connection = new Database(path, { timeout: busyTimeoutMs });
  try {
    connection.pragma('trusted_schema=OFF');
    connection.pragma('cell_size_check=ON');
    if (path !== ':memory:') {
      if (process.platform !== 'win32') chmodSync(path, 0o600);
      connection.pragma('journal_mode=WAL');
      connection.pragma('synchronous=NORMAL');
    }
    connection
      .transaction(() => {
        const id = connection.pragma('application_id', { simple: true });
        const version = connection.pragma('user_version', { simple: true });
        if (id === applicationId && version === indexVersion) return;
        if (id !== 0 || version !== 0) throw new Error('This index was written by another version.');
        connection.exec(tables);
        connection.pragma(`application_id=${applicationId}`);
        connection.pragma(`user_version=${indexVersion}`);
      })
      .immediate();
    return connection;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

function mkdirQuietly(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch {
    // Opening the database there fails next, and openIndex then works in memory.
  }
}

const tables = `
  CREATE TABLE file (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL, mtime_ms REAL NOT NULL, indexed_at_ms REAL NOT NULL,
    sha256 TEXT NOT NULL, title TEXT NOT NULL, date TEXT
  ) STRICT;
  CREATE TABLE passage (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES file(id), start INTEGER NOT NULL, stop INTEGER NOT NULL,
    heading TEXT, body TEXT NOT NULL, digest TEXT NOT NULL
  ) STRICT;
  CREATE INDEX passage_file ON passage(file);
  CREATE INDEX passage_digest ON passage(substr(digest, 1, 8));
  CREATE VIRTUAL TABLE term USING fts5(
    title, heading, body, paired_title, paired_heading, paired_body,
    content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2'
  );
`;
