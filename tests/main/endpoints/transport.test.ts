// One attempt at a model request, end to end over real connections, where servers answer in ways that a client would rather not see.

import { afterEach, describe, expect, test } from 'vitest';
import { createModelCaller } from '../../../src/main/endpoints/transport.ts';
import { assistantMessage } from '../../../src/shared/run/messages.ts';
import {
  ask,
  bindingTo,
  openEndpointClient,
  question,
  type ClientOptions,
  type EndpointClient,
} from '../../kit/endpoint-client.ts';
import { events, json, startModelServer, stream, type Answer, type ModelServer } from '../../kit/model-server.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function setUp(
  answer: Answer,
  options: ClientOptions = {},
): Promise<{ readonly client: EndpointClient; readonly server: ModelServer }> {
  const server = await startModelServer(answer);
  const client = await openEndpointClient(options);
  closers.push(
    () => server.close(),
    () => client.close(),
  );
  return { client, server };
}

describe('an answer that is no stream', () => {
  test('but a whole completion in JSON, counts', async () => {
    const completion = {
      id: 'cmpl-9',
      model: 'test-model',
      choices: [
        { index: 0, message: { role: 'assistant', reasoning_content: 'Hm.', content: 'Four.' }, finish_reason: 'stop' },
      ],
      usage: { prompt_tokens: 5, completion_tokens: 3 },
    };
    const { client, server } = await setUp((_, response) => json(response, 200, completion));
    const { outcome, pieces } = await ask(client, question(bindingTo(server.url)));
    expect(outcome).toMatchObject({
      verdict: 'final',
      reply: { reasoning: 'Hm.', content: 'Four.', calls: [] },
      usage: { promptTokens: 5, completionTokens: 3, cachedTokens: null, reasoningTokens: null },
      responseId: 'cmpl-9',
    });
    expect(pieces.map(({ channel, text }) => [channel, text])).toEqual([
      ['reasoning', 'Hm.'],
      ['content', 'Four.'],
    ]);
  });

  test('but an error with status 200, is an error', async () => {
    const { client, server } = await setUp((_, response) =>
      json(response, 200, { error: { message: 'Model crashed' } }),
    );
    expect((await ask(client, question(bindingTo(server.url)))).outcome).toMatchObject({
      verdict: 'error',
      error: { code: 'endpoint.server_failed' },
    });
  });

  test('but broken JSON, is an error', async () => {
    const { client, server } = await setUp((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"choices":[');
    });
    expect((await ask(client, question(bindingTo(server.url)))).outcome).toMatchObject({
      verdict: 'error',
      error: { code: 'endpoint.bad_stream' },
      retryable: true,
    });
  });

  test.each(['text/html; charset=utf-8', 'text/plain', 'application/octet-stream', ''])(
    'but %s, is refused even if it looks like one',
    async (type) => {
      const body = type.startsWith('text/html')
        ? '<!doctype html><title>Sign in</title>'
        : events([{ content: 'x' }], 'stop');
      const { client, server } = await setUp((_, response) => {
        response.writeHead(200, type === '' ? {} : { 'content-type': type });
        response.end(body);
      });
      const { outcome } = await ask(client, question(bindingTo(server.url)));
      expect(outcome).toMatchObject({ verdict: 'error', error: { code: 'endpoint.not_a_stream' }, retryable: false });
      if (type.startsWith('text/html') && 'error' in outcome)
        expect(outcome.error.message).toContain('answered with a web page');
    },
  );
});

describe('a stream that is no answer', () => {
  const verdictOf = async (body: string, last = false): Promise<unknown> => {
    const { client, server } = await setUp((_, response) => stream(response, body));
    const { outcome } = await ask(client, question(bindingTo(server.url), { last }));
    return {
      verdict: outcome.verdict,
      ...('error' in outcome ? { code: outcome.error.code, retryable: outcome.retryable } : {}),
    };
  };
  const call = { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }] };
  const rows: readonly (readonly [string, string, string, boolean])[] = [
    ['with nothing in it', '', 'incomplete', true],
    ['with [DONE] alone', 'data: [DONE]\n\n', 'incomplete', true],
    ['without a finish reason', events([{ content: 'Four.' }], null), 'incomplete', true],
    [
      'that ends inside an event after its finish reason',
      events([{ content: 'Four.' }], 'stop').replace('data: [DONE]\n\n', 'data: {"id":'),
      'incomplete',
      true,
    ],
    ['with a finish reason that nobody knows', events([{ content: 'Four.' }], 'abort'), 'incomplete', true],
    ['with a call and no finish reason', events([call], null), 'incomplete', true],
    ['with a call cut by the limit', events([call], 'length'), 'truncated', true],
    ['with a call that the filter stopped', events([call], 'content_filter'), 'filtered', false],
    ['that announces calls and has none', events([{ content: 'I call.' }], 'tool_calls'), 'incomplete', true],
    [
      'with a call without a name',
      events([{ tool_calls: [{ index: 0, id: 'a', function: { arguments: '{"x":1}' } }] }], 'tool_calls'),
      'incomplete',
      true,
    ],
    ['that only thinks', events([{ reasoning_content: 'Hm.' }], 'stop'), 'think_only', true],
    ['that is only space', events([{ content: ' \n' }], 'stop'), 'empty', true],
    [
      'with tokens of K2’s template',
      events([{ content: '<|tool_calls_section_begin|>' }], 'stop'),
      'leaked_tool_tokens',
      true,
    ],
    [
      'with tokens of K3’s template in its thoughts',
      events([{ reasoning_content: '<|open|>tool' }, { content: 'x' }], 'stop'),
      'leaked_tool_tokens',
      true,
    ],
  ];
  test.each(rows)('%s', async (_, body, verdict, retryable) => {
    expect(await verdictOf(body)).toEqual({ verdict, code: `endpoint.${verdict}`, retryable });
  });

  test('of two finish reasons the one that permits less counts', async () => {
    const twice = events([call, {}], 'length').replace(
      '"finish_reason":null}]}\n\ndata: {"id"',
      '"finish_reason":"stop"}]}\n\ndata: {"id"',
    );
    expect(twice).toContain('"finish_reason":"stop"');
    expect(await verdictOf(twice)).toMatchObject({ verdict: 'truncated' });
  });

  test('calls count with "stop" too, but not in the last step', async () => {
    expect(await verdictOf(events([call], 'stop'))).toEqual({ verdict: 'tool_calls' });
    expect(await verdictOf(events([call], 'tool_calls'), true)).toMatchObject({ verdict: 'empty' });
    expect(await verdictOf(events([{ content: 'Four.' }, call], 'tool_calls'), true)).toEqual({ verdict: 'final' });
  });

  test('an event that is not JSON, in the middle, is an error; a short notice that the context is full is one too', async () => {
    expect(await verdictOf(`data: {"choices":\n\n${events([{ content: 'x' }], 'stop')}`)).toEqual({
      verdict: 'error',
      code: 'endpoint.bad_stream',
      retryable: true,
    });
    expect(
      await verdictOf(
        events([{ content: 'Trying to keep the first 5000 tokens when context the overflows.' }], 'stop'),
      ),
    ).toMatchObject({ code: 'endpoint.context_overflow' });
  });

  test('a single event of more than 1 MiB is refused, in one line or in many, and so is a line that never ends', async () => {
    const long = 'x'.repeat(1024 * 1024);
    for (const body of [`data: ${long}y\n\n`, `${`data: ${'x'.repeat(1000)}\n`.repeat(1100)}\n`, `:${long}`]) {
      expect(await verdictOf(body)).toMatchObject({ verdict: 'error', code: 'endpoint.too_large', retryable: false });
    }
  });

  test('a reply that fills the whole window is an overflow, which asking again would not mend', async () => {
    const body = events([{ content: 'Four' }], 'length', { prompt_tokens: 4000, completion_tokens: 96 });
    const { client, server } = await setUp((_, response) => stream(response, body));
    const ending = async (windowTokens: number | null): Promise<unknown> => {
      const { outcome } = await ask(client, question(bindingTo(server.url, { windowTokens })));
      return 'error' in outcome ? [outcome.verdict, outcome.error.code, outcome.retryable] : outcome.verdict;
    };
    expect(await ending(4096)).toEqual(['truncated', 'endpoint.context_overflow', false]);
    expect(await ending(4097)).toEqual(['truncated', 'endpoint.truncated', true]);
    expect(await ending(null)).toEqual(['truncated', 'endpoint.truncated', true]);
  });

  test('a reply that repeats itself is stopped while it comes, and what there was is kept', async () => {
    let hungUp: Promise<unknown> | undefined;
    const { client, server } = await setUp((_, response) => {
      hungUp = new Promise((resolve) => {
        response.on('close', resolve);
      });
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = (): void => {
        while (
          !response.destroyed &&
          response.write('data: {"choices":[{"index":0,"delta":{"reasoning":"Wait, "}}]}\n\n')
        );
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const { outcome } = await ask(client, question(bindingTo(server.url)));
    await hungUp;
    if (!('error' in outcome)) throw new Error('it was stopped');
    const { verdict, error, retryable, reply, raw } = outcome;
    expect([verdict, error.code, retryable]).toEqual(['repetitive', 'endpoint.repetitive', true]);
    expect(reply).toEqual({ reasoning: 'Wait, '.repeat(334), content: null, calls: [], reasoningKeys: ['reasoning'] });
    expect(Buffer.from(raw ?? []).toString()).toMatch(/^data: \{"choices"/);
  });

  test('arguments with tokens of the template behind them are no call', async () => {
    const leaked = { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}<|tool_call_end|>' } }] };
    expect(await verdictOf(events([leaked], 'tool_calls'))).toMatchObject({ verdict: 'leaked_tool_tokens' });
    const quoted = {
      tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":"<|tool_call_end|>"}' } }],
    };
    expect(await verdictOf(events([quoted], 'tool_calls'))).toEqual({ verdict: 'tool_calls' });
  });

  test('an error inside the stream explains a connection that then breaks', async () => {
    const { client, server } = await setUp((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"error":{"message":"engine_overloaded"}}\n\n', () => response.destroy());
    });
    expect((await ask(client, question(bindingTo(server.url)))).outcome).toMatchObject({
      verdict: 'error',
      error: { code: 'endpoint.overloaded' },
    });
  });

  test('an error of the client’s own making in the stream is not asked again', async () => {
    const flat = { object: 'error', message: 'bad field', type: 'BadRequestError', code: 400 };
    expect(await verdictOf(`data: ${JSON.stringify(flat)}\n\n`)).toEqual({
      verdict: 'error',
      code: 'endpoint.request_refused',
      retryable: false,
    });
  });
});

describe('an abort', () => {
  test('before the request opens no connection', async () => {
    const { client, server } = await setUp(() => undefined);
    const { outcome } = await ask(client, question(bindingTo(server.url)), AbortSignal.abort());
    expect([outcome.verdict, server.connections()]).toEqual(['aborted', 0]);
  });

  test('while the server is silent ends at once, and the server sees the connection go', async () => {
    const abort = new AbortController();
    let gone: Promise<void> | undefined;
    const { client, server } = await setUp((_, response) => {
      gone = new Promise((resolve) => {
        response.on('close', resolve);
      });
      abort.abort();
    });
    const { outcome } = await ask(client, question(bindingTo(server.url)), abort.signal);
    expect(outcome).toMatchObject({ verdict: 'aborted', error: { code: 'endpoint.aborted' }, retryable: false });
    await gone;
  });

  test('in the middle keeps what had come', async () => {
    const { client, server } = await setUp((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"index":0,"delta":{"reasoning_content":"I begin"}}]}\n\n');
    });
    const abort = new AbortController();
    const outcome = await client.callModel(question(bindingTo(server.url)), () => abort.abort(), abort.signal);
    expect(outcome).toMatchObject({
      verdict: 'aborted',
      reply: { reasoning: 'I begin', content: null, calls: [] },
      usage: null,
    });
  });
});

