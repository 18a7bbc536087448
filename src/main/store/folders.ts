// The folders of the library, by path. What is filed in them is said by the rows of pipelines.

import { LonglineError } from '../../shared/errors.ts';
import type { Connection } from './database.ts';

export interface Folders {
  /** Every folder, by path. */
  readonly list: () => readonly string[];
  /** Makes a folder and those above it that are missing; gives back what was made, outermost first. */
  readonly add: (path: string) => readonly string[];
  /** Removes a folder; false when there was none. Throws `library.folder_taken` while folders or listed pipelines are in it. */
  readonly remove: (path: string) => boolean;
  readonly has: (path: string) => boolean;
  /** Throws `library.folder_unknown`. */
  readonly assertThere: (path: string) => void;
}

export function openFolders(connection: Connection): Folders {
  const all = connection.prepare<[], string>('SELECT path FROM folder ORDER BY path').pluck();
  const one = connection.prepare<[string], number>('SELECT 1 FROM folder WHERE path = ?').pluck();
  const insert = connection.prepare('INSERT INTO folder(path) VALUES (?)');
  const drop = connection.prepare('DELETE FROM folder WHERE path = ?');
  const taken = connection
    .prepare<{ path: string }, number>(
      `SELECT EXISTS (SELECT 1 FROM folder WHERE substr(path, 1, length(@path) + 1) = @path || '/')
           OR EXISTS (SELECT 1 FROM pipeline WHERE folder = @path AND deletedAt IS NULL)`,
    )
    .pluck();
  const has = (path: string) => one.get(path) !== undefined;
  return {
    list: () => all.all(),
    has,
    add(path) {
      const names = path.split('/');
      const missing = names.map((_, depth) => names.slice(0, depth + 1).join('/')).filter((above) => !has(above));
      for (const above of missing) insert.run(above);
      return missing;
    },
    remove(path) {
      if (taken.get({ path }) === 1) throw folderTaken(path);
      return drop.run(path).changes > 0;
    },
    assertThere(path) {
      if (!has(path)) throw folderUnknown(path);
    },
  };
}

function folderTaken(path: string): LonglineError {
  return new LonglineError('library.folder_taken', `There is something in the folder "${path}".`, {
    details: { path },
    action: 'Move what is in it elsewhere first.',
  });
}

function folderUnknown(path: string): LonglineError {
  return new LonglineError('library.folder_unknown', `There is no folder "${path}" in the library.`, {
    details: { path },
    action: 'Choose another folder, or make this one first.',
  });
}
