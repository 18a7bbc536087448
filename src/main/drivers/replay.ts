// Folding a journal again: to resume a run, and to prove offline that it leads where it says. Needs the journal and the plan, no network.

import { LonglineError } from '../../shared/errors.ts';
import type { Sha256 } from '../../shared/pipeline/compile.ts';
import { evolve } from '../../shared/run/evolve.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import { initialState, type RunState } from '../../shared/run/state.ts';
import type { Journal } from './journal.ts';

const pageSize = 2000;

/**
 * The state that a run's journal leads to. `onEvents` sees the events page by page as they are folded. Errors: `journal.run_unknown`,
 * `run.diverged`, `journal.corrupt`.
 */
export async function foldRun(
  journal: Journal,
  runId: string,
  sha256: Sha256,
  onEvents?: (events: readonly RunEvent[]) => void,
): Promise<RunState> {
  const row = await journal.run(runId);
  const plan = row === null ? null : await journal.plan(row.planHash);
  if (row === null || plan === null) {
    throw new LonglineError('journal.run_unknown', `There is no run ${runId}.`, {
      action: 'List the runs with: longline runs',
    });
  }
  let state = initialState(plan, sha256);
  for (;;) {
    const events = await journal.read(runId, state.seq + 1, pageSize);
    for (const event of events) state = evolve(state, event);
    onEvents?.(events);
    if (events.length < pageSize) return state;
  }
}
