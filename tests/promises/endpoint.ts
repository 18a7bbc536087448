// What any model server together with our client must hold to, so that a loop of many steps can rest on it. A proxy between the two
// writes down the bytes that really go out.

import { describe, expect, test } from 'vitest';
import type {
  DeltaPiece,
  FunctionDeclaration,
  Hands,
  ModelOutcome,
  ModelRequest,
  StatusPiece,
} from '../../src/main/drivers/hands.ts';
import { assistantMessage, callIds, systemMessage, toolMessage, userMessage } from '../../src/shared/run/messages.ts';
import { reasoningKeys, type ModelBinding } from '../../src/shared/run/events.ts';
import { startModelServer } from '../kit/model-server.ts';

export interface EndpointPair {
  /** The server's base address; requests are sent there by way of a proxy. */
  readonly serverUrl: string;
  /** A client for the server at another address, that of the proxy. */
  connect(
    url: string,
  ): Promise<{ readonly callModel: Hands['callModel']; readonly binding: ModelBinding; close(): Promise<void> }>;
  close(): Promise<void>;
}

/** What a server does not do, and what is therefore not asked of the pair. */
export interface Traits {
  /** It does not tell what came from its cache. */
  readonly silentCache?: true;
  /** It passes over a history without its reasoning. */
  readonly lenient?: true;
}

const functions: readonly FunctionDeclaration[] = [
  {
    name: 'search_reports',
    description: 'Search the reports and return the passages nearest to the query.',
    parameters: {
      type: 'object',
      properties: { query: { type: 'string' } },
      required: ['query'],
      additionalProperties: false,
    },
  },
];
const opening = [
  // Long enough for prefix caches, which begin at 256 tokens.
  systemMessage(
    `Answer from the reports and cite them. ${'Keep to what they say, and say so when they say nothing. '.repeat(40)}`,
  ),
  userMessage('What did the reports say about the depth of the harbour, and by how much did it change?'),
];
const passage = {
  id: 'p-0a1b2c3d',
  file: 'harbour.md',
  text: 'The harbour was dredged from 10.0 to 12.5 metres in April.',
};

/** Registers the suite for one pair. */
export function endpointPromises(name: string, make: () => Promise<EndpointPair>, traits: Traits = {}): void {
  describe(`the endpoint ${name}`, () => {
    test('tells each piece of a reply as it comes; together the pieces are the reply', () =>
      conversing(make, async ({ step }) => {
        const { outcome, pieces } = await step();
        expect(outcome.verdict).toBe('tool_calls');
        const joined = (channel: DeltaPiece['channel'], index: number | null): string =>
          pieces
            .filter((piece) => piece.channel === channel && (piece.call?.index ?? null) === index)
            .map(({ text }) => text)
            .join('');
        expect(joined('reasoning', null)).toBe(outcome.reply.reasoning ?? '');
        expect(joined('content', null)).toBe(outcome.reply.content ?? '');
        outcome.reply.calls.forEach((call, index) => expect(joined('arguments', index)).toBe(call.arguments));
        expect(outcome.reply.calls.length).toBeGreaterThan(0);
        expect(outcome.firstTokenMs).not.toBeNull();
      }));

    test('gets all earlier reasoning back whole, under every name that it came under, behind a prefix that never changes by a byte', () =>
      conversing(make, async ({ step, bodies, binding }) => {
        const reasonings: object[] = [];
        for (let at = 0; at < 3; at += 1) {
          const { outcome } = await step();
          if (outcome.verdict !== 'tool_calls') break;
          const { reasoning, reasoningKeys = [binding.dialect.reasoningKey] } = outcome.reply;
          reasonings.push(Object.fromEntries(reasoningKeys.map((key) => [key, reasoning])));
        }
        const sent = bodies();
        expect(sent.length).toBeGreaterThan(1);
        for (let at = 1; at < sent.length; at += 1) {
          const earlier = messagesPart(sent[at - 1] ?? '');
          expect((sent[at] ?? '').startsWith(earlier)).toBe(true);
          const { messages } = JSON.parse(sent[at] ?? '') as { readonly messages: readonly Record<string, unknown>[] };
          const echoed = messages
            .filter(({ role }) => role === 'assistant')
            .map((message) =>
              Object.fromEntries(reasoningKeys.filter((key) => key in message).map((key) => [key, message[key]])),
            );
          expect(echoed).toEqual(reasonings.slice(0, at));
          expect(toolsPart(sent[at] ?? '')).toBe(toolsPart(sent[0] ?? ''));
        }
      }));

    test('gets one result for each call, in the order of the calls and under its id', () =>
      conversing(make, async ({ step, bodies }) => {
        for (let at = 0; at < 3; at += 1) await step();
        const { messages } = JSON.parse(bodies().at(-1) ?? '') as {
          readonly messages: readonly {
            readonly role: string;
            readonly tool_call_id?: string;
            readonly tool_calls?: readonly { readonly id: string }[];
          }[];
        };
        const called = messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
        const answered = messages.filter(({ role }) => role === 'tool').map(({ tool_call_id: id }) => id);
        expect(called.length).toBeGreaterThan(1);
        expect(answered).toEqual(called);
        messages.forEach(({ tool_calls: calls = [] }, at) => {
          const next = messages.slice(at + 1, at + 1 + calls.length).map(({ tool_call_id: id }) => id);
          expect(next).toEqual(calls.map(({ id }) => id));
          expect(new Set(next).size).toBe(next.length);
        });
      }));

    test('counts tokens, and those that its cache knew from the step before', () =>
      conversing(make, async ({ step }) => {
        const first = (await step()).outcome.usage;
        const second = (await step()).outcome.usage;
        expect(first?.promptTokens).toBeGreaterThan(256);
        expect(first?.completionTokens).toBeGreaterThan(0);
        expect(second?.promptTokens).toBeGreaterThan(first?.promptTokens ?? Number.POSITIVE_INFINITY);
        // What is not told is not known; it is never taken for zero.
        if (traits.silentCache === true) return expect(second?.cachedTokens).toBeNull();
        expect(second?.cachedTokens).toBeGreaterThan(0);
        return expect(second?.cachedTokens).toBeLessThanOrEqual(first?.promptTokens ?? 0);
      }));

    test('answers without calls in the last step', () =>
      conversing(make, async ({ step }) => {
        await step();
        const { outcome } = await step({ last: true });
        expect(outcome.verdict).toBe('final');
        expect(outcome.reply.content?.trim()).not.toBe('');
      }));

    test('lets go at once when it is told to stop, and can be asked again', () =>
      conversing(make, async ({ step }) => {
        const abort = new AbortController();
        const stopped = await step({}, abort.signal, () => abort.abort());
        expect(stopped.outcome.verdict).toBe('aborted');
        expect((await step()).outcome.verdict).toBe('tool_calls');
      }));

    test.skipIf(traits.lenient)(
      'refuses a history without its reasoning, so that a client that drops it is noticed',
      () =>
        conversing(make, async ({ step, messages, binding }) => {
          await step();
          const key = binding.dialect.reasoningKey;
          const stripped = messages().map((text) =>
            JSON.stringify({ ...(JSON.parse(text) as object), [key]: undefined }),
          );
          const { outcome } = await step({
            messages: stripped,
            count: stripped.length,
            conversation: 'without reasoning',
          });
          expect(outcome).toMatchObject({
            verdict: 'error',
            error: { code: 'endpoint.refused_history' },
            retryable: false,
          });
        }),
    );

    test('gets the same bytes from a client that begins anew with the same messages', () =>
      conversing(make, async ({ step, bodies, messages, again }) => {
        await step();
        const history = messages();
        await step();
        await again(history);
        expect(bodies().at(-1)).toBe(bodies().at(-2));
      }));
  });
}

