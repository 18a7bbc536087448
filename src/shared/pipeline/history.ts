// The history of a document: what has been done to it as entries in order, and what can be taken back and brought again. The window folds
// entries as they happen, the host folds the same entries from its log, so undo survives a restart.

import { z } from 'zod';
import { editSchema, squashEdits, type PipelineEdit } from './edits.ts';

/**
 * What an entry is to undo: `do` is a step of its own, `join` goes on with the step before it (typing into one field), `undo` and `redo`
 * take the last step back or bring it again. `edit` is always what was applied to the document.
 */
export const historyOps = ['do', 'join', 'undo', 'redo'] as const;
export type HistoryOp = (typeof historyOps)[number];

export interface HistoryEntry {
  readonly op: HistoryOp;
  readonly edit: PipelineEdit;
}

export const historyEntrySchema = z.strictObject({
  op: z.enum(historyOps),
  edit: editSchema,
}) as unknown as z.ZodType<HistoryEntry>;

export interface History {
  /** Steps that can be taken back, oldest first. */
  readonly past: readonly PipelineEdit[];
  /** Steps that can be brought again, the next one first. */
  readonly future: readonly PipelineEdit[];
}

export const emptyHistory: History = { past: [], future: [] };

/** So many steps can be taken back. */
export const historySteps = 10_000;

/**
 * The history after one more entry. Of a log whose beginning is missing it keeps what it can be sure of: an `undo` of a step that it has
 * not seen leaves nothing to bring again, a `redo` of one nothing to take back before it.
 */
export function extendHistory({ past, future }: History, { op, edit }: HistoryEntry): History {
  const last = past.at(-1);
  switch (op) {
    case 'do':
      return { past: kept(past, edit), future: [] };
    case 'join':
      return { past: last === undefined ? [edit] : [...past.slice(0, -1), squashEdits(last, edit)], future: [] };
    case 'undo':
      return last === undefined ? emptyHistory : { past: past.slice(0, -1), future: [last, ...future] };
    case 'redo': {
      const [next, ...rest] = future;
      return next === undefined ? { past: [edit], future: [] } : { past: [...past, next], future: rest };
    }
  }
}

// Cut in larger pieces, so that a long history is not moved with every step.
function kept(past: readonly PipelineEdit[], edit: PipelineEdit): readonly PipelineEdit[] {
  const steps = past.length > historySteps + 1000 ? past.slice(-historySteps) : past;
  return [...steps, edit];
}