describe('what is kept', () => {
  test('of a failure are the bytes as they came; of an answer and of an abort none', async () => {
    const cut = events([{ content: 'Four.' }], null);
    const good = events([{ content: 'Four.' }], 'stop');
    const { client, server } = await setUp((_, response, nth) => stream(response, nth === 0 ? cut : good));
    const raws: unknown[] = [];
    for (let nth = 0; nth < 2; nth += 1) {
      const { outcome } = await ask(client, question(bindingTo(server.url)));
      raws.push('raw' in outcome ? Buffer.from(outcome.raw ?? []).toString() : undefined);
    }
    const aborted = await ask(client, question(bindingTo(server.url)), AbortSignal.abort());
    expect([...raws, 'raw' in aborted.outcome]).toEqual([cut, undefined, false]);
  });

  test('are times of the clock that was given', async () => {
    const { client, server } = await setUp((_, response) => stream(response, events([{ content: 'ok' }], 'stop')));
    let time = 1000;
    const callModel = createModelCaller({
      endpoints: client.endpoints,
      network: client.network,
      now: () => 0,
      elapsed: () => (time += 250),
    });
    const { outcome } = await ask({ callModel }, question(bindingTo(server.url)));
    expect([outcome.firstTokenMs, outcome.durationMs]).toEqual([250, 500]);
  });
});