interface Conversation {
  readonly binding: ModelBinding;
  /** One step; when it calls, results join the conversation. */
  step(
    changes?: Partial<ModelRequest>,
    signal?: AbortSignal,
    onPiece?: () => void,
  ): Promise<{ readonly outcome: ModelOutcome; readonly pieces: readonly DeltaPiece[] }>;
  messages(): readonly string[];
  /** Bodies of the chat requests that went out. */
  bodies(): readonly string[];
  /** Asks once more with these messages, through a new client. */
  again(messages: readonly string[]): Promise<void>;
}

async function conversing(
  make: () => Promise<EndpointPair>,
  use: (conversation: Conversation) => Promise<void>,
): Promise<void> {
  const pair = await make();
  const proxy = await startRecordingProxy(pair.serverUrl);
  const client = await pair.connect(proxy.url);
  const messages = [...opening];
  let calls = 0;
  const request = (changes: Partial<ModelRequest>): ModelRequest => ({
    conversation: 'run-1/agent',
    binding: client.binding,
    messages,
    count: messages.length,
    functions,
    last: false,
    maxOutputTokens: 4096,
    ...changes,
  });
  try {
    await use({
      binding: client.binding,
      async step(changes = {}, signal = new AbortController().signal, onPiece = () => undefined) {
        const pieces: DeltaPiece[] = [];
        const take = (piece: DeltaPiece | StatusPiece): void => {
          if ('channel' in piece) pieces.push(piece);
          onPiece();
        };
        const outcome = await client.callModel(request(changes), take, signal);
        if (outcome.verdict === 'tool_calls') {
          const ids = callIds(outcome.reply, calls, client.binding.dialect);
          calls += ids.length;
          messages.push(assistantMessage(outcome.reply, ids, client.binding.dialect));
          outcome.reply.calls.forEach((call, index) =>
            messages.push(toolMessage(ids[index] ?? '', call.name, JSON.stringify([passage]))),
          );
        }
        return { outcome, pieces };
      },
      messages: () => [...messages],
      bodies: () => proxy.bodies(),
      async again(history) {
        const other = await pair.connect(proxy.url);
        await other.callModel(
          request({ messages: history, count: history.length }),
          () => undefined,
          new AbortController().signal,
        );
        await other.close();
      },
    });
  } finally {
    await client.close();
    await proxy.close();
    await pair.close();
  }
}

async function startRecordingProxy(
  target: string,
): Promise<{ readonly url: string; bodies(): readonly string[]; close(): Promise<void> }> {
  const base = target.replace(/\/v1$/, '');
  const proxy = await startModelServer(async ({ method, path, headers, body }, response) => {
    const abort = new AbortController();
    response.on('close', () => abort.abort());
    const sent = { 'content-type': headers['content-type'] ?? 'application/json' };
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: sent,
      signal: abort.signal,
      ...(method === 'GET' ? {} : { body }),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    for await (const piece of answer.body ?? []) response.write(piece);
    response.end();
  });
  return {
    url: proxy.url,
    bodies: () => proxy.requests.filter(({ path }) => path.endsWith('/chat/completions')).map(({ body }) => body),
    close: () => proxy.close(),
  };
}

function messagesPart(body: string): string {
  return body.slice(0, body.indexOf('],"stream":true'));
}

function toolsPart(body: string): string {
  return JSON.stringify((JSON.parse(body) as { readonly tools?: unknown }).tools);
}
