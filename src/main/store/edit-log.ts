// What has been done to pipelines, entry by entry in the order in which it came: kept at once so that a crash loses none, and kept after a
// save so that undo survives a restart. An edit is a JSON text here; applying it is shared/pipeline's.

import { LonglineError } from '../../shared/errors.ts';
import type { HistoryOp } from '../../shared/pipeline/history.ts';
import type { Connection } from './database.ts';
import type { Pins } from './pins.ts';

/** So many entries of a pipeline are kept, and all that no revision has in it yet. */
export const keptEntries = 10_000;

export interface LogEntry {
  readonly op: HistoryOp;
  /** JSON of one PipelineEdit. */
  readonly body: string;
  /** What it pins or, with null, unpins. */
  readonly pins?: readonly { readonly node: string; readonly outputs: string | null }[];
}

export interface LoggedEntry extends LogEntry {
  /** Counts from 1 in each pipeline. */
  readonly seq: number;
  readonly at: number;
}

export interface EditLog {
  /** Number of the last entry; 0: there is none. */
  readonly last: (pipeline: string) => number;
  /** Appends entries that follow the entry `after` and gives back the number of the last. Throws `edits.behind`. */
  readonly append: (pipeline: string, after: number, entries: readonly LogEntry[]) => number;
  /** Throws `edits.behind` unless the entry `seq` is the last. */
  readonly assertLast: (pipeline: string, seq: number) => void;
  /** Kept entries after a number, in order. */
  readonly since: (pipeline: string, after: number) => readonly LoggedEntry[];
  /** Forgets the entries of a pipeline. */
  readonly clear: (pipeline: string) => void;
}

export function openEditLog(connection: Connection, now: () => number, pins: Pick<Pins, 'set'>): EditLog {
  const lastSeq = connection.prepare<[string], number | null>('SELECT max(seq) FROM edit WHERE pipeline = ?').pluck();
  const add = connection.prepare('INSERT INTO edit(pipeline, seq, op, body, at) VALUES (?, ?, ?, ?, ?)');
  const from = connection.prepare<[string, number], LoggedEntry>(
    'SELECT seq, op, body, at FROM edit WHERE pipeline = ? AND seq > ? ORDER BY seq',
  );
  const drop = connection.prepare('DELETE FROM edit WHERE pipeline = ?');
  const dropOld = connection.prepare(
    `DELETE FROM edit WHERE pipeline = @pipeline AND seq <= min(@upTo, coalesce(
       (SELECT revision.seq FROM pipeline JOIN revision
          ON revision.pipeline = pipeline.id AND revision.revision = pipeline.revision
        WHERE pipeline.id = @pipeline), @upTo))`,
  );

  const last = (pipeline: string) => lastSeq.get(pipeline) ?? 0;
  const assertLast = (pipeline: string, seq: number) => {
    const found = last(pipeline);
    if (found !== seq) throw behind(pipeline, seq, found);
  };
  return {
    last,
    assertLast,
    append(pipeline, after, entries) {
      assertLast(pipeline, after);
      const at = now();
      let seq = after;
      for (const { op, body, pins: pinned = [] } of entries) {
        seq += 1;
        add.run(pipeline, seq, op, body, at);
        for (const { node, outputs } of pinned) pins.set(pipeline, node, outputs);
      }
      if (seq > keptEntries) dropOld.run({ pipeline, upTo: seq - keptEntries });
      return seq;
    },
    since: (pipeline, after) => from.all(pipeline, after),
    clear(pipeline) {
      drop.run(pipeline);
    },
  };
}

function behind(pipeline: string, seq: number, last: number): LonglineError {
  return new LonglineError('edits.behind', 'The pipeline was changed elsewhere since.', {
    details: { id: pipeline, seq, last },
    action: 'Take in what was done there, then do this again.',
  });
}
