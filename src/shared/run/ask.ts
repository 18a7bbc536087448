// Asking an agent's model: opening its conversation, and making its next request due after what people want to tell it.

import { canonicalJson } from '../json/canonical.ts';
import { utf8Length } from '../json/utf8.ts';
import type { JsonObject } from '../json/value.ts';
import { agentParamsOf } from '../pipeline/kinds/agent.ts';
import type { PlanNode } from '../pipeline/plan.ts';
import { agentAt, functionsAt, paramsAt, setAgent, withMessages, type Said } from './agent-state.ts';
import { AppendList } from './append-list.ts';
import { emptyConversation } from './context/conversation.ts';
import { estimateTokens } from './context/tokens.ts';
import { modelEffectId } from './effects.ts';
import { modelKey } from './events.ts';
import { passagesOf } from './evidence.ts';
import { noGuardState } from './guards.ts';
import { userMessage } from './messages.ts';
import { PersistentMap } from './persistent-map.ts';
import { addDue } from './scheduler.ts';
import { activationAt, nodeOf, type AgentState, type Draft } from './state.ts';

/** Key of an agent's model among the models of the run. */
export function agentModelKey(node: PlanNode): string {
  const params = agentParamsOf(node.params);
  return modelKey(params.endpoint, params.model);
}

/** Begins a conversation with these messages, the last of them the task. */
export function openConversation(draft: Draft, path: string, opening: readonly string[], inputs: JsonObject): void {
  const node = nodeOf(draft, activationAt(draft, path));
  const functions = canonicalJson(
    functionsAt(draft, path).map(({ name, description, parameters }) => ({ name, description, parameters })),
  );
  const functionTokens = estimateTokens(functions);
  const empty: AgentState = {
    model: agentModelKey(node),
    step: 1,
    attempt: 1,
    failures: {},
    conversation: emptyConversation,
    digest: draft.sha256(''),
    calls: [],
    callsBefore: 0,
    passages: AppendList.of(passagesOf(inputs)),
    countedTokens: null,
    // Functions are written with more around them than is counted here.
    uncountedBytes: utf8Length(canonicalJson(node.tools ?? [])) + utf8Length(functions),
    likelyTokens: functionTokens,
    functionTokens,
    tokenRatio: 1,
    windowTokens: null,
    overflow: false,
    compactions: 0,
    summary: null,
    artifacts: PersistentMap.empty(),
    guard: noGuardState,
    guardsOpen: 0,
    reminders: [],
    steers: [],
    stopping: null,
    nudged: false,
    last: null,
    maxOutputTokens: paramsAt(draft, path).maxOutputTokens,
    answer: null,
  };
  const said = opening.map((text, index): Said => {
    const role = index < opening.length - 1 ? 'system' : 'user';
    return { text, entry: { role, step: 0, result: null } };
  });
  setAgent(draft, path, withMessages(draft, empty, said));
  askModel(draft, path);
}

/** Makes the agent's next request due, after what people want to tell it. */
export function askModel(draft: Draft, path: string): void {
  const agent = agentAt(draft, path);
  if (agent.steers.length > 0) {
    const said = agent.steers.map((text) => personSaid(text, agent.step));
    setAgent(draft, path, { ...withMessages(draft, agent, said), steers: [] });
  }
  const { step, attempt } = agent;
  addDue(draft, { type: 'call-model', id: modelEffectId(path, step, attempt), activation: path, step, attempt });
}

/** A message of the user's side in the midst of a conversation. */
export function userSaid(text: string, step: number): Said {
  return { text, entry: { role: 'user', step, result: null } };
}

/** What a person tells the model; it stays when its step is summed up. */
export function personSaid(text: string, step: number): Said {
  return { text: userMessage(text), entry: { role: 'user', step, result: null, stays: 'wish' } };
}

/** Asks again: after a wait, or because a crash cut an attempt off. */
export function nextAttempt(draft: Draft, path: string): void {
  const agent = agentAt(draft, path);
  setAgent(draft, path, { ...agent, attempt: agent.attempt + 1 });
  askModel(draft, path);
}