describe('a request', () => {
  test('goes out once, to chat completions, with the fields of its profile', async () => {
    const { client, server } = await setUp((_, response) => stream(response, events([{ content: 'ok' }], 'stop')), {
      config: {},
    });
    await ask(client, question(bindingTo(server.url, { model: 'moonshotai/Kimi-K2-Thinking' })));
    await ask(client, question(bindingTo(server.url)));
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/chat/completions',
      'POST /v1/chat/completions',
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ temperature: 1, top_p: 0.95 });
    expect(Object.keys(JSON.parse(server.requests[1]?.body ?? '') as object)).toEqual([
      'model',
      'messages',
      'stream',
      'stream_options',
      'max_tokens',
    ]);
  });

  test('to Moonshot’s models carries the conversation as cache key, keeps their thinking, and leaves sampling alone', async () => {
    const { client, server } = await setUp((_, response) => stream(response, events([{ content: 'ok' }], 'stop')));
    await client.close();
    const own = await openEndpointClient({ config: { here: { url: server.url, profile: 'moonshot' } } });
    closers.push(() => own.close());
    const binding = await own.endpoints.bind('here', 'kimi-k2.6', '2026-11-24');
    await ask(own, question(binding));
    const body = JSON.parse(server.requests[0]?.body ?? '') as Record<string, unknown>;
    expect(body).toMatchObject({
      model: 'kimi-k2.6',
      max_completion_tokens: 4000,
      thinking: { type: 'enabled', keep: 'all' },
      prompt_cache_key: 'run-1/agent',
    });
    for (const field of ['temperature', 'top_p', 'max_tokens']) expect(body).not.toHaveProperty(field);
    expect(server.requests[0]?.headers['authorization']).toBeUndefined();
  });

  test('that is redirected ends, and the other server hears nothing', async () => {
    const thief = await startModelServer((_, response) => stream(response, events([{ content: 'mine' }], 'stop')));
    closers.push(() => thief.close());
    const { client, server } = await setUp((_, response) => {
      response.writeHead(307, { location: `${thief.url}/chat/completions` });
      response.end();
    });
    expect((await ask(client, question(bindingTo(server.url)))).outcome).toMatchObject({
      verdict: 'error',
      error: { code: 'endpoint.redirected' },
      retryable: false,
    });
    expect(thief.connections()).toBe(0);
  });

  test('survives a listener that throws, as a failed attempt', async () => {
    const { client, server } = await setUp((_, response) => stream(response, events([{ content: 'ok' }], 'stop')));
    const outcome = await client.callModel(
      question(bindingTo(server.url)),
      () => {
        throw new Error('the panel is gone');
      },
      new AbortController().signal,
    );
    expect(outcome).toMatchObject({ verdict: 'error', error: { code: 'endpoint.unexpected' } });
  });

  test('keeps "no reasoning" apart from "empty reasoning", so that each is echoed as it was', async () => {
    for (const [deltas, reasoning] of [
      [[{ content: 'x' }], null],
      [[{ reasoning_content: '' }, { content: 'x' }], ''],
      [[{ reasoning: null }, { content: 'x' }], null],
    ] as const) {
      const { client, server } = await setUp((_, response) => stream(response, events(deltas, 'stop')));
      const binding = bindingTo(server.url);
      const { outcome } = await ask(client, question(binding));
      expect(outcome.reply.reasoning).toBe(reasoning);
      expect(
        Object.hasOwn(JSON.parse(assistantMessage(outcome.reply, [], binding.dialect)) as object, 'reasoning_content'),
      ).toBe(reasoning !== null);
    }
  });
});
