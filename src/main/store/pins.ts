// Pinned outputs of nodes: this user's, and never part of a document or of a journal.

import type { Connection } from './database.ts';

export interface PinRow {
  /** Node id; of an inner pipeline `PIPELINE/NODE`. */
  readonly node: string;
  /** JSON of the values by port. */
  readonly outputs: string;
}

export interface Pins {
  /** By node. */
  readonly list: (pipeline: string) => readonly PinRow[];
  /** Pins the outputs of a node; null takes the pin away. */
  readonly set: (pipeline: string, node: string, outputs: string | null) => void;
  /** Gives a pipeline every pin of another that it does not have itself. */
  readonly copy: (from: string, to: string) => void;
}

export function openPins(connection: Connection, now: () => number): Pins {
  const all = connection.prepare<[string], PinRow>('SELECT node, outputs FROM pin WHERE pipeline = ? ORDER BY node');
  const put = connection.prepare(
    `INSERT INTO pin(pipeline, node, outputs, at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET outputs = excluded.outputs, at = excluded.at`,
  );
  const drop = connection.prepare('DELETE FROM pin WHERE pipeline = ? AND node = ?');
  const copyAll = connection.prepare(
    'INSERT INTO pin(pipeline, node, outputs, at) SELECT ?, node, outputs, at FROM pin WHERE pipeline = ? ON CONFLICT DO NOTHING',
  );
  return {
    list: (pipeline) => all.all(pipeline),
    set(pipeline, node, outputs) {
      if (outputs === null) drop.run(pipeline, node);
      else put.run(pipeline, node, outputs, now());
    },
    copy(from, to) {
      copyAll.run(to, from);
    },
  };
}
