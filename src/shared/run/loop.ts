// The interleaved loop of an agent as transitions of its state: ask the model, take its reply, run its calls, take their results in the
// model's order, ask again. Only bookkeeping; what is asked and run happens outside, from the effects that are due.

import { addAttempt, type Cost } from '../cost/usage.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { JsonObject } from '../json/value.ts';
import { utf8Length } from '../json/utf8.ts';
import { agentParamsOf } from '../pipeline/kinds/agent.ts';
import type { PlanNode } from '../pipeline/plan.ts';
import { textOf } from '../tool/ports.ts';
import { AppendList } from './append-list.ts';
import { callEffectId, modelEffectId, nodeEffectId, waitEffectId, type CallPlace } from './effects.ts';
import { passagesOf } from './evidence.ts';
import { modelKey, type ModelBinding, type Outcome, type RunEventOf } from './events.ts';
import { assistantMessage, callIds, resultText, systemMessage, toolMessage, userMessage } from './messages.ts';
import { prepareCall } from './prepare-call.ts';
import { retryDelayMs } from './retry.ts';
import { addDue, failActivation, humanEffect, openScope, toolEffect } from './scheduler.ts';
import { activationAt, nodeOf, type AgentState, type CallState, type Draft, type RunState } from './state.ts';

/** What the model is told when it must not call anything any more. */
export const lastStepMessage = userMessage(
  'This is the last step. Answer now, as completely as you can, with what you have found; no more calls are possible.',
);

/** Key of an agent's model among the models of the run. */
export function agentModelKey(node: PlanNode): string {
  const params = agentParamsOf(node.params);
  return modelKey(params.endpoint, params.model);
}

/** The binding of an agent's model. */
export function bindingOf(state: RunState, node: PlanNode): ModelBinding {
  const binding = state.started?.models[agentModelKey(node)];
  if (binding === undefined) throw new Error(`the run names no model for "${node.id}"`);
  return binding;
}

/** Begins a conversation with instructions, task and context. */
export function startAgent(draft: Draft, path: string, node: PlanNode, inputs: JsonObject): void {
  const params = agentParamsOf(node.params);
  const task = textOf(inputs['task'] ?? '');
  const context = inputs['context'] === undefined ? '' : `\n\n${textOf(inputs['context'])}`;
  const empty: AgentState = {
    step: 1,
    attempt: 1,
    failures: 0,
    messages: AppendList.of<string>([]),
    digest: draft.sha256(''),
    calls: [],
    callsBefore: 0,
    passages: AppendList.of(passagesOf(inputs)),
    lastUsage: null,
    uncountedBytes: utf8Length(canonicalJson(node.tools ?? [])),
    last: null,
    maxOutputTokens: params.maxOutputTokens,
    answer: null,
  };
  const opening = params.instructions === '' ? [] : [systemMessage(params.instructions)];
  setAgent(draft, path, withMessages(draft, empty, [...opening, userMessage(`${task}${context}`)]));
  askModel(draft, path);
}

/** Takes in that a request went out: the step counts, and its worst case is set aside. */
export function modelRequested(draft: Draft, event: RunEventOf<'model.requested'>, last: AgentState['last']): void {
  const agent = agentAt(draft, event.activation);
  if (event.attempt === 1) draft.steps += 1;
  if (event.last && agent.last === null && last !== null) {
    setAgent(draft, event.activation, { ...withMessages(draft, agent, [lastStepMessage]), last });
  }
  const entry = draft.due.get(event.effect);
  if (entry !== undefined) {
    draft.due = draft.due.with(event.effect, {
      ...entry,
      requested: true,
      reservedNanoUsd: event.reservedNanoUsd ?? 0,
    });
  }
}

/** Takes in a whole reply: its message joins the conversation, and its calls become due. */
export function modelResponded(draft: Draft, event: RunEventOf<'model.responded'>): void {
  const path = event.activation;
  const node = nodeOf(draft, activationAt(draft, path));
  const agent = agentAt(draft, path);
  const { dialect } = bindingOf(draft, node);
  draft.due = draft.due.without(event.effect);
  draft.ledger = addAttempt(draft.ledger, event.usage, event.costNanoUsd);
  const calling = event.verdict === 'tool_calls' && agent.last === null && event.reply.calls.length > 0;
  const reply = calling ? event.reply : { ...event.reply, calls: [] };
  const ids = callIds(reply, agent.callsBefore, dialect);
  const told = withMessages(draft, agent, [assistantMessage(reply, ids, dialect)]);
  const counted = event.usage === null ? told : { ...told, lastUsage: event.usage, uncountedBytes: 0 };
  if (agent.last !== null) draft.limited ??= agent.last;
  if (!calling) {
    setAgent(draft, path, { ...counted, answer: reply.content ?? '' });
    addDue(draft, { type: 'evaluate', id: nodeEffectId(path), activation: path, what: { of: 'node' } });
    return;
  }
  const tools = node.tools ?? [];
  const calls = reply.calls.map((call, index): CallState => {
    const tool = tools.find((candidate) => candidate.name === call.name) ?? null;
    return { call, id: ids[index] ?? '', tool, outcome: null };
  });
  setAgent(draft, path, { ...counted, calls, failures: 0 });
  calls.forEach((_, index) => startCall(draft, path, { step: agent.step, index }));
}

