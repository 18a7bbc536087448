// Runs and event drafts for tests of journals: small, whole, and valid by the schemas.

import type { NewRun } from '../../src/main/drivers/journal.ts';
import { sha256Hex } from '../../src/main/store/chain.ts';
import { emptyLedger } from '../../src/shared/cost/usage.ts';
import { canonicalJson } from '../../src/shared/json/canonical.ts';
import type { JsonObject } from '../../src/shared/json/value.ts';
import { type Plan, planFormat } from '../../src/shared/pipeline/plan.ts';
import type { EventDraft, RunStatus } from '../../src/shared/run/events.ts';

export const sampleStart = 1_790_000_000_000;

/** A run of a plan without nodes; the plan's hash is its own. */
export function sampleRun(runId: string, changes: Partial<Omit<NewRun, 'runId' | 'planHash'>> = {}): NewRun {
  const plan: Plan = changes.plan ?? {
    format: planFormat,
    title: 'Nothing',
    nodes: [],
    inputs: [],
    outputs: [],
    handles: {},
    plans: {},
  };
  return {
    pipelineId: null,
    title: 'Nothing',
    bindings: {},
    createdAt: sampleStart,
    ...changes,
    runId,
    plan,
    planHash: sha256Hex(canonicalJson(plan)),
  };
}

/** A node's outcome with any outputs. */
export function nodeFinished(outputs: JsonObject, at: number = sampleStart + 1): EventDraft {
  return { type: 'node.finished', at, effect: 'a/evaluate', activation: 'a', outputs };
}

/** A failed attempt whose answer was kept under this hash. */
export function modelFailed(raw: string, at: number = sampleStart + 1): EventDraft {
  return {
    type: 'model.failed',
    at,
    effect: 'model:agent@1#1',
    activation: 'agent',
    step: 1,
    attempt: 1,
    verdict: 'incomplete',
    error: { code: 'endpoint.incomplete', message: 'It broke off.' },
    retryable: true,
    retryAfterMs: null,
    jitter: 0.5,
    partial: null,
    raw,
    usage: null,
    costNanoUsd: null,
    durationMs: 3,
  };
}

export function runStarted(at: number = sampleStart): EventDraft {
  return {
    type: 'run.started',
    at,
    machine: 1,
    program: 'longline 0.1.0',
    title: 'Nothing',
    planHash: '0'.repeat(64),
    documentHash: '1'.repeat(64),
    inputs: {},
    limits: { maxSteps: null, agentSteps: null, budgetNanoUsd: null },
    models: {},
    now: null,
  };
}

export function runFinished(status: RunStatus, at: number = sampleStart + 9): EventDraft {
  return {
    type: 'run.finished',
    at,
    effect: 'finish',
    status,
    reason: status === 'done' ? null : { code: 'run.limit', message: 'The run reached its limit.' },
    outputs: {},
    usage: emptyLedger.usage,
    costNanoUsd: null,
    steps: 0,
    stateHash: '2'.repeat(64),
  };
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
