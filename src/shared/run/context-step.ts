// Shortening a conversation before its next request: what is to be done now, and the conversation after it. The policy itself is in
// context/; here it meets the state of an agent.

import { isJsonObject } from '../json/value.ts';
import { utf8Length } from '../json/utf8.ts';
import { agentAt, contextLimitsAt, digestOf, nextDigest, setAgent } from './agent-state.ts';
import { tokensAfterChange, type Conversation } from './context/conversation.ts';
import { withContextChange } from './context/change.ts';
import type { ContextLimits } from './context/limits.ts';
import { planContext, type ContextPlan } from './context/plan.ts';
import { summaryRequest } from './context/summary.ts';
import type { ContextStage, RunEventOf } from './events.ts';
import { modelEffectId } from './effects.ts';
import { addDue } from './scheduler.ts';
import type { AgentState, Draft, RunState } from './state.ts';

/** The messages of a request for a summary, with their digest: what is to be summed up, and the words that ask for it. */
export function summaryMessages(
  state: RunState,
  agent: AgentState,
  changed: readonly number[],
): { readonly messages: readonly string[]; readonly digest: string } {
  const end = Math.max(...changed) + 1;
  const messages = [...agent.conversation.messages.backing.slice(0, end), summaryTold];
  return {
    messages,
    digest: messages.reduce((digest, message) => nextDigest(state, digest, message), state.sha256('')),
  };
}

/** What a model is told when it is to sum its conversation up. */
const summaryTold = summaryRequest();

/** What the conversation of an agent needs before its next request, or null when it fits. */
export function contextDue(state: RunState, path: string): ContextPlan | null {
  const limits = contextLimitsAt(state, path);
  if (limits === null) return null;
  const agent = agentAt(state, path);
  const { summary } = agent;
  if (summary !== null && summary.text !== null) return { stage: 'summarise', changed: summary.changed };
  const past = { compactions: agent.compactions, overflow: agent.overflow, tokenRatio: agent.tokenRatio };
  return planContext(agent.conversation, agent.likelyTokens, limits, past);
}

/** The agent after its conversation was shortened in this way. */
export function shortened(
  state: RunState,
  agent: AgentState,
  limits: ContextLimits,
  stage: ContextStage,
  changed: readonly number[],
): AgentState {
  const summary = agent.summary?.text ?? null;
  const conversation = withContextChange(agent.conversation, { stage, changed, summary }, limits);
  return {
    ...agent,
    conversation,
    digest: digestOf(state, conversation),
    artifacts: keptWhole(agent, changed),
    likelyTokens: tokensAfterChange(agent.likelyTokens, agent.conversation, conversation, agent.tokenRatio),
    // What is left was counted before; what is new is bounded by its bytes.
    uncountedBytes: agent.uncountedBytes + newBytes(agent.conversation, conversation),
    compactions: agent.compactions + 1,
    overflow: false,
    summary: null,
  };
}

/** Takes in that a conversation was shortened to that of `agent`; its request becomes due again. */
export function contextChanged(draft: Draft, event: RunEventOf<'context.changed'>, agent: AgentState): void {
  const path = event.activation;
  setAgent(draft, path, agent);
  const { step, attempt } = agent;
  draft.due = draft.due.without(event.effect);
  addDue(draft, { type: 'call-model', id: modelEffectId(path, step, attempt), activation: path, step, attempt });
}

// Results that are not shown any more can still be paged through.
function keptWhole(agent: AgentState, changed: readonly number[]): AgentState['artifacts'] {
  const entries = agent.conversation.entries.from(0);
  const messages = agent.conversation.messages.from(0);
  let { artifacts } = agent;
  for (const position of changed) {
    const result = entries[position]?.result;
    if (result === null || result === undefined || result.hidden || artifacts.has(result.ref)) continue;
    const message: unknown = JSON.parse(messages[position] ?? 'null');
    if (isJsonObject(message) && typeof message['content'] === 'string')
      artifacts = artifacts.with(result.ref, message['content']);
  }
  return artifacts;
}

function newBytes(before: Conversation, after: Conversation): number {
  const known = new Set(before.messages.from(0));
  return after.messages.from(0).reduce((sum, text) => (known.has(text) ? sum : sum + utf8Length(text) + 16), 0);
}
