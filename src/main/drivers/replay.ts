// Folding a journal again: to resume a run, and to prove offline that it leads where it says. Needs the journal and the plan, no network.

import type { Sha256 } from '../../shared/pipeline/compile.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import { evolve } from '../../shared/run/evolve.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import { initialState, type RunState } from '../../shared/run/state.ts';
import { unknownRun, type Journal } from './journal.ts';

const pageSize = 2000;

export interface FoldOptions {
  /** Sees the events page by page as they are folded. */
  readonly onEvents?: ((events: readonly RunEvent[]) => void) | undefined;
  /** The last event that is folded; absent: the last one recorded. */
  readonly toSeq?: number | undefined;
}

/** The state that a run's journal leads to. Errors: `journal.run_unknown`, `run.diverged`, `journal.corrupt`. */
export async function foldRun(
  journal: Journal,
  runId: string,
  sha256: Sha256,
  { onEvents, toSeq = Number.MAX_SAFE_INTEGER }: FoldOptions = {},
): Promise<RunState> {
  let state = initialState(await planOf(journal, runId), sha256);
  while (state.seq < toSeq) {
    const limit = Math.min(pageSize, toSeq - state.seq);
    const events = await journal.read(runId, state.seq + 1, limit);
    for (const event of events) state = evolve(state, event);
    onEvents?.(events);
    if (events.length < limit) break;
  }
  return state;
}

/** The plan that a run was started with. Errors: `journal.run_unknown`. */
export async function planOf(journal: Journal, runId: string): Promise<Plan> {
  const row = await journal.run(runId);
  const plan = row === null ? null : await journal.plan(row.planHash);
  if (plan === null) throw unknownRun(runId);
  return plan;
}
