// Where the handles of pipelines point on this machine. Never part of a document or of a journal.

import type { Connection } from './database.ts';

export interface Bindings {
  /** Paths by handle name. */
  readonly get: (pipeline: string) => Readonly<Record<string, string>>;
  /** Binds a handle to a path; null unbinds it. */
  readonly set: (pipeline: string, handle: string, path: string | null) => void;
  /** Gives a pipeline every binding of another that it does not have itself. */
  readonly copy: (from: string, to: string) => void;
}

export function openBindings(connection: Connection): Bindings {
  const all = connection.prepare<[string], { handle: string; path: string }>(
    'SELECT handle, path FROM binding WHERE pipeline = ? ORDER BY handle',
  );
  const put = connection.prepare(
    'INSERT INTO binding(pipeline, handle, path) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET path = excluded.path',
  );
  const drop = connection.prepare('DELETE FROM binding WHERE pipeline = ? AND handle = ?');
  const copyAll = connection.prepare(
    'INSERT INTO binding(pipeline, handle, path) SELECT ?, handle, path FROM binding WHERE pipeline = ? ON CONFLICT DO NOTHING',
  );
  return {
    get: (pipeline) => Object.fromEntries(all.all(pipeline).map(({ handle, path }) => [handle, path])),
    set(pipeline, handle, path) {
      if (path === null) drop.run(pipeline, handle);
      else put.run(pipeline, handle, path);
    },
    copy(from, to) {
      copyAll.run(to, from);
    },
  };
}
