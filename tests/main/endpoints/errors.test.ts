// What servers say is wrong, through a real connection: error bodies of all servers, waits that they ask for, and whether asking again
// makes sense.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, bindingTo, openEndpointClient, question, type EndpointClient } from '../../kit/endpoint-client.ts';
import { startModelServer, type ModelServer } from '../../kit/model-server.ts';

interface Refusal {
  readonly what: string;
  readonly status: number;
  readonly body: unknown;
  readonly code: string;
  readonly retryable: boolean;
  readonly verdict?: string;
  /** The window that the words name; absent: none. */
  readonly windowTokens?: number;
}

const moonshot = (type: string, message: string): unknown => ({ error: { type, message } });

const refusals: readonly Refusal[] = [
  {
    what: 'Moonshot: filtered',
    status: 400,
    body: moonshot('content_filter', 'The request was rejected because it was considered high risk'),
    code: 'endpoint.filtered',
    retryable: false,
    verdict: 'filtered',
  },
  {
    what: 'Moonshot: too long',
    status: 400,
    body: moonshot('invalid_request_error', 'Input token length too long'),
    code: 'endpoint.context_overflow',
    retryable: false,
  },
  {
    what: 'Moonshot: too long with its answer',
    status: 400,
    body: moonshot('invalid_request_error', 'prompt tokens + max_tokens exceeds the model specification'),
    code: 'endpoint.context_overflow',
    retryable: false,
  },
  {
    what: 'Moonshot: structure',
    status: 400,
    body: moonshot(
      'invalid_request_error',
      'thinking is enabled but reasoning_content is missing in assistant tool call message at index 2',
    ),
    code: 'endpoint.refused_history',
    retryable: false,
  },
  {
    what: 'Moonshot: key',
    status: 401,
    body: moonshot('incorrect_api_key_error', 'Incorrect API key provided'),
    code: 'endpoint.key_refused',
    retryable: false,
  },
  {
    what: 'Moonshot: no permission',
    status: 403,
    body: moonshot('permission_denied_error', 'The API you are accessing is not open'),
    code: 'endpoint.forbidden',
    retryable: false,
  },
  {
    what: 'Moonshot: no such model',
    status: 404,
    body: moonshot('resource_not_found_error', 'Not found the model test-model or Permission denied'),
    code: 'endpoint.model_unknown',
    retryable: false,
  },
  {
    what: 'Moonshot: too large',
    status: 413,
    body: moonshot('invalid_request_error', 'Request exceeds the maximum size'),
    code: 'endpoint.request_too_large',
    retryable: false,
  },
  {
    what: 'Moonshot: overloaded',
    status: 429,
    body: moonshot('engine_overloaded_error', 'The engine is currently overloaded, please try again later'),
    code: 'endpoint.overloaded',
    retryable: true,
  },
  {
    what: 'Moonshot: too fast',
    status: 429,
    body: moonshot('rate_limit_reached_error', 'Your account reached max request: 3 RPM'),
    code: 'endpoint.rate_limited',
    retryable: true,
  },
  {
    what: 'Moonshot: the day is used up',
    status: 429,
    body: moonshot('rate_limit_reached_error', 'Your account reached max tokens: 1500000 TPD'),
    code: 'endpoint.rate_limited',
    retryable: false,
  },
  {
    what: 'Moonshot: no credit',
    status: 429,
    body: moonshot(
      'exceeded_current_quota_error',
      'You exceeded your current token quota, please check your account balance',
    ),
    code: 'endpoint.quota',
    retryable: false,
  },
  {
    what: 'Moonshot: no credit, by its words alone',
    status: 429,
    body: { error: { message: 'Insufficient balance, please recharge your account' } },
    code: 'endpoint.quota',
    retryable: false,
  },
  {
    what: 'Moonshot: its own failure',
    status: 500,
    body: moonshot('server_error', 'unexpected'),
    code: 'endpoint.server_failed',
    retryable: true,
  },
  {
    what: 'vLLM: too long, flat',
    status: 400,
    body: {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens (8000 in the messages, 1000 in the completion). Please reduce the length of the messages or completion.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 4096,
  },
  {
    what: 'vLLM: no room for an answer',
    status: 400,
    body: { object: 'error', message: 'max_tokens must be at least 1, got -186', type: 'BadRequestError', code: 400 },
    code: 'endpoint.context_overflow',
    retryable: false,
  },
  {
    what: 'vLLM: no such model',
    status: 404,
    body: { error: { message: 'The model `test-model` does not exist.', type: 'NotFoundError', code: 404 } },
    code: 'endpoint.model_unknown',
    retryable: false,
  },
  {
    what: 'SGLang: too long',
    status: 400,
    body: {
      object: 'error',
      message: "The input (61709 tokens) is longer than the model's context length (40960 tokens).",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 40_960,
  },
  {
    what: 'llama.cpp: too long',
    status: 400,
    body: {
      error: {
        code: 400,
        type: 'exceed_context_size_error',
        message: 'request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it',
        n_prompt_tokens: 9412,
        n_ctx: 8192,
      },
    },
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 8192,
  },
  {
    what: 'llama.cpp: still loading',
    status: 503,
    body: { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    code: 'endpoint.server_failed',
    retryable: true,
  },
  {
    what: 'llama.cpp: a history that it cannot read',
    status: 500,
    body: { error: { code: 500, message: 'Failed to parse tool call arguments as JSON: ...', type: 'server_error' } },
    code: 'endpoint.refused_history',
    retryable: false,
  },
  {
    what: 'Ollama: no such model',
    status: 404,
    body: { error: { message: 'model "test-model" not found, try pulling it first', type: 'api_error' } },
    code: 'endpoint.model_unknown',
    retryable: false,
  },
  {
    what: 'LM Studio: too long',
    status: 400,
    body: {
      error:
        'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
    },
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 4096,
  },
  {
    what: 'Moonshot: too long, with its limit',
    status: 400,
    body: moonshot(
      'invalid_request_error',
      'Invalid request: Your request exceeded model token limit: 262144 (requested: 269030)',
    ),
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 262_144,
  },
  {
    what: 'Moonshot: too long, as it said before',
    status: 400,
    body: moonshot('invalid_request_error', 'model max length exceeded, max length:8192'),
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 8192,
  },
  {
    what: 'Moonshot: too many bytes',
    status: 400,
    body: moonshot('invalid_request_error', 'total message size 2100954 exceeds limit 2097152'),
    code: 'endpoint.context_overflow',
    retryable: false,
  },
  {
    what: 'LM Studio: too long, as newer versions say it',
    status: 400,
    body: {
      error:
        'The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input.',
    },
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 4096,
  },
  {
    what: 'OpenRouter: too long',
    status: 400,
    body: {
      error: {
        code: 400,
        message:
          "This endpoint's maximum context length is 262144 tokens. However, you requested about 300012 tokens (290012 of text input, 10000 in the output).",
      },
    },
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 262_144,
  },
  {
    what: 'Together: too long',
    status: 422,
    body: {
      error: {
        message:
          'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 131073. Given: 140000 `inputs` tokens and 4096 `max_new_tokens`',
        type: 'invalid_request_error',
      },
    },
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 131_073,
  },
  {
    what: 'Fireworks: too long',
    status: 400,
    body: {
      error: {
        message: 'The prompt is too long: 140000, model maximum context length: 131071',
        code: 'invalid_request_error',
      },
    },
    code: 'endpoint.context_overflow',
    retryable: false,
    windowTokens: 131_071,
  },
  {
    what: 'Moonshot: a result without its call',
    status: 400,
    body: moonshot('invalid_request_error', 'tool_call_id  is not found'),
    code: 'endpoint.refused_history',
    retryable: false,
  },
  {
    what: 'Moonshot: an empty message',
    status: 400,
    body: moonshot('invalid_request_error', "the message at position 3 with role 'assistant' must not be empty"),
    code: 'endpoint.refused_history',
    retryable: false,
  },
  {
    what: 'DeepSeek: calls without their results',
    status: 400,
    body: {
      error: {
        message:
          "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. (insufficient tool messages following tool_calls message)",
        type: 'invalid_request_error',
      },
    },
    code: 'endpoint.refused_history',
    retryable: false,
  },
  {
    what: 'vLLM: roles out of turn',
    status: 400,
    body: {
      object: 'error',
      message: 'Conversation roles must alternate user/assistant/user/assistant/...',
      type: 'BadRequestError',
      code: 400,
    },
    code: 'endpoint.refused_history',
    retryable: false,
  },
  {
    what: 'Ollama: arguments that it cannot read',
    status: 400,
    body: {
      error: { message: 'invalid tool call arguments: unexpected end of JSON input', type: 'invalid_request_error' },
    },
    code: 'endpoint.refused_history',
    retryable: false,
  },
  {
    what: 'OpenRouter: no credit',
    status: 402,
    body: { error: { code: 402, message: 'Insufficient credits', metadata: {} } },
    code: 'endpoint.quota',
    retryable: false,
  },
  {
    what: 'DeepSeek: reasoning left out',
    status: 400,
    body: {
      error: {
        message: 'The `reasoning_content` in the thinking mode must be passed back to the API.',
        type: 'invalid_request_error',
        code: 'invalid_request_error',
      },
    },
    code: 'endpoint.refused_history',
    retryable: false,
  },
  {
    what: 'OpenAI: no quota',
    status: 429,
    body: {
      error: { code: 'insufficient_quota', message: 'You exceeded your current quota', type: 'insufficient_quota' },
    },
    code: 'endpoint.quota',
    retryable: false,
  },
  {
    what: 'transformers: a field that it does not know',
    status: 422,
    body: { detail: [{ msg: 'Extra inputs are not permitted' }] },
    code: 'endpoint.request_refused',
    retryable: false,
  },
  {
    what: 'a proxy: web page',
    status: 502,
    body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
    code: 'endpoint.server_failed',
    retryable: true,
  },
  {
    what: 'a web server: no such page',
    status: 404,
    body: '<!DOCTYPE html><html><title>Not Found</title></html>',
    code: 'endpoint.not_found',
    retryable: false,
  },
  { what: 'an empty body', status: 504, body: '', code: 'endpoint.server_failed', retryable: true },
  {
    what: 'overloaded elsewhere',
    status: 529,
    body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    code: 'endpoint.overloaded',
    retryable: true,
  },
  { what: 'a timeout of the server', status: 408, body: '', code: 'endpoint.server_failed', retryable: true },
  {
    what: 'a method that is not there',
    status: 405,
    body: { detail: 'Method Not Allowed' },
    code: 'endpoint.request_refused',
    retryable: false,
  },
];

let client: EndpointClient;
let server: ModelServer;
let answer: { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> };

const now = Date.parse('2026-11-24T00:00:00Z');

beforeAll(async () => {
  server = await startModelServer((_, response) => {
    const type = typeof answer.body === 'string' ? 'text/html' : 'application/json';
    response.writeHead(answer.status, { 'content-type': type, ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  client = await openEndpointClient({ now });
});

afterAll(async () => {
  await client.close();
  await server.close();
});

describe('a refusal is understood and asked only once:', () => {
  test.each(refusals)('$what', async ({ status, body, code, retryable, verdict = 'error', windowTokens }) => {
    answer = { status, body };
    const before = server.requests.length;
    const { outcome } = await ask(client, question(bindingTo(server.url)));
    expect(outcome).toMatchObject({ verdict, error: { code }, retryable, retryAfterMs: null, usage: null });
    if (!('error' in outcome)) throw new Error('it was refused');
    expect(outcome.windowTokens ?? undefined).toBe(windowTokens);
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    expect(outcome.raw === null ? '' : Buffer.from(outcome.raw ?? []).toString()).toBe(sent);
    expect(server.requests.length - before).toBe(1);
  });

  test.each(['x-request-id', 'x-trace-id', 'x-generation-id'])(
    'the server’s number of the request is told (%s)',
    async (name) => {
      answer = { status: 500, body: {}, headers: { [name]: 'req_7f:3-A.1' } };
      const { outcome } = await ask(client, question(bindingTo(server.url)));
      expect(outcome).toMatchObject({
        responseId: 'req_7f:3-A.1',
        error: { message: expect.stringMatching(/ \(Request req_7f:3-A\.1\.\)$/) },
      });
      answer = { status: 500, body: {}, headers: { [name]: 'not a number; but <b>words</b>' } };
      expect((await ask(client, question(bindingTo(server.url)))).outcome.responseId).toBeNull();
    },
  );

  test('a key that the server repeats is in no part of what is kept', async () => {
    const key = 'sk-canary-0123456789';
    const keyed = await openEndpointClient({
      config: { here: { url: server.url, profile: 'openai-compatible' } },
      environment: { LONGLINE_KEY_HERE: key },
    });
    answer = { status: 400, body: { error: { message: `The key ${key} is not mine`, seen: [key, btoa(key)] } } };
    const { outcome } = await ask(keyed, question(bindingTo(server.url, { endpoint: 'here' })));
    await keyed.close();
    if (!('error' in outcome)) throw new Error('it was refused');
    expect(server.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${key}`);
    const kept = JSON.stringify(outcome.error) + Buffer.from(outcome.raw ?? []).toString();
    expect([kept.includes(key), kept.includes(btoa(key)), kept.split('[key]').length - 1]).toEqual([false, false, 4]);
  });

  test('the message names the server, the model and what to do', async () => {
    answer = { status: 404, body: { error: { message: 'model "test-model" not found' } } };
    const { outcome } = await ask(client, question(bindingTo(server.url)));
    expect(outcome).toMatchObject({
      error: {
        message: `The server at ${new URL(server.url).host} does not list test-model.`,
        action: 'Load it, or choose another model.',
      },
    });
  });

  test('what the server says is quoted on one line, short, and without control characters', async () => {
    answer = { status: 400, body: { error: { message: `bad\u001b[31m\r\nfield\u202e${'x'.repeat(5000)}` } } };
    const { outcome } = await ask(client, question(bindingTo(server.url)));
    if (!('error' in outcome)) throw new Error('it was refused');
    expect(outcome.error.message).toMatch(/ It says: bad \[31m field x+…$/);
    expect(outcome.error.message.length).toBeLessThan(400);
  });
});

describe('a wait that the server asks for', () => {
  const rows: readonly [
    string,
    Readonly<Record<string, string>>,
    { retryable: boolean; retryAfterMs: number | null },
  ][] = [
    ['whole seconds', { 'retry-after': '7' }, { retryable: true, retryAfterMs: 7000 }],
    ['nothing', { 'retry-after': '0' }, { retryable: true, retryAfterMs: 0 }],
    ['parts of a second', { 'retry-after': '1.5' }, { retryable: true, retryAfterMs: 1500 }],
    ['two minutes, the longest that is waited', { 'retry-after': '120' }, { retryable: true, retryAfterMs: 120_000 }],
    ['more than two minutes', { 'retry-after': '121' }, { retryable: false, retryAfterMs: null }],
    ['a date', { 'retry-after': 'Tue, 24 Nov 2026 00:00:30 GMT' }, { retryable: true, retryAfterMs: 30_000 }],
    ['a date that is over', { 'retry-after': 'Mon, 23 Nov 2026 23:00:00 GMT' }, { retryable: true, retryAfterMs: 0 }],
    ['a day', { 'retry-after': '86400' }, { retryable: false, retryAfterMs: null }],
    ['a date far away', { 'retry-after': 'Wed, 25 Nov 2026 00:00:00 GMT' }, { retryable: false, retryAfterMs: null }],
    [
      'milliseconds, which count first',
      { 'retry-after': '9', 'retry-after-ms': '250' },
      { retryable: true, retryAfterMs: 250 },
    ],
    ['nonsense', { 'retry-after': 'soon' }, { retryable: true, retryAfterMs: null }],
    ['a negative number', { 'retry-after': '-5' }, { retryable: true, retryAfterMs: null }],
    ['nothing said', {}, { retryable: true, retryAfterMs: null }],
  ];
  test.each(rows)('%s', async (_, headers, expected) => {
    answer = { status: 429, body: moonshot('rate_limit_reached_error', 'slow down'), headers };
    expect((await ask(client, question(bindingTo(server.url)))).outcome).toMatchObject(expected);
  });

  test('that is too long is said in words', async () => {
    answer = { status: 503, body: {}, headers: { 'retry-after': '900' } };
    const { outcome } = await ask(client, question(bindingTo(server.url)));
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('It asks to wait 15 minutes.') } });
  });

  test('does not make an empty account worth asking again', async () => {
    answer = { status: 429, body: moonshot('exceeded_current_quota_error', 'no'), headers: { 'retry-after': '1' } };
    expect((await ask(client, question(bindingTo(server.url)))).outcome).toMatchObject({
      retryable: false,
      retryAfterMs: null,
    });
  });
});
