// The interleaved loop of an agent as transitions of its state: ask the model, take its reply, run its calls, take their results in the
// model's order, ask again. Only bookkeeping; what is asked and run happens outside, from the effects that are due. The calls of a step
// are in calls.ts, trajectories in trajectories.ts, what shortens a conversation in context-step.ts.

import { addAttempt, type Cost } from '../cost/usage.ts';
import type { JsonObject } from '../json/value.ts';
import { agentParamsOf } from '../pipeline/kinds/agent.ts';
import type { PlanNode } from '../pipeline/plan.ts';
import { textOf } from '../tool/ports.ts';
import {
  agentAt,
  bindingOf,
  contextLimitsAt,
  functionsAt,
  knowsGuards,
  paramsAt,
  policiesOf,
  setAgent,
  withMessages,
} from './agent-state.ts';
import { askModel, nextAttempt, openConversation, userSaid } from './ask.ts';
import { mostCompactions } from './context/plan.ts';
import { raiseGuards, sharedCalls, startCall } from './calls.ts';
import { nodeEffectId, waitEffectId } from './effects.ts';
import type { RecordedError, RunEventOf } from './events.ts';
import { guardCalls } from './guards.ts';
import { assistantMessage, callIds, functionNameOf, systemMessage, userMessage } from './messages.ts';
import { countFailure, failureKind, retryDelayMs } from './retry.ts';
import { addDue, failActivation, trajectoryReplied } from './scheduler.ts';
import type { AgentState, CallState, Draft } from './state.ts';
import { strictHistory } from './strict-history.ts';

/** What the model is told when it must not call anything any more. */
export const lastStepMessage = userMessage(
  'This is the last step. Answer now, as completely as you can, with what you have found; no more calls are possible.',
);

/** What the model is told when its replies were none. */
const nudgeMessage = userMessage(
  'Your last reply held neither an answer nor a call. Call a function, or write the answer as plain text.',
);

/** Begins a conversation with instructions, task and context. */
export function startAgent(draft: Draft, path: string, node: PlanNode, inputs: JsonObject): void {
  const params = agentParamsOf(node.params);
  const task = textOf(inputs['task'] ?? '');
  const context = inputs['context'] === undefined ? '' : `\n\n${textOf(inputs['context'])}`;
  const opening = params.instructions === '' ? [] : [systemMessage(params.instructions)];
  openConversation(draft, path, [...opening, userMessage(`${task}${context}`)], inputs);
}

/** Takes in that a request went out: the step counts, and its worst case is set aside. */
export function modelRequested(
  draft: Draft,
  event: RunEventOf<'model.requested'>,
  taken: {
    readonly last: RecordedError | null;
    readonly summarised: readonly number[] | null;
    readonly boundTokens: number;
  },
): void {
  const agent = agentAt(draft, event.activation);
  if (event.attempt === 1) draft.steps += 1;
  if (taken.summarised !== null) {
    setAgent(draft, event.activation, { ...agent, summary: { changed: taken.summarised, text: null } });
  } else if (event.last && agent.last === null && taken.last !== null) {
    const stays = {
      text: lastStepMessage,
      entry: { role: 'user', step: agent.step, result: null, stays: 'wish' },
    } as const;
    const told = withMessages(draft, agent, [stays]);
    setAgent(draft, event.activation, { ...told, last: taken.last });
  }
  const entry = draft.due.get(event.effect);
  if (entry === undefined) return;
  draft.due = draft.due.with(event.effect, {
    ...entry,
    requested: true,
    reservedNanoUsd: event.reservedNanoUsd ?? 0,
    reservedTokens: taken.boundTokens + event.maxOutputTokens,
  });
}

