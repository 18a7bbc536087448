// A reply as the bytes of a server's stream, and every way in which such a stream goes wrong in itself. Each fault says whether what
// comes of it may still count as a whole reply.

import type { Chance } from './chance.ts';
import type { Reply } from './reply.ts';

/** `whole`: the reply stands as it was meant. `maybe`: it may stand or not, and is never acted on wrongly. `never`: it must not stand. */
export type Standing = 'whole' | 'maybe' | 'never';

export interface Written {
  readonly bytes: Uint8Array;
  readonly standing: Standing;
}

export const streamFaults = [
  'duplicate chunk',
  'index gap',
  'all calls at index 0',
  'arguments before the name',
  'arguments as an object',
  'arguments cut within an escape',
  'invalid UTF-8',
  'malformed JSON',
  'no finish reason',
  'no [DONE]',
  'more after the finish',
  'usage missing',
  'usage absurd',
  'line too long',
  'comments and CRLF',
  'error chunk in the stream',
  'error line in the stream',
  'cut off by the output limit',
  'content filter',
  'tool tokens in the content',
  'the same words again and again',
  'nothing but thought',
  'empty reply',
  'whole answer as JSON',
] as const;
export type StreamFault = (typeof streamFaults)[number];

interface Usage {
  readonly promptTokens: number;
  readonly cachedTokens: number | null;
}

type Json = Record<string, unknown>;

const absurdUsages: readonly [Json, ...Json[]] = [
  { prompt_tokens: 1e12, completion_tokens: 1e12, total_tokens: 2e12 },
  { prompt_tokens: -5, completion_tokens: 'many' },
  { prompt_tokens: 1.5, completion_tokens: null },
];

/** Writes a reply down, with a fault or without. */
export function written(reply: Reply, usage: Usage, fault: StreamFault | null, random: Chance): Written {
  const events = eventsOf(reply, fault, random);
  const finish = reply.calls.length > 0 ? 'tool_calls' : 'stop';
  const completion = Math.ceil(((reply.reasoning?.length ?? 0) + reply.content.length + 40 * reply.calls.length) / 3.5);
  const cached = usage.cachedTokens === null ? {} : { prompt_tokens_details: { cached_tokens: usage.cachedTokens } };
  const counted = {
    prompt_tokens: usage.promptTokens,
    completion_tokens: completion,
    total_tokens: usage.promptTokens + completion,
    ...cached,
  };
  const end = (reason: string | null) => chunk({}, reason);
  const total = { id: 'sim', object: 'chat.completion.chunk', choices: [], usage: counted };
  const usual = [...events, end(finish), total];
  const middle = Math.floor(events.length / 2);
  switch (fault) {
    case null:
    case 'duplicate chunk':
    case 'index gap':
    case 'all calls at index 0':
    case 'arguments before the name':
    case 'arguments as an object':
    case 'arguments cut within an escape':
      // A header that stands twice, or all calls under one index, can be read in more than one way.
      return sse(
        usual,
        fault === null || fault === 'index gap' || fault === 'arguments cut within an escape' ? 'whole' : 'maybe',
      );
    case 'invalid UTF-8':
      return { bytes: spoiled(sse(usual, 'maybe').bytes, random), standing: 'maybe' };
    case 'malformed JSON':
      return sse(
        [...events.slice(0, middle), '{"choices":[{"delta":{"content":', ...events.slice(middle), end(finish), total],
        'never',
      );
    case 'no finish reason':
      return sse([...events, total], 'never');
    case 'no [DONE]':
      return sse(usual, 'maybe', false);
    case 'more after the finish':
      return sse([...events, end(finish), end(finish), chunk({ content: '' }, null), total], 'maybe');
    case 'usage missing':
      return sse([...events, end(finish)], 'whole');
    case 'usage absurd':
      return sse([...events, end(finish), { ...total, usage: random.one(absurdUsages) }], 'maybe');
    case 'line too long':
      return sse([...events.slice(0, middle), chunk({ content: 'x'.repeat(1_100_000) }, null), end(finish)], 'never');
    case 'comments and CRLF': {
      const text = new TextDecoder().decode(sse(usual, 'whole').bytes);
      return {
        bytes: new TextEncoder().encode(`: hello\n\n${text.replaceAll('\n\n', '\r\n\r\n: still here\r\n\r\n')}`),
        standing: 'whole',
      };
    }
    case 'error chunk in the stream':
      return sse(
        [...events.slice(0, middle), { error: { message: 'The engine has died.', type: 'server_error', code: 500 } }],
        'never',
      );
    case 'error line in the stream': {
      const { bytes } = sse(events.slice(0, middle), 'never', false);
      const line = new TextEncoder().encode('error: {"message":"slot unavailable","code":500}\n\n');
      return { bytes: Buffer.concat([bytes, line]), standing: 'never' };
    }
    case 'cut off by the output limit':
      return sse([...events, end('length'), total], 'never');
    case 'content filter':
      return sse([...events, end('content_filter'), total], 'never');
    case 'tool tokens in the content':
      return sse(
        [
          chunk(
            {
              content:
                'I call <|tool_calls_section_begin|><|tool_call_begin|>functions.look:0<|tool_call_argument_begin|>{}',
            },
            null,
          ),
          end('stop'),
          total,
        ],
        'never',
      );
    case 'the same words again and again':
      return sse(
        [
          ...Array.from({ length: 400 }, () => chunk({ reasoning_content: 'and then the same once more, ' }, null)),
          end('stop'),
          total,
        ],
        'never',
      );
    case 'nothing but thought':
      return sse([chunk({ reasoning_content: 'I only think.' }, null), end('stop'), total], 'never');
    case 'empty reply':
      return sse([chunk({ content: '' }, null), end('stop'), total], 'never');
    case 'whole answer as JSON': {
      const message = {
        role: 'assistant',
        content: reply.content,
        ...reasoningOf(reply, reply.reasoning),
        ...(reply.calls.length === 0 ? {} : { tool_calls: reply.calls.map(callOf) }),
      };
      const body = {
        id: 'sim',
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: finish }],
        usage: counted,
      };
      return { bytes: new TextEncoder().encode(JSON.stringify(body)), standing: 'maybe' };
    }
  }
}

