// The conversation of an agent as it is sent, with what the context policy must know of each message beside its text. Both lists only
// grow until a change of context writes them anew; the events keep everything.

import { AppendList } from '../append-list.ts';
import { estimateTokens } from './tokens.ts';

/** What the context policy must know of one message; the message's JSON text stands at the same position in `messages`. */
export interface MessageEntry {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  /** The step that it belongs to; 0 for the opening. */
  readonly step: number;
  /** Estimated tokens of the text as it is sent. */
  readonly tokens: number;
  /** For a tool message: the call that it answers, the place of the whole result, and whether it is still shown. */
  readonly result: {
    readonly id: string;
    readonly name: string;
    /** First 16 hex digits of the SHA-256 of the whole result text. */
    readonly ref: string;
    readonly failed: boolean;
    readonly hidden: boolean;
  } | null;
  /** `wish`: a person's message, kept when its step is summed up. `notes`: what is left of steps that are no longer sent. */
  readonly stays?: 'wish' | 'notes';
}

export interface Conversation {
  readonly messages: AppendList<string>;
  readonly entries: AppendList<MessageEntry>;
}

/** A message to be told: its JSON text and what the policy must know of it. */
export interface ToldMessage {
  readonly text: string;
  readonly entry: Omit<MessageEntry, 'tokens'>;
}

export const emptyConversation: Conversation = {
  messages: AppendList.of<string>([]),
  entries: AppendList.of<MessageEntry>([]),
};

/** The conversation with more messages at its end, their tokens estimated. */
export function told(conversation: Conversation, messages: readonly ToldMessage[]): Conversation {
  if (messages.length === 0) return conversation;
  return {
    messages: conversation.messages.push(...messages.map(({ text }) => text)),
    entries: conversation.entries.push(
      ...messages.map(({ text, entry }) => ({ ...entry, tokens: estimateTokens(text) })),
    ),
  };
}

/** Estimated tokens of all messages; tools and what a server's template adds come on top. */
export function conversationTokens(conversation: Conversation): number {
  const { backing, length } = conversation.entries;
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += backing[i]?.tokens ?? 0;
  return sum;
}

/**
 * The best estimate of a request after its conversation was shortened, from the best one before: less by what the messages lost, at
 * `tokenRatio` counted tokens for one estimated.
 */
export function tokensAfterChange(
  tokensBefore: number,
  before: Conversation,
  after: Conversation,
  tokenRatio = 1,
): number {
  const all = conversationTokens(before);
  const lost = all - conversationTokens(after);
  const scale = all === 0 ? 1 : Math.min(tokenRatio, tokensBefore / all);
  return Math.max(0, Math.ceil(tokensBefore - lost * scale));
}

/** An assistant's message with everything up to the next one: never cut within. Positions, `end` excluded. */
export interface StepGroup {
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
}

/** A conversation's parts: the head before the first assistant's message, then the steps. */
export function partsOf(conversation: Conversation): { readonly head: number; readonly groups: readonly StepGroup[] } {
  const entries = conversation.entries.from(0);
  const starts = entries.flatMap((entry, position) => (entry.role === 'assistant' ? [position] : []));
  const groups = starts.map((start, index): StepGroup => {
    const end = starts[index + 1] ?? entries.length;
    let tokens = 0;
    for (let i = start; i < end; i += 1) tokens += entries[i]?.tokens ?? 0;
    return { start, end, tokens };
  });
  return { head: starts[0] ?? entries.length, groups };
}
