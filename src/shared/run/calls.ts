// The calls of one step: each is prepared, allowed and made due; a call that asks for the same as an earlier one shares its result. When
// all results are there and no guard wants anything more, they join the conversation in the model's order and the model is asked again.

import { canonicalJson } from '../json/canonical.ts';
import { isJsonObject, type JsonValue } from '../json/value.ts';
import type { PlanTool } from '../pipeline/plan.ts';
import {
  agentAt,
  contextLimitsAt,
  functionsAt,
  knowsGuards,
  paramsAt,
  policiesOf,
  setAgent,
  withMessages,
  type Said,
} from './agent-state.ts';
import { clampResult } from './context/clamp.ts';
import { askModel } from './ask.ts';
import {
  approvalEffectId,
  callEffectId,
  guardEffectId,
  type AskHumanEffect,
  type CallPlace,
  type CallToolEffect,
} from './effects.ts';
import { passagesOf } from './evidence.ts';
import type { ModelCall, Outcome } from './events.ts';
import { callKey, guardResults, type Raised } from './guards.ts';
import { resultText, toolMessage } from './messages.ts';
import { prepareCall } from './prepare-call.ts';
import { addDue, humanEffect, openScope, toolEffect } from './scheduler.ts';
import type { AgentState, CallState, Draft, RunState } from './state.ts';

/** For each call of a reply the first one that asks for the same, or null for the first itself. */
export function sharedCalls(calls: readonly ModelCall[]): readonly (number | null)[] {
  const first = new Map<string, number>();
  return calls.map((call, index) => {
    const key = callKey(call);
    const before = first.get(key);
    if (before === undefined) first.set(key, index);
    return before ?? null;
  });
}

/** Makes what a call needs due: its run, the leave for it, its answer by a person, or the error that answers it. */
export function startCall(draft: Draft, path: string, place: CallPlace): void {
  const made = agentAt(draft, path).calls[place.index];
  if (made === undefined) return;
  const id = callEffectId(path, place);
  const { tool } = made;
  const prepared = prepareCall(made.call, tool, functionsAt(draft, path));
  if ('error' in prepared || tool === null) {
    const error = 'error' in prepared ? prepared.error : null;
    addDue(draft, { type: 'evaluate', id, activation: path, what: { of: 'call', call: place, error } });
    return;
  }
  const { input } = prepared;
  switch (tool.performer) {
    case 'person':
      addDue(draft, humanEffect(id, path, place, input, tool.outputs[0]?.name ?? 'answer'));
      return;
    case 'scope':
      openScope(draft, `${path}@${place.step}.${place.index}/`, tool.plan ?? '', input, {
        of: 'call',
        activation: path,
        call: place,
      });
      return;
    case 'value':
      addDue(draft, { type: 'evaluate', id, activation: path, what: { of: 'artifact', call: place, input } });
      return;
    case 'input':
    case 'output':
    case 'agent':
    case 'tool': {
      const effect = toolEffect(id, path, place, tool, input);
      addDue(draft, waitsForLeave(draft, path, tool) ? approvalEffect(draft, path, place, effect) : effect);
    }
  }
}

/** Takes in a person's word on a call: `approve`, `deny`, or `{"deny": reason}`. Anything else is a denial with those words. */
export function approvalAnswered(draft: Draft, path: string, effect: CallToolEffect, answer: JsonValue): void {
  if (answer === 'approve') {
    addDue(draft, effect);
    return;
  }
  const reason = isJsonObject(answer) ? answer['deny'] : answer;
  const words = typeof reason === 'string' && reason !== '' && reason !== 'deny' ? ` The person says: ${reason}` : '';
  const message = `A person did not allow this call. Do not try it again in the same form.${words}`;
  if (effect.call !== null)
    callEnded(draft, path, effect.call, { status: 'error', error: { code: 'call.denied', message } });
}

/** Takes in the result of one call; when it was the step's last, the step can end. */
export function callEnded(draft: Draft, path: string, place: CallPlace, outcome: Outcome): void {
  const agent = agentAt(draft, path);
  const call = agent.calls[place.index];
  if (call === undefined || place.step !== agent.step) return;
  const calls = agent.calls.with(place.index, { ...call, outcome });
  setAgent(draft, path, { ...agent, calls });
  calls.forEach((other, index) => {
    if (other.sharedWith !== place.index || other.outcome !== null) return;
    const twin = { step: place.step, index };
    addDue(draft, {
      type: 'evaluate',
      id: callEffectId(path, twin),
      activation: path,
      what: { of: 'shared', call: twin, with: place.index },
    });
  });
  if (calls.some((candidate) => candidate.outcome === null)) return;
  if (knowsGuards(draft)) {
    const ended = agentAt(draft, path);
    const results = endedCalls(ended).map(({ text }) => draft.sha256(text));
    const news = newPassages(ended);
    const policies = policiesOf(paramsAt(draft, path));
    const { state, raised } = guardResults(ended.guard, results, news, policies);
    setAgent(draft, path, { ...ended, guard: state });
    raiseGuards(draft, path, raised);
  }
  endStep(draft, path);
}

