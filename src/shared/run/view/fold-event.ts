// What each recorded event changes in the view. Steps and calls are fold-step.ts's; what a run *does* is decided by the machine in
// evolve.ts, which folds the same events.

import { emptyLedger } from '../../cost/usage.ts';
import { isJsonObject, type JsonValue } from '../../json/value.ts';
import type { QuestionPurpose, RecordedError, RunEvent, RunEventOf } from '../events.ts';
import type { ViewDraft } from './draft.ts';
import { attemptsLost, callChanged, guardRaised, modelFailed, modelRequested, modelResponded } from './fold-step.ts';
import { foldReports } from './fold-reports.ts';
import type { CallView, NodeView, QuestionView } from './types.ts';

/** Takes one recorded event into a view. Events that it has already taken in are passed over. */
export function foldEvent(draft: ViewDraft, event: RunEvent): void {
  if (event.seq <= draft.view.lastSeq) return;
  draft.set({ updatedAt: event.at, lastSeq: event.seq });
  takeIn(draft, event);
  foldReports(draft, event);
}

function takeIn(draft: ViewDraft, event: RunEvent): void {
  const { view } = draft;
  switch (event.type) {
    case 'run.started': {
      const { runId, title, at: startedAt, inputs, limits, models } = event;
      draft.set({ runId, title, startedAt, inputs, limits, models, rehearsal: isRehearsal(models) });
      return;
    }
    case 'run.resumed':
      attemptsLost(draft, 'booked');
      draft.set({ status: 'running' });
      return;
    case 'run.suspended':
      draft.set({ status: event.reason });
      return;
    case 'run.paused':
      draft.set({ status: 'paused' });
      return;
    case 'run.continued':
      draft.set({ status: 'running' });
      return;
    case 'run.steered': {
      const { activation, text, at } = event;
      draft.set({ steers: [...view.steers, { activation, text, at, step: view.steps.at(-1)?.key ?? null }] });
      return;
    }
    case 'limits.changed':
      draft.set({ limits: event.limits, expired: null });
      return;
    case 'run.forked':
      forked(draft, event);
      return;
    case 'time.expired':
      draft.set({ expired: event.phase });
      return;
    case 'guard.raised':
      guardRaised(draft, event);
      return;
    case 'context.changed': {
      const { activation, step, stage, changed, tokensBefore, tokensAfter } = event;
      const change = { activation, step, stage, changed: changed.length, tokensBefore, tokensAfter };
      draft.set({ contextChanges: [...view.contextChanges, change] });
      return;
    }
    case 'run.finished':
      finished(draft, event);
      return;
    case 'node.finished':
      draft.gather(event.outputs);
      draft.changeNode(event.activation, event.at, { status: 'done', endedAt: event.at, outputs: event.outputs });
      return;
    case 'node.failed':
      draft.changeNode(event.activation, event.at, { status: 'failed', endedAt: event.at, error: event.error });
      return;
    case 'model.requested':
      modelRequested(draft, event);
      return;
    case 'model.responded':
      modelResponded(draft, event);
      return;
    case 'model.failed':
      modelFailed(draft, event);
      return;
    case 'wait.finished':
      return;
    case 'tool.requested':
      changed(draft, event, { status: 'running', startedAt: event.at }, { status: 'running' });
      return;
    case 'tool.finished':
      toolFinished(draft, event);
      return;
    case 'human.asked':
      asked(draft, event);
      return;
    case 'human.answered':
      answered(draft, event);
  }
}

// What was under way when the journal was copied is under way elsewhere, and paid there, as is everything before.
function forked(draft: ViewDraft, event: RunEventOf<'run.forked'>): void {
  attemptsLost(draft, 'free');
  draft.changeNodes((node) => ({ ...node, ledger: emptyLedger }));
  const models = { ...draft.view.models, ...event.models };
  const { from, step, seq, limits } = event;
  draft.set({
    status: 'running',
    models,
    rehearsal: isRehearsal(models),
    limits,
    ledger: emptyLedger,
    expired: null,
    forked: { from, step, seq, inherited: draft.view.steps.length },
  });
}

