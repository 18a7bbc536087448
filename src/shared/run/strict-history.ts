// A conversation as the strictest servers want it: no two messages of the user's side in a row. Used once when a server refuses the
// history of a request as malformed, before the step fails.

import { isJsonObject } from '../json/value.ts';
import { digestOf } from './agent-state.ts';
import { emptyConversation, told, type Conversation } from './context/conversation.ts';
import { userMessage } from './messages.ts';
import type { AgentState, RunState } from './state.ts';

/** The agent with neighbouring user messages joined, or null when there is nothing to join. */
export function strictHistory(state: RunState, agent: AgentState): AgentState | null {
  const conversation = joined(agent.conversation);
  if (conversation.messages.length === agent.conversation.messages.length) return null;
  return { ...agent, conversation, digest: digestOf(state, conversation) };
}

function joined({ messages, entries }: Conversation): Conversation {
  const texts = messages.from(0);
  const said: { text: string; entry: ReturnType<typeof entries.from>[number] }[] = [];
  entries.from(0).forEach((entry, index) => {
    const text = texts[index] ?? '';
    const before = said.at(-1);
    if (entry.role === 'user' && before?.entry.role === 'user') {
      said[said.length - 1] = {
        text: userMessage(`${contentOf(before.text)}\n\n${contentOf(text)}`),
        entry: before.entry,
      };
    } else said.push({ text, entry });
  });
  return told(emptyConversation, said);
}

function contentOf(text: string): string {
  const message: unknown = JSON.parse(text);
  return isJsonObject(message) && typeof message['content'] === 'string' ? message['content'] : '';
}
