// The one place where errors of SQLite and of the file system become Longline's `storage.*` errors, each with what to do next.
// Everything in the store throws through here; a LonglineError passes unchanged.

import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';

/**
 * The LonglineError for anything thrown while working on the database at `path`: `storage.full`, `storage.busy` (retryable),
 * `storage.read_only`, `storage.corrupt`, `storage.io`, `storage.not_a_database` or `storage.unavailable`.
 */
export function storageError(thrown: unknown, path: string): LonglineError {
  if (thrown instanceof LonglineError) return thrown;
  const code = errorCode(thrown);
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const because = { details: { path, cause: code ?? said }, cause: thrown };
  switch (kindOf(code, path)) {
    case 'full':
      return new LonglineError('storage.full', `There is no space left for the database ${path}.`, {
        ...because,
        action: 'Free some disk space and try again; everything recorded so far is safe.',
      });
    case 'busy':
      return new LonglineError('storage.busy', `Another program kept the database ${path} locked for too long.`, {
        ...because,
        retryable: true,
        action: 'Try again in a moment; if it stays so, close other programs that have the file open.',
      });
    case 'read-only':
      return new LonglineError('storage.read_only', `The database ${path} cannot be written.`, {
        ...because,
        action: 'Give your user the right to write the file and its folder, or set LONGLINE_HOME to another folder.',
      });
    case 'corrupt':
      return new LonglineError('storage.corrupt', `The database ${path} is damaged (${said}).`, {
        ...because,
        action:
          'Restore the file from a backup, or move it away to begin with an empty one; nothing in it was changed.',
      });
    case 'io':
      return new LonglineError('storage.io', `The disk failed while the database ${path} was used (${said}).`, {
        ...because,
        action: 'Look after the disk; then go on with the run, everything recorded so far is safe.',
      });
    case 'not-a-database':
      return notADatabase(path, 'is not a database of Longline');
    case 'other':
      return new LonglineError('storage.unavailable', `The database ${path} could not be used (${said}).`, {
        ...because,
        action: 'Look at what the message says about the file or its folder, then start again.',
      });
  }
}

/** `storage.not_a_database` for a file that belongs to something else. */
export function notADatabase(path: string, what: string): LonglineError {
  return new LonglineError('storage.not_a_database', `The file ${path} ${what}.`, {
    details: { path },
    action: 'Move the file away or set LONGLINE_HOME to another folder; it was left as it is.',
  });
}

/** `storage.unavailable` for a store that has been closed or whose thread has ended. */
export function storeGone(what: string): LonglineError {
  return new LonglineError('storage.unavailable', what, {
    action: 'Start Longline again; everything that was recorded is kept.',
  });
}

type Kind = 'full' | 'busy' | 'read-only' | 'corrupt' | 'io' | 'not-a-database' | 'other';

function kindOf(code: string | undefined, path: string): Kind {
  if (code === undefined) return 'other';
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy';
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return 'read-only';
  // SQLITE_ERROR means that a statement does not fit the tables; the statements are ours and fixed, so the tables are wrong.
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_IOERR_SHORT_READ' || code === 'SQLITE_ERROR')
    return 'corrupt';
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO') return 'io';
  if (code === 'SQLITE_NOTADB' || code === 'EISDIR') return 'not-a-database';
  // A folder in which nothing may be created is reported as if something were missing.
  if ((code.startsWith('SQLITE_CANTOPEN') || code === 'ENOENT') && !isWritable(nearestFolder(path))) return 'read-only';
  return 'other';
}

function nearestFolder(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? folder : nearestFolder(folder);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function errorCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
