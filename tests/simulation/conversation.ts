// What every request must be: a conversation that a strict server accepts. Each call is answered at once and in order, ids do not repeat
// within a message, arguments are JSON objects, and every reply's reasoning comes back to the byte under the keys that it came under.

import type { Reply } from './reply.ts';
import type { Report } from './report.ts';

export interface Message {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  readonly [key: string]: unknown;
}

/** Checks the messages of one request against what the model has said in this run. */
export function checkConversation(
  messages: readonly Message[],
  said: ReadonlyMap<number, Reply>,
  report: Report,
): void {
  const valid = (holds: boolean, what: string) =>
    report.promise('valid conversation', holds, () => `${what}: ${JSON.stringify(messages).slice(0, 1500)}`);
  const first = messages.findIndex(({ role }) => role !== 'system');
  valid(messages[first]?.role === 'user', 'a user speaks first');
  valid(messages.at(-1)?.role !== 'assistant', 'the model does not speak last');
  for (let at = first; at < messages.length; at += 1) {
    const message = messages[at];
    if (message === undefined) return;
    valid(message.role !== 'system', 'the system speaks only at the beginning');
    valid(message.role !== 'tool', 'a result follows its call');
    if (message.role !== 'assistant') continue;
    checkReasoning(message, said, report);
    const calls = message.tool_calls ?? [];
    valid(new Set(calls.map(({ id }) => id)).size === calls.length, 'ids of one message do not repeat');
    calls.forEach((call, index) => {
      const result = messages[at + 1 + index];
      valid(result?.role === 'tool' && result.tool_call_id === call.id, 'each call is followed by its result');
      valid(isObject(call.function.arguments), 'arguments are a JSON object');
      valid(/^[A-Za-z0-9_-]{1,64}$/.test(call.function.name), 'names are names');
    });
    at += calls.length;
  }
}

function checkReasoning(message: Message, said: ReadonlyMap<number, Reply>, report: Report): void {
  const text = JSON.stringify(message);
  const number = /⟦(\d+)(?:\.\d+)?⟧/.exec(text)?.[1];
  const reply = number === undefined ? undefined : said.get(Number(number));
  if (reply === undefined || reply.reasoning === null) return;
  for (const key of reply.keys)
    report.promise(
      'all reasoning',
      message[key] === reply.reasoning,
      () => `reply ${number} came back without its ${key}: ${text.slice(0, 800)} instead of ${reply.reasoning}`,
    );
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
