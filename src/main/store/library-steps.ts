// What has been done to the library as steps that can be taken back and brought again, also after a restart. What a step does is
// library-edits.ts's.

import type { LibraryEdit } from '../../shared/api/library.ts';
import type { Connection } from './database.ts';

/** So many steps are kept. */
export const keptSteps = 1000;

export interface StepRow {
  readonly seq: number;
  /** JSON of a LibraryEdit. */
  readonly body: string;
  readonly at: number;
}

export interface LibrarySteps {
  /** Keeps a new step; what had been taken back cannot be brought again any more. */
  readonly record: (edit: LibraryEdit) => void;
  /** The step that undo would take back, or that redo would bring again. */
  readonly next: (way: 'undo' | 'redo') => StepRow | null;
  /** Says that a step was taken back or brought again. */
  readonly mark: (seq: number, way: 'undo' | 'redo') => void;
}

export function openLibrarySteps(connection: Connection, now: () => number): LibrarySteps {
  const add = connection.prepare('INSERT INTO libraryStep(body, at, undone) VALUES (?, ?, 0)');
  const dropUndone = connection.prepare('DELETE FROM libraryStep WHERE undone = 1');
  const dropOld = connection.prepare('DELETE FROM libraryStep WHERE seq <= (SELECT max(seq) FROM libraryStep) - ?');
  const lastDone = connection.prepare<[], StepRow>(
    'SELECT seq, body, at FROM libraryStep WHERE undone = 0 ORDER BY seq DESC LIMIT 1',
  );
  const firstUndone = connection.prepare<[], StepRow>(
    'SELECT seq, body, at FROM libraryStep WHERE undone = 1 ORDER BY seq LIMIT 1',
  );
  const setUndone = connection.prepare('UPDATE libraryStep SET undone = ? WHERE seq = ?');
  return {
    record(edit) {
      dropUndone.run();
      add.run(JSON.stringify(edit), now());
      dropOld.run(keptSteps);
    },
    next: (way) => (way === 'undo' ? lastDone : firstUndone).get() ?? null,
    mark(seq, way) {
      setUndone.run(way === 'undo' ? 1 : 0, seq);
    },
  };
}
