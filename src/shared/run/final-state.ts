// What a run came to, and the hash of it. The hash covers what was done and leaves out who, when, how often and for how much, so that
// two runs that did the same have the same.

import { canonicalJson } from '../json/canonical.ts';
import type { JsonObject } from '../json/value.ts';
import type { FinishEffect } from './effects.ts';
import type { EventDraft } from './events.ts';
import { scopeOutputs } from './inputs.ts';
import type { RunState } from './state.ts';

/** The state hash of a run that ends with this status and reason: SHA-256 of the canonical final state, in hex. */
export function stateHash(state: RunState, end: Pick<FinishEffect, 'status' | 'reason'>): string {
  const activations: Record<string, unknown> = {};
  for (const [path, { status, outputs, error, agent }] of state.activations.entries()) {
    activations[path] = {
      status,
      outputs: outputs ?? undefined,
      error: error?.code,
      conversation: agent?.digest,
    };
  }
  return state.sha256(
    canonicalJson({
      status: end.status,
      reason: end.reason?.code,
      inputs: state.started?.inputs ?? {},
      outputs: runOutputs(state),
      activations,
    }),
  );
}

/** The outputs of the pipeline as far as they have been reached. */
export function runOutputs(state: RunState): JsonObject {
  return scopeOutputs(state, '');
}

/** The event that ends a run. */
export function finishEvent(state: RunState, end: FinishEffect, at: number): EventDraft {
  return {
    type: 'run.finished',
    at,
    effect: 'finish',
    status: end.status,
    reason: end.reason,
    outputs: runOutputs(state),
    usage: state.ledger.usage,
    costNanoUsd: state.ledger.cost,
    steps: state.steps,
    stateHash: stateHash(state, end),
  };
}
