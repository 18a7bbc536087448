// Moves a conversation to another model in its midst: what was said stays, written as the other server reads it.

import { agentAt, bindingOf, digestOf, setAgent } from './agent-state.ts';
import { AppendList } from './append-list.ts';
import { rewriteMessage } from './messages.ts';
import type { AgentState, Draft, RunState } from './state.ts';

/** Lets an agent go on with another of the run's models. */
export function changeModel(draft: Draft, path: string, key: string): void {
  setAgent(draft, path, rewritten(draft, { ...agentAt(draft, path), model: key }));
}

/** An agent whose conversation is written for the model that it talks to now. */
export function rewritten(state: RunState, agent: AgentState): AgentState {
  const { dialect } = bindingOf(state, agent);
  const entries = agent.conversation.entries.from(0);
  const before = agent.conversation.messages.from(0);
  const messages = before.map((text, index) =>
    entries[index]?.role === 'assistant' ? rewriteMessage(text, dialect) : text,
  );
  const same = messages.every((text, index) => text === before[index]);
  const conversation = same ? agent.conversation : { ...agent.conversation, messages: AppendList.of(messages) };
  // Another model counts tokens in its own way.
  return {
    ...agent,
    conversation,
    digest: same ? agent.digest : digestOf(state, conversation),
    windowTokens: null,
    tokenRatio: 1,
    countedTokens: null,
    uncountedBytes: messages.reduce((sum, text) => sum + text.length * 3 + 16, agent.functionTokens * 4),
  };
}