/** Takes in a failed attempt: another one after a wait, or the end of the agent. */
export function modelFailed(draft: Draft, event: RunEventOf<'model.failed'>): void {
  const path = event.activation;
  const agent = agentAt(draft, path);
  draft.due = draft.due.without(event.effect);
  draft.ledger = addAttempt(draft.ledger, event.usage, event.costNanoUsd);
  const failures = agent.failures + 1;
  const delayMs = retryDelayMs(event, failures);
  if (delayMs === null) {
    failActivation(draft, path, event.error);
    return;
  }
  // A reply cut by its own limit gets twice the room; the budget still decides whether that fits.
  const maxOutputTokens = event.verdict === 'truncated' ? agent.maxOutputTokens * 2 : agent.maxOutputTokens;
  setAgent(draft, path, { ...agent, failures, maxOutputTokens });
  addDue(draft, { type: 'wait', id: waitEffectId(path, agent.step, agent.attempt), activation: path, delayMs });
}

/** Asks again: after a wait, or because a crash cut an attempt off. */
export function nextAttempt(draft: Draft, path: string): void {
  const agent = agentAt(draft, path);
  setAgent(draft, path, { ...agent, attempt: agent.attempt + 1 });
  askModel(draft, path);
}

/** Books an attempt that a crash cut off: nobody knows what it cost, at most its reservation. */
export function attemptLost(draft: Draft, effect: string, path: string): void {
  const reserved = draft.due.get(effect)?.reservedNanoUsd ?? 0;
  const known = bindingOf(draft, nodeOf(draft, activationAt(draft, path))).pricing.kind !== 'unknown';
  const cost: Cost | null = known ? { low: 0, high: reserved } : null;
  draft.due = draft.due.without(effect);
  draft.ledger = addAttempt(draft.ledger, null, cost);
  nextAttempt(draft, path);
}

/** Takes in the result of one call; when it was the step's last, all results join the conversation in the model's order. */
export function callEnded(draft: Draft, path: string, place: CallPlace, outcome: Outcome): void {
  const agent = agentAt(draft, path);
  const call = agent.calls[place.index];
  if (call === undefined) return;
  const calls = agent.calls.with(place.index, { ...call, outcome });
  if (calls.some((candidate) => candidate.outcome === null)) {
    setAgent(draft, path, { ...agent, calls });
    return;
  }
  const ended = calls.flatMap(({ id, call: made, tool, outcome: result }) =>
    result === null ? [] : [{ id, made, tool, result }],
  );
  const messages = ended.map(({ id, made, tool, result }) =>
    toolMessage(id, made.name, resultText(result, tool?.outputs ?? [])),
  );
  const passages = ended.flatMap(({ tool, result }) =>
    result.status === 'ok' ? passagesOf(result.outputs, tool?.outputs) : [],
  );
  setAgent(draft, path, {
    ...withMessages(draft, agent, messages),
    step: agent.step + 1,
    attempt: 1,
    failures: 0,
    calls: [],
    callsBefore: agent.callsBefore + calls.length,
    passages: agent.passages.push(...passages),
  });
  askModel(draft, path);
}

/** An agent's state, which must exist. */
export function agentAt(state: RunState, path: string): AgentState {
  const { agent } = activationAt(state, path);
  if (agent === null) throw new Error(`"${path}" is no agent`);
  return agent;
}

/** The digest after one more message. */
export function nextDigest(state: RunState, digest: string, message: string): string {
  return state.sha256(`${digest}${message}`);
}

function startCall(draft: Draft, path: string, place: CallPlace): void {
  const made = agentAt(draft, path).calls[place.index];
  if (made === undefined) return;
  const id = callEffectId(path, place);
  const { tool } = made;
  const prepared = prepareCall(made.call, tool, nodeOf(draft, activationAt(draft, path)).tools ?? []);
  if ('error' in prepared || tool === null) {
    const error = 'error' in prepared ? prepared.error : null;
    addDue(draft, { type: 'evaluate', id, activation: path, what: { of: 'call', call: place, error } });
    return;
  }
  const { input } = prepared;
  if (tool.performer === 'person')
    addDue(draft, humanEffect(id, path, place, input, tool.outputs[0]?.name ?? 'answer'));
  else if (tool.performer === 'scope') {
    openScope(draft, `${path}@${place.step}.${place.index}/`, tool.plan ?? '', input, {
      of: 'call',
      activation: path,
      call: place,
    });
  } else addDue(draft, toolEffect(id, path, place, tool, input));
}

function askModel(draft: Draft, path: string): void {
  const { step, attempt } = agentAt(draft, path);
  addDue(draft, { type: 'call-model', id: modelEffectId(path, step, attempt), activation: path, step, attempt });
}

function withMessages(draft: Draft, agent: AgentState, messages: readonly string[]): AgentState {
  let { digest, uncountedBytes } = agent;
  for (const message of messages) {
    digest = nextDigest(draft, digest, message);
    uncountedBytes += utf8Length(message) + 16;
  }
  return { ...agent, messages: agent.messages.push(...messages), digest, uncountedBytes };
}

function setAgent(draft: Draft, path: string, agent: AgentState): void {
  draft.activations = draft.activations.with(path, { ...activationAt(draft, path), agent });
}
