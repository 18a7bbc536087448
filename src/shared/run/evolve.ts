// evolve(state, event): the next state of a run. The rules:
//
//   1. An event that answers an effect must answer one that is due; a request must be for what was due, with the same digest. A journal
//      that breaks this was made by another pipeline or another machine, and the fold stops at the first such event.
//   2. Nothing here reads a clock, a random number or the world. The same events always give the same state.
//   3. Results of a step's calls join the conversation when all are there, in the model's order, whatever order they came in.
//   4. Each event costs work in proportion to what it changes, not to the size of the run.

import { LonglineError } from '../errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { JsonValue } from '../json/value.ts';
import { advance } from './advance.ts';
import { boundTokens, budgetReason, due, lastReason } from './due.ts';
import type { AskHumanEffect, CallPlace, CallToolEffect, Effect } from './effects.ts';
import type { Outcome, RunEvent, RunEventOf } from './events.ts';
import { runOutputs, stateHash } from './final-state.ts';
import { agentAt, contextLimitsAt, nextDigest } from './agent-state.ts';
import { nextAttempt } from './ask.ts';
import { approvalAnswered, callEnded } from './calls.ts';
import { contextChanged, contextDue, shortened, summaryMessages } from './context-step.ts';
import { forked, limitsChanged, startClock, steered, stopClock, tick, timeExpired } from './control.ts';
import { guardAnswered, guardRaised } from './guard-step.ts';
import { attemptLost, lastStepMessage, modelFailed, modelRequested, modelResponded } from './loop.ts';
import { addDue, failActivation, finishActivation, openScope } from './scheduler.ts';
import type { AgentState, Draft, DueEntry, RunState } from './state.ts';

/**
 * The state after one event. Throws `run.diverged` (with `details.seq`) when the event does not follow from the state, `journal.gap` when
 * its sequence number is not the next.
 */
export function evolve(state: RunState, event: RunEvent): RunState {
  if (event.seq !== state.seq + 1) {
    throw new LonglineError('journal.gap', `Event ${event.seq} follows event ${state.seq}.`, {
      details: { seq: event.seq },
    });
  }
  const draft: Draft = { ...state, seq: event.seq, ready: [] };
  takeIn(draft, event);
  advance(draft);
  const { ready: _, ...next } = draft;
  return next;
}

function takeIn(draft: Draft, event: RunEvent): void {
  if (draft.started === null && event.type !== 'run.started')
    throw diverged(draft, event, 'the run has not been started');
  if (draft.finished !== null) throw diverged(draft, event, 'the run has ended');
  tick(draft, event.at);
  switch (event.type) {
    case 'run.started':
      if (draft.started !== null) throw diverged(draft, event, 'the run has been started already');
      draft.started = event;
      draft.models = event.models;
      draft.limits = event.limits;
      startClock(draft, event.at);
      openScope(draft, '', null, event.inputs, { of: 'run' });
      return;
    case 'run.resumed':
      draft.paused = false;
      resumed(draft);
      startClock(draft, event.at);
      return;
    case 'run.suspended':
      stopClock(draft);
      return;
    case 'run.paused':
      draft.paused = true;
      stopClock(draft);
      return;
    case 'run.continued':
      if (!draft.paused) throw diverged(draft, event, 'the run was not paused');
      draft.paused = false;
      startClock(draft, event.at);
      return;
    case 'run.steered':
      steered(draft, event);
      return;
    case 'limits.changed':
      limitsChanged(draft, event);
      return;
    case 'run.forked':
      draft.paused = false;
      forked(draft, event);
      resumed(draft);
      startClock(draft, event.at);
      return;
    case 'time.expired':
      answered(draft, event, 'wait');
      timeExpired(draft, event);
      return;
    case 'guard.raised': {
      const { effect } = answered(draft, event, 'evaluate');
      if (effect.type !== 'evaluate' || effect.what.of !== 'guard' || effect.what.guard !== event.guard)
        throw diverged(draft, event, 'another guard was due');
      guardRaised(draft, event);
      return;
    }
    case 'context.changed': {
      const entry = draft.due.get(event.effect);
      if (entry?.effect.type !== 'call-model' || entry.requested)
        throw diverged(draft, event, 'no request was waiting for it');
      const limits = contextLimitsAt(draft, event.activation);
      if (limits === null) throw diverged(draft, event, 'everything of the conversation is sent');
      const after = shortened(draft, agentAt(draft, event.activation), limits, event.stage, event.changed);
      if (after.digest !== event.digest || after.conversation.messages.length !== event.messages)
        throw diverged(draft, event, 'the conversation would be another');
      contextChanged(draft, event, after);
      return;
    }
    case 'run.finished':
      finished(draft, event);
      return;
    case 'node.finished':
      answered(draft, event, 'evaluate');
      finishActivation(draft, event.activation, event.outputs);
      return;
    case 'node.failed':
      answered(draft, event, 'evaluate', 'call-model');
      failActivation(draft, event.activation, event.error);
      return;
    case 'model.requested': {
      const entry = draft.due.get(event.effect);
      if (entry?.effect.type !== 'call-model' || entry.requested)
        throw diverged(draft, event, 'no such model request was due');
      const agent = agentAt(draft, event.activation);
      const summary = event.purpose === 'summary';
      // Journals that do not say why a step is the last knew limits of steps and money.
      const last =
        event.last && !summary ? (event.lastReason ?? lastReason(draft, entry.effect) ?? budgetReason) : null;
      const summarised = summary ? (contextDue(draft, event.activation)?.changed ?? []) : null;
      const sent = messagesSent(draft, agent, summarised, event.last);
      if (event.digest !== sent.digest || event.messages !== sent.count)
        throw diverged(draft, event, 'the messages sent were others');
      modelRequested(draft, event, { last, summarised, boundTokens: boundTokens(agent) });
      return;
    }
    case 'model.responded':
      underWay(draft, event);
      modelResponded(draft, event);
      return;
    case 'model.failed':
      underWay(draft, event);
      modelFailed(draft, event);
      return;
    case 'wait.finished':
      answered(draft, event, 'wait');
      nextAttempt(draft, event.activation);
      return;
    case 'tool.requested': {
      const entry = entryOf(draft, event, 'call-tool');
      const { kind, input } = entry.effect as CallToolEffect;
      if (kind !== event.kind || canonicalJson(input) !== event.input)
        throw diverged(draft, event, 'another call was due');
      draft.due = draft.due.with(event.effect, { ...entry, requested: true });
      return;
    }
    case 'tool.finished':
      answered(draft, event, 'call-tool', 'evaluate');
      outcome(draft, event.activation, event.call, event.outcome);
      return;
    case 'human.asked': {
      const entry = entryOf(draft, event, 'ask-human');
      draft.due = draft.due.with(event.effect, { ...entry, requested: true });
      return;
    }
    case 'human.answered': {
      const entry = answered(draft, event, 'ask-human');
      humanAnswered(draft, entry.effect as AskHumanEffect, event.answer);
    }
  }
}

