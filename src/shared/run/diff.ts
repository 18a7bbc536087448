// Two runs side by side: their steps aligned by what was done, and the first place where they part. Each agent's steps are aligned with
// those of the same agent, so that what merely ran in another order beside it makes no difference.

import { stepDigests, type StepDigest } from './diff/digest.ts';
import { rowsOf, type DiffRow } from './diff/rows.ts';
import { setupDifferences } from './diff/setup.ts';
import { divergence } from './diff/sentence.ts';
import type { RunEvent } from './events.ts';

export { stepDigests };
export type { DiffRow, StepDigest };

export interface RunDiff {
  /** Steps in the order of the runs: of both where they did the same, of one where only that one has it. */
  readonly rows: readonly DiffRow[];
  /** The first row that is not the same, and in a sentence what differs; null when the runs did the same. */
  readonly first: { readonly row: number; readonly what: string } | null;
  /** Differences before any step: inputs, models, limits, in sentences. */
  readonly setup: readonly string[];
}

/** Aligns two runs by what their steps did; `left` and `right` are the recorded events of each, from the first on. */
export function diffRuns(left: readonly RunEvent[], right: readonly RunEvent[]): RunDiff {
  const rows = rowsOf(stepDigests(left), stepDigests(right));
  const row = rows.findIndex(({ kind }) => kind !== 'same');
  const first = rows[row];
  return {
    rows,
    first: first === undefined ? null : { row, what: divergence(first) },
    setup: setupDifferences(left, right),
  };
}
