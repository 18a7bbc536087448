// Reads the files of one bound folder and nothing else. Names come from our own listing of the folder, never from a path that somebody
// wrote, links are not followed, and what is opened is checked to be what was listed. What the bytes mean is text-of.ts's.

import { constants } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';

export const mostFiles = 5000;
export const mostFileBytes = 10 * 1024 * 1024;
const mostEntries = 100_000;
const mostLevels = 32;
const readable = /\.(?:txt|md|markdown|html|htm)$/i;

export interface FileEntry {
  /** Path inside the folder, with `/`. */
  readonly file: string;
  readonly bytes: number;
  readonly mtimeMs: number;
}

/**
 * The real path of a folder that a handle is bound to. Throws `folder.unreadable` when it is missing, no folder, or closed to us; the
 * message names the handle and not the path, because models read it.
 */
export async function openRoot(path: string, folder: string): Promise<string> {
  try {
    const root = await realpath(path);
    if (!(await stat(root)).isDirectory()) throw unreadable(folder, 'is not a folder');
    return root;
  } catch (thrown) {
    if (thrown instanceof LonglineError) throw thrown;
    throw unreadable(folder, codeOf(thrown) === 'ENOENT' ? 'does not exist any more' : 'cannot be opened', thrown);
  }
}

/**
 * All text, Markdown and HTML files of a folder and its subfolders, sorted by name. Hidden entries and links are left out: a link inside
 * would repeat a file, a link outside would leave the folder. Throws `folder.too_many_files` beyond 5,000 files and `folder.unreadable`.
 */
export async function listFiles(root: string, folder: string): Promise<readonly FileEntry[]> {
  const found: string[] = [];
  const waiting: { readonly path: string; readonly level: number }[] = [{ path: '', level: 1 }];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entries = await readdir(join(root, next.path), { withFileTypes: true }).catch((thrown: unknown) => {
      if (next?.path === '') throw unreadable(folder, 'cannot be read', thrown);
      return [];
    });
    seen += entries.length;
    if (seen > mostEntries) throw tooMany(folder, `${mostEntries} entries`);
    for (const entry of entries) {
      if (entry.name.startsWith('.') || (sep !== '/' && entry.name.includes('/'))) continue;
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      if (entry.isDirectory() && next.level < mostLevels) waiting.push({ path, level: next.level + 1 });
      else if (entry.isFile() && readable.test(entry.name)) found.push(path);
    }
    if (found.length > mostFiles) throw tooMany(folder, `${mostFiles} text files`);
  }
  const entries = await Promise.all(found.map((file) => entryOf(root, file)));
  return entries.filter((entry) => entry !== null).toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/**
 * The bytes of a listed file. Throws `folder.file_too_large` beyond 10 MiB, and `folder.file_unreadable` when the file is gone, is a link
 * now, or does not lie in the folder any more.
 */
export async function readListed(root: string, file: string): Promise<Buffer> {
  const path = join(root, ...file.split('/'));
  if ((await realpath(path).catch(() => null)) !== path) throw fileUnreadable(file);
  const opened = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch(
    (thrown: unknown) => {
      throw fileUnreadable(file, thrown);
    },
  );
  try {
    const held = await opened.stat({ bigint: true });
    if (!held.isFile()) throw fileUnreadable(file);
    if (held.size > mostFileBytes) {
      throw new LonglineError(
        'folder.file_too_large',
        `"${file}" has ${held.size} bytes; files of up to ${mostFileBytes} bytes are read.`,
        {
          action: 'Split the file into smaller ones.',
        },
      );
    }
    const bytes = await opened.readFile();
    // A folder on the way may have been exchanged for a link between the check and the opening; then another file lies there now.
    const there =
      (await realpath(path).catch(() => null)) === path ? await lstat(path, { bigint: true }).catch(() => null) : null;
    if (there === null || there.ino !== held.ino || there.dev !== held.dev) throw fileUnreadable(file);
    return bytes;
  } finally {
    await opened.close();
  }
}

async function entryOf(root: string, file: string): Promise<FileEntry | null> {
  const found = await lstat(join(root, ...file.split('/'))).catch(() => null);
  return found?.isFile() === true ? { file, bytes: found.size, mtimeMs: found.mtimeMs } : null;
}

function unreadable(folder: string, why: string, cause?: unknown): LonglineError {
  return new LonglineError('folder.unreadable', `The folder bound to "${folder}" ${why}.`, {
    details: { case: 'read', name: folder },
    action: `Bind "${folder}" to a folder that exists and that you may read.`,
    cause,
  });
}

function fileUnreadable(file: string, cause?: unknown): LonglineError {
  return new LonglineError(
    'folder.file_unreadable',
    `"${file}" cannot be read: it is gone, closed to Longline, or no longer a file of this folder.`,
    { cause },
  );
}

function tooMany(folder: string, what: string): LonglineError {
  return new LonglineError('folder.too_many_files', `The folder bound to "${folder}" holds more than ${what}.`, {
    action: 'Bind a subfolder that holds only what should be searched.',
  });
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
}