function outcome(draft: Draft, activation: string, call: CallPlace | null, result: Outcome): void {
  if (call !== null) callEnded(draft, activation, call, result);
  else if (result.status === 'ok') finishActivation(draft, activation, result.outputs);
  else failActivation(draft, activation, result.error);
}

// After a crash, a model request without outcome is made again and the lost attempt booked. A tool call without outcome follows its
// kind's effect class: what may be repeated stays due, a write that must not be doubled becomes a question.
function resumed(draft: Draft): void {
  const entries = [...draft.due.values()].toSorted((left, right) => left.order - right.order);
  for (const { effect, requested } of entries) {
    if (!requested) continue;
    if (effect.type === 'call-model') attemptLost(draft, effect.id, effect.activation);
    if (effect.type !== 'call-tool' || effect.effect !== 'write-once') continue;
    draft.due = draft.due.without(effect.id);
    const { id, activation, call, kind, input } = effect;
    addDue(draft, {
      type: 'ask-human',
      id,
      activation,
      call,
      question: `The run was interrupted while "${kind}" was at work with ${canonicalJson(input)}. It may or may not have happened. Do it again, or treat it as failed?`,
      choices: ['again', 'failed'],
      port: 'answer',
      purpose: 'doubt',
      guard: null,
      approves: null,
      doubted: effect,
    });
  }
}

function humanAnswered(draft: Draft, effect: AskHumanEffect, answer: JsonValue): void {
  const { activation, call, port, doubted, approves, guard } = effect;
  if (approves !== null) approvalAnswered(draft, activation, approves.effect, answer);
  else if (guard !== null) guardAnswered(draft, activation, guard, answer);
  else if (doubted === null) outcome(draft, activation, call, { status: 'ok', outputs: { [port]: answer } });
  else if (answer === 'again') addDue(draft, doubted);
  else
    outcome(draft, activation, call, {
      status: 'error',
      error: { code: 'tool.in_doubt', message: 'It is not known whether the interrupted call happened.' },
    });
}

function finished(draft: Draft, event: RunEventOf<'run.finished'>): void {
  const [end] = due(draft);
  if (end?.type !== 'finish' || end.status !== event.status || end.reason?.code !== event.reason?.code) {
    throw diverged(draft, event, 'the run was not at this end');
  }
  if (canonicalJson(runOutputs(draft)) !== canonicalJson(event.outputs) || stateHash(draft, end) !== event.stateHash) {
    throw diverged(draft, event, 'the final state is another one');
  }
  draft.finished = event;
}

// What a request sends: the conversation, with the words for a last step where they are new, or what is to be summed up.
function messagesSent(
  state: RunState,
  agent: AgentState,
  summarised: readonly number[] | null,
  last: boolean,
): { readonly count: number; readonly digest: string } {
  if (summarised !== null) {
    const { messages, digest } = summaryMessages(state, agent, summarised);
    return { count: messages.length, digest };
  }
  const count = agent.conversation.messages.length;
  return last && agent.last === null
    ? { count: count + 1, digest: nextDigest(state, agent.digest, lastStepMessage) }
    : { count, digest: agent.digest };
}

function answered(draft: Draft, event: RunEvent & { effect: string }, ...types: readonly Effect['type'][]): DueEntry {
  const entry = entryOf(draft, event, ...types);
  draft.due = draft.due.without(event.effect);
  return entry;
}

function entryOf(draft: Draft, event: RunEvent & { effect: string }, ...types: readonly Effect['type'][]): DueEntry {
  const entry = draft.due.get(event.effect);
  if (entry === undefined || !types.includes(entry.effect.type))
    throw diverged(draft, event, `"${event.effect}" was not due`);
  return entry;
}

function underWay(draft: Draft, event: RunEventOf<'model.responded' | 'model.failed'>): void {
  const entry = draft.due.get(event.effect);
  if (entry?.effect.type !== 'call-model' || !entry.requested)
    throw diverged(draft, event, 'no such model request was under way');
}

function diverged(draft: RunState, event: RunEvent, why: string): LonglineError {
  const waiting = [...draft.due.values()].slice(0, 5).map((entry) => entry.effect.id);
  return new LonglineError('run.diverged', `Event ${event.seq} (${event.type}) does not follow: ${why}.`, {
    details: { seq: event.seq, type: event.type, due: waiting },
  });
}
