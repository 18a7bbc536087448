// Steps and their calls in the view: what a request, a reply, a failure and the outcome of a call make of them. A step is known by its
// activation and number; the summary that comes before it is a step of its own.

import { addAttempt, emptyLedger } from '../../cost/usage.ts';
import type { RunEventOf } from '../events.ts';
import type { ViewDraft } from './draft.ts';
import type { CallView, StepView } from './types.ts';

/** Begins a step, or another attempt of one, and lets nothing of the attempt before stand but that it failed. */
export function modelRequested(draft: ViewDraft, event: RunEventOf<'model.requested'>): void {
  const { activation, step, attempt, last, purpose = 'step', reservedNanoUsd, at } = event;
  const key = purpose === 'summary' ? `${activation}@${step}~summary` : `${activation}@${step}`;
  const before = draft.view.steps.findLast((candidate) => candidate.key === key);
  const fresh: StepView = {
    key,
    activation,
    step,
    attempt,
    last,
    model: draft.view.models[event.model]?.model ?? '',
    status: 'thinking',
    purpose,
    startedAt: before?.startedAt ?? at,
    reasoning: '',
    content: '',
    calls: [],
    failures: before?.failures ?? [],
    guards: before?.guards ?? [],
    reservedNanoUsd,
    ledger: before?.ledger ?? emptyLedger,
  };
  if (before === undefined) draft.addStep(fresh);
  else
    draft.changeStep(
      (candidate) => candidate.key === key,
      () => fresh,
    );
  const counted = draft.view.nodes[activation]?.steps ?? 0;
  const more = before === undefined && purpose === 'step' ? 1 : 0;
  draft.changeNode(activation, at, { status: 'running', steps: counted + more });
}

/** Ends an attempt with its reply. */
export function modelResponded(draft: ViewDraft, event: RunEventOf<'model.responded'>): void {
  const { reply, activation, usage, costNanoUsd, verdict, firstTokenMs, at } = event;
  draft.charge(activation, usage, costNanoUsd);
  draft.changeStep(underWay(event), (step) => ({
    ...unheld(step),
    status: verdict === 'tool_calls' ? 'calling' : 'done',
    verdict,
    reasoning: reply.reasoning ?? '',
    content: reply.content ?? '',
    calls: reply.calls.map((call, index) => ({ index, name: call.name, arguments: call.arguments, status: 'waiting' })),
    durationMs: at - step.startedAt,
    ...(firstTokenMs === null ? {} : { firstTokenMs }),
    ledger: addAttempt(step.ledger, usage, costNanoUsd),
  }));
}

/** Ends an attempt that failed. Its pieces are taken back: what the next one says replaces them. */
export function modelFailed(draft: ViewDraft, event: RunEventOf<'model.failed'>): void {
  const { activation, attempt, verdict, error, retryable, raw = null, usage, costNanoUsd, at } = event;
  draft.charge(activation, usage, costNanoUsd);
  draft.changeStep(underWay(event), (step) => ({
    ...unheld(step),
    status: retryable ? 'retrying' : 'failed',
    verdict,
    error,
    failures: [...step.failures, { attempt, verdict, error, retryable, raw }],
    reasoning: '',
    content: '',
    calls: [],
    durationMs: at - step.startedAt,
    ledger: addAttempt(step.ledger, usage, costNanoUsd),
  }));
}

/**
 * Takes back what attempts without an outcome have said; they are made again. `booked`: a crash cut them off, and nobody knows what they
 * cost, at most their reservation. `free`: another run pays them.
 */
export function attemptsLost(draft: ViewDraft, payment: 'booked' | 'free'): void {
  const lost = draft.view.steps.filter((step) => step.status === 'thinking');
  for (const { key, activation, reservedNanoUsd } of lost) {
    const cost = reservedNanoUsd === null ? null : { low: 0, high: reservedNanoUsd };
    if (payment === 'booked') draft.charge(activation, null, cost);
    draft.changeStep(
      (step) => step.key === key,
      (step) => ({
        ...unheld(step),
        status: 'retrying',
        reasoning: '',
        content: '',
        calls: [],
        ledger: payment === 'booked' ? addAttempt(step.ledger, null, cost) : step.ledger,
      }),
    );
  }
}

/** Notes a guard with its step and with the run. */
export function guardRaised(draft: ViewDraft, event: RunEventOf<'guard.raised'>): void {
  const { activation, step: number, guard, count, action, message } = event;
  const raised = { activation, step: number, guard, count, action, message };
  draft.set({ guards: [...draft.view.guards, raised] });
  draft.changeStep(
    (step) => step.activation === activation && step.step === number && step.purpose === 'step',
    (step) => ({ ...step, guards: [...step.guards, raised] }),
  );
}

/** Changes a call; when the last call of its step has ended, the step has. */
export function callChanged(
  draft: ViewDraft,
  activation: string,
  place: { readonly step: number; readonly index: number },
  change: Partial<CallView>,
): void {
  draft.changeStep(
    (step) => step.activation === activation && step.step === place.step && step.purpose === 'step',
    (step) => {
      const calls = step.calls.map((call) => (call.index === place.index ? { ...call, ...change } : call));
      const settled = calls.every((call) => call.status === 'ok' || call.status === 'error');
      return { ...step, calls, status: settled && step.status === 'calling' ? 'done' : step.status };
    },
  );
}

/** The attempt that an outcome or a live piece belongs to: a step and the summary before it bear the same number. */
export function underWay(piece: {
  readonly activation: string;
  readonly step: number;
  readonly attempt: number;
}): (step: StepView) => boolean {
  const { activation, step: number, attempt } = piece;
  return (step) =>
    step.status === 'thinking' && step.step === number && step.attempt === attempt && step.activation === activation;
}

/** The step without what held its request up. */
export function unheld(step: StepView): StepView {
  if (step.held === undefined) return step;
  const { held: _, ...rest } = step;
  return rest;
}