/** Takes in a whole reply: its message joins the conversation, and its calls become due. */
export function modelResponded(draft: Draft, event: RunEventOf<'model.responded'>): void {
  const path = event.activation;
  const agent = agentAt(draft, path);
  const binding = bindingOf(draft, agent);
  attemptEnded(draft, event);
  trajectoryReplied(draft, path);
  if (agent.summary !== null) {
    setAgent(draft, path, { ...agent, failures: {}, summary: { ...agent.summary, text: event.reply.content ?? '' } });
    nextAttempt(draft, path);
    return;
  }
  const functions = functionsAt(draft, path);
  const named = withDeclaredNames(event.reply, functions);
  const calling = event.verdict === 'tool_calls' && agent.last === null && named.calls.length > 0;
  const reply = calling ? named : { ...named, calls: [] };
  const ids = callIds(reply, agent.callsBefore, binding.dialect);
  const message = {
    text: assistantMessage(reply, ids, binding.dialect),
    entry: { role: 'assistant', step: agent.step, result: null },
  } as const;
  const told = counted(withMessages(draft, agent, [message]), event, agent);
  const settled: AgentState = { ...told, failures: {}, compactions: 0, overflow: false, nudged: false };
  if (agent.last !== null) draft.limited ??= agent.last;
  if (!calling) {
    answered(draft, path, settled, reply.content ?? '');
    return;
  }
  const shared = knowsGuards(draft) ? sharedCalls(reply.calls) : reply.calls.map(() => null);
  const calls = reply.calls.map((call, index): CallState => {
    const tool = functions.find((candidate) => candidate.name === call.name) ?? null;
    return { call, id: ids[index] ?? '', tool, outcome: null, sharedWith: shared[index] ?? null };
  });
  setAgent(draft, path, { ...settled, calls });
  if (knowsGuards(draft)) {
    const names = functions.map((tool) => tool.name);
    const policies = policiesOf(paramsAt(draft, path));
    const { state, raised } = guardCalls(settled.guard, reply.calls, reply.reasoning ?? '', names, policies);
    setAgent(draft, path, { ...agentAt(draft, path), guard: state });
    raiseGuards(draft, path, raised);
  }
  calls.forEach((call, index) => {
    if (call.sharedWith === null) startCall(draft, path, { step: agent.step, index });
  });
}

/** Takes in a failed attempt: another one after a wait, a shorter or clearer conversation, or the end of the agent. */
export function modelFailed(draft: Draft, event: RunEventOf<'model.failed'>): void {
  const path = event.activation;
  const before = agentAt(draft, path);
  attemptEnded(draft, event);
  const agent: AgentState = { ...before, failures: countFailure(before.failures, event) };
  if (event.error.code === 'endpoint.context_overflow' && contextLimitsAt(draft, path) !== null) {
    overflowed(draft, path, agent, event);
    return;
  }
  const strict = event.error.code === 'endpoint.refused_history' ? strictHistory(draft, agent) : null;
  if (strict !== null) {
    setAgent(draft, path, strict);
    nextAttempt(draft, path);
    return;
  }
  const delayMs = retryDelayMs(event, agent.failures[failureKind(event)] ?? 0);
  if (delayMs === null) {
    if (agent.summary !== null) {
      // Without a summary the conversation is cut without one.
      setAgent(draft, path, { ...agent, failures: {}, summary: null, overflow: true });
      nextAttempt(draft, path);
    } else if (saidNothing(event.verdict) && event.retryable && !agent.nudged && knowsGuards(draft)) {
      const nudged = withMessages(draft, agent, [userSaid(nudgeMessage, agent.step)]);
      setAgent(draft, path, { ...nudged, nudged: true, failures: {} });
      nextAttempt(draft, path);
    } else failActivation(draft, path, event.error);
    return;
  }
  // A reply cut by its own limit gets twice the room; the budget still decides whether that fits.
  const maxOutputTokens = event.verdict === 'truncated' ? agent.maxOutputTokens * 2 : agent.maxOutputTokens;
  setAgent(draft, path, { ...agent, maxOutputTokens });
  addDue(draft, {
    type: 'wait',
    id: waitEffectId(path, agent.step, agent.attempt),
    activation: path,
    delayMs,
    phase: null,
  });
}

