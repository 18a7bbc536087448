// The closing line of a run: the recorded run.finished, or for a run that waits, is paused or was interrupted a summary of the same shape.

import type { Usage } from '../../shared/cost/usage.ts';
import { runOutputs, stateHash } from '../../shared/run/final-state.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { RunSummary } from './engine-types.ts';

/** The summary of a run in this state; `end` says how driving it ended when it is not finished. */
export function summaryOf(runId: string, state: RunState, end: 'finished' | 'waiting' | 'interrupted'): RunSummary {
  const type = 'run.finished';
  if (state.finished !== null) {
    const { seq, status, reason, outputs, usage, costNanoUsd, steps, stateHash: hash } = state.finished;
    return { runId, seq, type, status, reason, outputs, usage: figuresOf(usage), costNanoUsd, steps, stateHash: hash };
  }
  const status = state.paused ? 'paused' : end === 'waiting' ? 'waiting' : 'interrupted';
  return {
    runId,
    seq: state.seq,
    type,
    status,
    reason: { code: `run.${status}`, message: sentences[status] },
    outputs: runOutputs(state),
    usage: figuresOf(state.ledger.usage),
    costNanoUsd: state.ledger.cost,
    steps: state.steps,
    stateHash: stateHash(state, { status: 'done', reason: null }),
  };
}

const sentences = {
  waiting: 'The run waits for a person.',
  paused: 'The run is paused; it can be resumed.',
  interrupted: 'The run was interrupted; it can be resumed.',
} as const;

function figuresOf({ costNanoUsd, ...usage }: Usage): RunSummary['usage'] {
  return costNanoUsd === undefined ? usage : { ...usage, costNanoUsd };
}
