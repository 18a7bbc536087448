// The few requests of a check: a plain answer, a call of a function for two things at once, the answer to its results with the reasoning
// sent back, and the same without it. What they show is judged in findings.ts.

import { schemaCheck } from '../../../shared/tool/schema.ts';
import type { ModelBinding, ModelReply } from '../../../shared/run/events.ts';
import { assistantMessage, callIds, systemMessage, toolMessage, userMessage } from '../../../shared/run/messages.ts';
import type { FunctionDeclaration, Hands, ModelOutcome } from '../../drivers/hands.ts';

/** What was answered; null: not asked, because what it rests on failed. */
export interface Conversation {
  readonly plain: ModelOutcome;
  readonly called: ModelOutcome | null;
  /** The results of the calls, with the reasoning before them. */
  readonly echoed: ModelOutcome | null;
  /** The same without that reasoning; null also when there was none. */
  readonly stripped: ModelOutcome | null;
}

const mostRequests = 6;
const mostOutputTokens = 8192;

/** Holds the conversation. Does not reject; what may mend itself is asked again while requests are left for the rest. */
export async function converse(
  callModel: Hands['callModel'],
  binding: ModelBinding,
  signal: AbortSignal,
): Promise<Conversation> {
  let left = mostRequests;
  const share = binding.windowTokens === null ? mostOutputTokens : Math.floor(binding.windowTokens / 4);
  const maxOutputTokens = Math.max(1, Math.min(mostOutputTokens, share));
  const ask = async (
    conversation: string,
    messages: readonly string[],
    functions: readonly FunctionDeclaration[],
    needed: number,
  ): Promise<ModelOutcome> => {
    const request = {
      conversation: `check/${conversation}`,
      binding,
      messages,
      functions,
      last: false,
      maxOutputTokens,
    };
    left -= 1;
    const outcome = await callModel({ ...request, count: messages.length }, () => undefined, signal);
    const again = 'error' in outcome && outcome.retryable && left > needed && !signal.aborted;
    return again ? ask(conversation, messages, functions, needed) : outcome;
  };

  const plain = await ask('plain', [userMessage('Reply with the one word: ready')], [], 3);
  if ('error' in plain) return { plain, called: null, echoed: null, stripped: null };
  const called = await ask('loop', opening, [berths], 2);
  const reply = called.verdict === 'tool_calls' ? called.reply : null;
  if (reply === null) return { plain, called, echoed: null, stripped: null };
  const echoed = await ask('loop', history(reply, binding), [berths], 1);
  const { reasoningKeys: _, reasoningDetails: __, ...bare } = reply;
  const thought = reply.reasoning !== null && reply.reasoning !== '';
  const stripped =
    thought && !('error' in echoed)
      ? await ask('stripped', history({ ...bare, reasoning: null }, binding), [berths], 0)
      : null;
  return { plain, called, echoed, stripped };
}

function history(reply: ModelReply, { dialect }: ModelBinding): readonly string[] {
  const ids = callIds(reply, 0, dialect);
  const results = reply.calls.map((call, index) => toolMessage(ids[index] ?? '', call.name, '{"berths":[3,5]}'));
  return [...opening, assistantMessage(reply, ids, dialect), ...results];
}

/** Looks like the functions of real tools: nested, with an enumeration, whole numbers and a list. */
export const berths: FunctionDeclaration = {
  name: 'find_berths',
  description: 'Find the free berths of one port in some months of a year.',
  parameters: {
    type: 'object',
    properties: {
      port: { type: 'string', enum: ['Halmere', 'Tallow Point'] },
      period: {
        type: 'object',
        properties: {
          year: { type: 'integer', minimum: 2000, maximum: 2100 },
          months: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 12 }, minItems: 1, maxItems: 12 },
        },
        required: ['year', 'months'],
        additionalProperties: false,
      },
    },
    required: ['port', 'period'],
    additionalProperties: false,
  },
};

const fits = schemaCheck(berths.parameters);

/** Whether a call's arguments are what the function declares. */
export function fitsSchema(text: string): boolean {
  try {
    return fits(JSON.parse(text)).length === 0;
  } catch {
    return false;
  }
}

// Long enough for prefix caches, which begin at 256 tokens.
const opening: readonly string[] = [
  systemMessage(
    `You plan the berths of ships. ${'Answer only from what the function returns, name the port and the month, and say so when nothing is free. '.repeat(14)}`,
  ),
  userMessage(
    'Which berths are free in Halmere and in Tallow Point in March and April 2026? Think about which calls you need, then call the function once for each of the two ports, both calls in the same answer.',
  ),
];