/** Books an attempt that a crash cut off: nobody knows what it cost, at most its reservation. */
export function attemptLost(draft: Draft, effect: string, path: string): void {
  const entry = draft.due.get(effect);
  const agent = agentAt(draft, path);
  const known = bindingOf(draft, agent).pricing.kind !== 'unknown';
  const cost: Cost | null = known ? { low: 0, high: entry?.reservedNanoUsd ?? 0 } : null;
  draft.due = draft.due.without(effect);
  draft.ledger = addAttempt(draft.ledger, null, cost);
  draft.spentTokens += entry?.reservedTokens ?? 0;
  if (agent.summary?.text === null) setAgent(draft, path, { ...agent, summary: null });
  nextAttempt(draft, path);
}

// The answer ends the agent, unless a person has said something meanwhile that it has not heard.
function answered(draft: Draft, path: string, agent: AgentState, answer: string): void {
  if (agent.steers.length > 0 && agent.last === null) {
    setAgent(draft, path, { ...agent, step: agent.step + 1, attempt: 1 });
    askModel(draft, path);
    return;
  }
  setAgent(draft, path, { ...agent, answer });
  addDue(draft, { type: 'evaluate', id: nodeEffectId(path), activation: path, what: { of: 'node' } });
}

// Money and tokens of an attempt that came to an end, well or not.
function attemptEnded(draft: Draft, event: RunEventOf<'model.responded' | 'model.failed'>): void {
  const reserved = draft.due.get(event.effect)?.reservedTokens ?? 0;
  draft.due = draft.due.without(event.effect);
  draft.ledger = addAttempt(draft.ledger, event.usage, event.costNanoUsd);
  draft.spentTokens += event.usage === null ? reserved : event.usage.promptTokens + event.usage.completionTokens;
}

// What the server counted replaces what was estimated, and corrects later estimates.
function counted(told: AgentState, { usage }: RunEventOf<'model.responded'>, sent: AgentState): AgentState {
  if (usage === null) return told;
  const total = usage.promptTokens + usage.completionTokens;
  const estimated = sent.likelyTokens / sent.tokenRatio;
  const ratio = estimated < 500 ? sent.tokenRatio : Math.min(2, Math.max(0.5, usage.promptTokens / estimated));
  return { ...told, countedTokens: total, uncountedBytes: 0, likelyTokens: total, tokenRatio: ratio };
}

// The window is smaller than was thought: the server says how large it is, or it is taken as what was sent.
function overflowed(draft: Draft, path: string, agent: AgentState, event: RunEventOf<'model.failed'>): void {
  if (agent.compactions >= mostCompactions) {
    failActivation(draft, path, event.error);
    return;
  }
  const known = agent.windowTokens ?? bindingOf(draft, agent).windowTokens ?? Number.POSITIVE_INFINITY;
  const named = event.windowTokens ?? Math.floor(agent.likelyTokens * 0.9);
  setAgent(draft, path, {
    ...agent,
    summary: null,
    overflow: true,
    windowTokens: Math.max(1024, Math.min(known, named)),
  });
  nextAttempt(draft, path);
}

function saidNothing(verdict: RunEventOf<'model.failed'>['verdict']): boolean {
  return verdict === 'think_only' || verdict === 'empty' || verdict === 'leaked_tool_tokens';
}

// Models write names as their template shows them; the conversation goes on with the declared ones.
function withDeclaredNames(
  reply: RunEventOf<'model.responded'>['reply'],
  functions: readonly { readonly name: string }[],
): RunEventOf<'model.responded'>['reply'] {
  const known = (name: string) => functions.some((candidate) => candidate.name === name);
  if (reply.calls.every((call) => known(call.name))) return reply;
  const calls = reply.calls.map((call) => {
    const name = functionNameOf(call.name);
    return known(call.name) || !known(name) ? call : { ...call, name };
  });
  return { ...reply, calls };
}