/** Makes it due that what guards say is recorded; the step does not end before. */
export function raiseGuards(draft: Draft, path: string, raised: readonly Raised[]): void {
  if (raised.length === 0) return;
  const agent = agentAt(draft, path);
  setAgent(draft, path, { ...agent, guardsOpen: agent.guardsOpen + raised.length });
  for (const said of raised) {
    const id = guardEffectId(path, agent.step, said.guard);
    addDue(draft, { type: 'evaluate', id, activation: path, what: { of: 'guard', step: agent.step, ...said } });
  }
}

/** Ends the step of an agent once its calls have ended and its guards are done: the results join the conversation. */
export function endStep(draft: Draft, path: string): void {
  const agent = agentAt(draft, path);
  const { calls } = agent;
  if (agent.guardsOpen > 0 || calls.length === 0 || calls.some((call) => call.outcome === null)) return;
  const limits = contextLimitsAt(draft, path);
  let { artifacts } = agent;
  const ended = endedCalls(agent);
  const said = ended.map(({ call, text, failed }, index): Said => {
    const ref = draft.sha256(text).slice(0, refLength);
    const shown = limits === null ? { text, clamped: false } : clampResult(text, limits, ref, ended.length);
    const reminders = index === ended.length - 1 ? agent.reminders : [];
    // What is shown otherwise than it was given is kept as it was given.
    if (shown.clamped || reminders.length > 0) artifacts = artifacts.with(ref, text);
    const reminded = [shown.text, ...reminders].join('\n\n');
    const { name } = call.call;
    return {
      text: toolMessage(call.id, name, reminded),
      entry: { role: 'tool', step: agent.step, result: { id: call.id, name, ref, failed, hidden: false } },
    };
  });
  setAgent(draft, path, {
    ...withMessages(draft, agent, said),
    artifacts,
    step: agent.step + 1,
    attempt: 1,
    failures: {},
    calls: [],
    callsBefore: agent.callsBefore + calls.length,
    passages: agent.passages.push(...gathered(agent)),
    reminders: [],
  });
  askModel(draft, path);
}

/** How many hexadecimal digits of a result's SHA-256 name it. */
export const refLength = 16;

interface EndedCall {
  readonly call: CallState;
  /** What the model reads, whole. */
  readonly text: string;
  readonly failed: boolean;
}

function endedCalls({ calls }: AgentState): readonly EndedCall[] {
  return calls.flatMap((call) => {
    const { outcome, tool } = call;
    return outcome === null
      ? []
      : [{ call, text: resultText(outcome, tool?.outputs ?? []), failed: outcome.status === 'error' }];
  });
}

function gathered({ calls }: AgentState) {
  return calls.flatMap(({ tool, outcome, sharedWith }) =>
    outcome?.status === 'ok' && sharedWith === null ? passagesOf(outcome.outputs, tool?.outputs) : [],
  );
}

function newPassages(agent: AgentState): number {
  const fresh = gathered(agent);
  if (fresh.length === 0) return 0;
  const known = new Set(agent.passages.from(0).map((passage) => passage.id));
  return fresh.filter((passage) => !known.has(passage.id)).length;
}

// What reaches outside waits for a person, unless the author or the one who started the run said otherwise.
function waitsForLeave(state: RunState, path: string, tool: PlanTool): boolean {
  if (!knowsGuards(state) || state.started?.approvals === 'allow') return false;
  switch (paramsAt(state, path).approval) {
    case 'none':
      return false;
    case 'all':
      return true;
    case 'outside':
      return tool.reach === 'write' || tool.reach === 'send' || tool.reach === 'exec' || tool.reach === 'spend';
  }
}

function approvalEffect(draft: Draft, path: string, place: CallPlace, effect: CallToolEffect): AskHumanEffect {
  const { kind, version, params, input } = effect;
  const exact = canonicalJson({ kind, version, params, input });
  return {
    type: 'ask-human',
    id: approvalEffectId(path, place),
    activation: path,
    call: place,
    question: `May "${kind}" run with exactly this?`,
    choices: ['approve', 'deny'],
    port: 'answer',
    purpose: 'approval',
    guard: null,
    approves: { effect, exact, exactSha256: draft.sha256(exact) },
    doubted: null,
  };
}
