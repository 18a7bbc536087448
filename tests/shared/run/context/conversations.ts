// Conversations for the tests of context: random ones, and what makes a conversation one that servers accept.

import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import {
  emptyConversation,
  told,
  type Conversation,
  type MessageEntry,
  type ToldMessage,
} from '../../../../src/shared/run/context/conversation.ts';
import { systemMessage, toolMessage, userMessage } from '../../../../src/shared/run/messages.ts';
import { seeded } from '../../../kit/seeded.ts';

const words = [
  'river',
  'ledger',
  'the',
  'of',
  'moss',
  'quarry',
  'a',
  'is',
  'signal',
  'under',
  'north',
  'table',
  'and',
  'seven',
];

const corpus = (() => {
  const random = seeded(7);
  const pieces: string[] = [];
  for (let index = 0; index < 60_000; index += 1)
    pieces.push(`${words[Math.floor(random() * words.length)] ?? ''}${random() < 0.08 ? '\n' : ' '}`);
  return pieces.join('');
})();

/** About so many tokens of prose in lines. */
export function prose(random: () => number, tokens: number): string {
  const length = Math.min(corpus.length, Math.ceil(tokens * 3.5));
  const start = Math.floor(random() * (corpus.length - length));
  return corpus.slice(start, start + length);
}

export function refOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

export function opening(random: () => number, tokens: number): readonly ToldMessage[] {
  return [
    { text: systemMessage('Answer with evidence.'), entry: { role: 'system', step: 0, result: null } },
    { text: userMessage(prose(random, tokens)), entry: { role: 'user', step: 0, result: null } },
  ];
}

/** The assistant's message of a step, with these call ids. */
export function calling(step: number, reasoning: string, ids: readonly string[]): ToldMessage {
  const calls = ids.map((id) => ({
    id,
    type: 'function',
    function: { name: 'search', arguments: `{"query":"step ${step}"}` },
  }));
  const text = JSON.stringify({ role: 'assistant', reasoning_content: reasoning, tool_calls: calls });
  return { text, entry: { role: 'assistant', step, result: null } };
}

export function answered(step: number, id: string, text: string, failed = false): ToldMessage {
  return {
    text: toolMessage(id, 'search', text),
    entry: { role: 'tool', step, result: { id, name: 'search', ref: refOf(text), failed, hidden: false } },
  };
}

/** A step: reasoning, one to four calls, their results, now and then a word from a person or a reminder. */
export function randomStep(
  random: () => number,
  step: number,
  sizes: { readonly reasoning: number; readonly result: number },
): readonly ToldMessage[] {
  const ids = Array.from(
    { length: random() < 0.7 ? 1 : 1 + Math.floor(random() * 4) },
    (_, index) => `functions.search:${step * 10 + index}`,
  );
  const messages: ToldMessage[] = [calling(step, prose(random, random() * sizes.reasoning), ids)];
  for (const id of ids) messages.push(answered(step, id, prose(random, random() * sizes.result), random() < 0.1));
  const word = random();
  if (word < 0.1)
    messages.push({ text: userMessage(`wish ${step}`), entry: { role: 'user', step, result: null, stays: 'wish' } });
  else if (word < 0.2) messages.push({ text: userMessage('Go on.'), entry: { role: 'user', step, result: null } });
  return messages;
}

export function randomConversation(
  random: () => number,
  steps: number,
  sizes = { reasoning: 1200, result: 4000 },
): Conversation {
  let conversation = told(emptyConversation, opening(random, random() * 2000));
  for (let step = 1; step <= steps; step += 1) conversation = told(conversation, randomStep(random, step, sizes));
  return conversation;
}

interface Sent {
  readonly role: string;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly { readonly id: string }[];
}

/** Every call is answered once, in order, right behind the message that made it; nothing else is in between, and entries match texts. */
export function expectWhole(conversation: Conversation): void {
  const entries: readonly MessageEntry[] = conversation.entries.from(0);
  // Written by the same functions that the machine uses.
  const messages = conversation.messages.from(0).map((text) => JSON.parse(text) as Sent);
  expect(messages.map(({ role }) => role)).toEqual(entries.map(({ role }) => role));
  expect(messages.map((message) => message.tool_call_id)).toEqual(entries.map((entry) => entry.result?.id));
  let owed: string[] = [];
  for (const message of messages) {
    if (message.role === 'tool') expect(message.tool_call_id).toBe(owed.shift());
    else {
      expect(owed).toEqual([]);
      owed = (message.tool_calls ?? []).map(({ id }) => id);
    }
  }
  expect(owed).toEqual([]);
  expect(messages[0]?.role).toBe('system');
  expect(messages[1]?.role).toBe('user');
}
