// The closing line of a run: the recorded run.finished, or for a run that waits or was interrupted a summary of the same shape.

import { runOutputs, stateHash } from '../../shared/run/final-state.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { RunSummary } from './engine-types.ts';

/** The summary of a run in this state; `end` says how driving it ended when it is not finished. */
export function summaryOf(runId: string, state: RunState, end: 'finished' | 'waiting' | 'interrupted'): RunSummary {
  const type = 'run.finished';
  if (state.finished !== null) {
    const { seq, status, reason, outputs, usage, costNanoUsd, steps, stateHash: hash } = state.finished;
    return { runId, seq, type, status, reason, outputs, usage, costNanoUsd, steps, stateHash: hash };
  }
  const status = end === 'waiting' ? 'waiting' : 'interrupted';
  const sentence = status === 'waiting' ? 'The run waits for a person.' : 'The run was interrupted; it can be resumed.';
  return {
    runId,
    seq: state.seq,
    type,
    status,
    reason: { code: `run.${status}`, message: sentence },
    outputs: runOutputs(state),
    usage: state.ledger.usage,
    costNanoUsd: state.ledger.cost,
    steps: state.steps,
    stateHash: stateHash(state, { status: 'done', reason: null }),
  };
}
