// Replaying a recorded run offline: folds its journal, up to a step or to its end, and says what state that leads to.

import type { RunEvent } from '../../shared/run/events.ts';
import { stateHash } from '../../shared/run/final-state.ts';
import type { RunState } from '../../shared/run/state.ts';
import { findStep } from '../drivers/find-step.ts';
import type { Journal } from '../drivers/journal.ts';
import { foldRun } from '../drivers/replay.ts';
import type { Replayed } from './engine-types.ts';
import { sha256 } from './sha256.ts';
import { summaryOf } from './summary.ts';

export interface ReplayOptions {
  readonly onEvents?: ((events: readonly RunEvent[]) => void) | undefined;
  /** The last step that is folded, as findStep takes it; absent: all of them. */
  readonly to?: string | undefined;
}

/** Errors: `run.no_step`, `run.diverged`, `journal.*`. */
export async function replayRun(journal: Journal, runId: string, { onEvents, to }: ReplayOptions): Promise<Replayed> {
  const toSeq = to === undefined ? undefined : (await findStep(journal, runId, to)).lastSeq;
  const state = await foldRun(journal, runId, sha256, { onEvents, toSeq });
  const recorded = state.finished?.stateHash ?? null;
  const end = state.finished ?? { status: 'done' as const, reason: null };
  const folded = stateHash({ ...state, finished: null }, end);
  return { events: state.seq, stateHash: folded, recorded, summary: summaryOf(runId, state, standOf(state)) };
}

// Where the run stands there: at a question that keeps it, or in the midst of its work.
function standOf(state: RunState): 'waiting' | 'interrupted' {
  const due = [...state.due.values()].map(({ effect }) => effect.type);
  return due.includes('ask-human') && due.every((type) => type === 'ask-human' || type === 'wait')
    ? 'waiting'
    : 'interrupted';
}