function eventsOf(reply: Reply, fault: StreamFault | null, random: Chance): (Json | string)[] {
  const events: (Json | string)[] = [chunk({ role: 'assistant', content: '' }, null)];
  for (const piece of pieces(reply.reasoning ?? '', random)) events.push(chunk(reasoningOf(reply, piece), null));
  for (const piece of pieces(reply.content, random)) events.push(chunk({ content: piece }, null));
  reply.calls.forEach((call, place) => {
    const index = fault === 'all calls at index 0' ? 0 : fault === 'index gap' ? place * 3 + 1 : place;
    const id = call.id === null ? {} : { id: call.id };
    const header = { index, ...id, type: 'function' };
    if (fault === 'arguments as an object' && isObject(call.arguments)) {
      events.push(
        calls({ ...header, function: { name: call.name, arguments: JSON.parse(call.arguments) as unknown } }),
      );
    } else if (fault === 'arguments before the name') {
      events.push(
        calls({ ...header, function: { arguments: call.arguments } }),
        calls({ index, function: { name: call.name } }),
      );
    } else {
      const cuts =
        fault === 'arguments cut within an escape' ? [...call.arguments].map(String) : pieces(call.arguments, random);
      events.push(calls({ ...header, function: { name: call.name, arguments: '' } }));
      for (const piece of cuts) events.push(calls({ index, function: { arguments: piece } }));
      if (fault === 'duplicate chunk') events.push(calls({ ...header, function: { name: call.name, arguments: '' } }));
    }
  });
  return events;
}

function reasoningOf({ keys }: Reply, text: string | null): Json {
  return text === null ? {} : Object.fromEntries(keys.map((key) => [key, text]));
}

function callOf(call: Reply['calls'][number]): Json {
  return {
    ...(call.id === null ? {} : { id: call.id }),
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  };
}

function calls(call: Json): Json {
  return chunk({ tool_calls: [call] }, null);
}

function chunk(delta: Json, finish: string | null): Json {
  return {
    id: 'sim',
    object: 'chat.completion.chunk',
    model: 'kimi-k2-thinking',
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
}

function sse(events: readonly (Json | string)[], standing: Standing, done = true): Written {
  const lines = events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
  return { bytes: new TextEncoder().encode(`${lines.join('')}${done ? 'data: [DONE]\n\n' : ''}`), standing };
}

// Cuts a text where a tokenizer might, never within a character.
function pieces(text: string, random: Chance): string[] {
  const characters = [...text];
  const found: string[] = [];
  const longest = Math.max(4, Math.ceil(characters.length / 12));
  for (let at = 0; at < characters.length; ) {
    const length = random.between(1, longest);
    found.push(characters.slice(at, at + length).join(''));
    at += length;
  }
  return found;
}

// One byte within a text becomes one that UTF-8 does not have.
function spoiled(bytes: Uint8Array, random: Chance): Uint8Array {
  const copy = new Uint8Array(bytes);
  const at = new TextDecoder().decode(copy).indexOf('the');
  if (at > 0) copy[Math.min(copy.length - 1, at + random.between(0, 2))] = 0xff;
  return copy;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
