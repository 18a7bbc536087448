// The edits of pipelines in the order in which they came, kept at once so that a crash loses none, and kept after a save so that undo
// survives a restart. An edit is a JSON text here; applying it is shared/pipeline's.

import type { Connection } from './database.ts';

export interface LoggedEdit {
  /** Counts from 1 in each pipeline. */
  readonly seq: number;
  /** The revision that its author had. */
  readonly base: number;
  /** The revision that was current when it came. A window tells an edit before it saves, so a revision holds the edits of those before. */
  readonly revision: number;
  readonly body: string;
  readonly at: number;
}

export interface EditLog {
  /** Appends edits and gives back the number of the last. Of a pipeline that is not in the library the base is taken as current. */
  readonly append: (pipeline: string, base: number, bodies: readonly string[]) => number;
  /** Edits that came while `revision` or a later one was current, in order: for the newest revision those that no save has taken in. */
  readonly since: (pipeline: string, revision: number) => readonly LoggedEdit[];
  /** Forgets the edits of a pipeline. */
  readonly clear: (pipeline: string) => void;
}

export function openEditLog(connection: Connection, now: () => number): EditLog {
  const last = connection.prepare<[string], number | null>('SELECT max(seq) FROM edit WHERE pipeline = ?').pluck();
  const current = connection.prepare<[string], number>('SELECT revision FROM pipeline WHERE id = ?').pluck();
  const add = connection.prepare('INSERT INTO edit(pipeline, seq, base, revision, body, at) VALUES (?, ?, ?, ?, ?, ?)');
  const from = connection.prepare<[string, number], LoggedEdit>(
    'SELECT seq, base, revision, body, at FROM edit WHERE pipeline = ? AND revision >= ? ORDER BY seq',
  );
  const drop = connection.prepare('DELETE FROM edit WHERE pipeline = ?');
  return {
    append(pipeline, base, bodies) {
      const revision = current.get(pipeline) ?? base;
      const at = now();
      let seq = last.get(pipeline) ?? 0;
      for (const body of bodies) {
        seq += 1;
        add.run(pipeline, seq, base, revision, body, at);
      }
      return seq;
    },
    since: (pipeline, revision) => from.all(pipeline, revision),
    clear(pipeline) {
      drop.run(pipeline);
    },
  };
}