// What was still under way when the run ended has ended with it.
function finished(draft: ViewDraft, event: RunEventOf<'run.finished'>): void {
  const { status, reason, outputs, stateHash } = event;
  draft.changeSteps((step) => {
    if (step.status === 'done' || step.status === 'failed') return step;
    const { held: _, ...rest } = step;
    return { ...rest, status: 'failed' };
  });
  const error = reason === null ? {} : { error: reason };
  draft.changeNodes((node) =>
    node.status === 'done' || node.status === 'failed'
      ? node
      : { ...node, status: 'failed', endedAt: event.at, ...error },
  );
  draft.set({ status, reason, outputs, stateHash, questions: [] });
}

function toolFinished(draft: ViewDraft, event: RunEventOf<'tool.finished'>): void {
  const { outcome, durationMs, sharedWith, at } = event;
  if (outcome.status === 'ok') draft.gather(outcome.outputs);
  const result = outcome.status === 'ok' ? { outputs: outcome.outputs } : { error: outcome.error };
  const shared = sharedWith === undefined ? {} : { sharedWith };
  const status = outcome.status === 'ok' ? 'done' : 'failed';
  changed(
    draft,
    event,
    { status: outcome.status, durationMs, ...result, ...shared },
    { status, endedAt: at, ...result },
  );
}

function asked(draft: ViewDraft, event: RunEventOf<'human.asked'>): void {
  const { effect, activation, question, choices, exact = null, exactSha256 = null, call, at } = event;
  const others = draft.view.questions.filter((open) => open.effect !== effect);
  const fresh = { effect, activation, question, choices, purpose: purposeOf(event), exact, exactSha256, call };
  draft.set({ questions: [...others, fresh] });
  changed(draft, event, { status: 'asking', startedAt: at }, { status: 'asking' });
}

// An answer to a question is its result. Leave, and what follows a doubt or a guard, lets go on what had stopped; a call that gets no leave
// has ended.
function answered(draft: ViewDraft, event: RunEventOf<'human.answered'>): void {
  const { effect, answer, at } = event;
  const purpose = draft.view.questions.find((open) => open.effect === effect)?.purpose ?? 'question';
  draft.set({ questions: draft.view.questions.filter((open) => open.effect !== effect) });
  const outputs = { answer };
  switch (purpose) {
    case 'question':
      changed(draft, event, { status: 'ok', outputs }, { status: 'done', endedAt: at, outputs });
      return;
    case 'guard':
      changed(draft, event, { status: 'waiting' }, { status: 'running' });
      return;
    case 'approval':
      if (answer === 'approve') changed(draft, event, { status: 'waiting' }, { status: 'running' });
      else
        refused(draft, event, { code: 'call.denied', message: `A person did not allow this call.${reasonOf(answer)}` });
      return;
    case 'doubt':
      if (answer === 'again') changed(draft, event, { status: 'waiting' }, { status: 'running' });
      else refused(draft, event, { code: 'tool.in_doubt', message: 'It is not known whether this call happened.' });
  }
}

function refused(draft: ViewDraft, event: RunEventOf<'human.answered'>, error: RecordedError): void {
  changed(draft, event, { status: 'error', error }, { status: 'failed', endedAt: event.at, error });
}

function reasonOf(answer: JsonValue): string {
  const reason = isJsonObject(answer) ? answer['deny'] : answer;
  return typeof reason === 'string' && reason !== '' && reason !== 'deny' ? ` They said: ${reason}` : '';
}

function changed(
  draft: ViewDraft,
  event: { readonly activation: string; readonly at: number; readonly call: QuestionView['call'] },
  call: Partial<CallView>,
  node: Partial<NodeView>,
): void {
  if (event.call === null) draft.changeNode(event.activation, event.at, node);
  else callChanged(draft, event.activation, event.call, call);
}

// Journals from before the field asked nothing but questions, and what to do with a call that a crash cut off.
function purposeOf({ purpose, choices }: RunEventOf<'human.asked'>): QuestionPurpose {
  return purpose ?? (choices.join() === 'again,failed' ? 'doubt' : 'question');
}

function isRehearsal(models: RunEventOf<'run.started'>['models']): boolean {
  const bindings = Object.values(models);
  return bindings.length > 0 && bindings.every((model) => model.rehearsal);
}
