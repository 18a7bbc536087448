// The wire of the rehearsal endpoint: what it streams, what it counts, and what it refuses.

import { request } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startRehearsal, type Rehearsal, type RehearsalOptions } from '../../../src/main/endpoints/rehearsal/server.ts';
import { post } from './client.ts';

const running: Rehearsal[] = [];
const start = async (options: RehearsalOptions = {}) => {
  const rehearsal = await startRehearsal(options);
  running.push(rehearsal);
  return rehearsal.url;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((rehearsal) => rehearsal.close()));
});

const finder = {
  type: 'function',
  function: {
    name: 'finder',
    description: 'Search the archive for passages.',
    parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  },
};
const question = { role: 'user', content: 'How high is the tower of Brackwater?' };
const call = (id: string, query = 'tower') => ({
  id,
  type: 'function',
  function: { name: 'finder', arguments: JSON.stringify({ query }) },
});
const assistant = (calls: unknown[], reasoning: string | undefined = 'I look.') => ({
  role: 'assistant',
  ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
  tool_calls: calls,
});
const result = (id: string, content = '[]') => ({ role: 'tool', tool_call_id: id, name: 'finder', content });
const ask = (messages: unknown[], more: object = {}) => ({ model: 'rehearsal', messages, tools: [finder], ...more });

interface Chunk {
  readonly id: string;
  readonly model: string;
  readonly choices: readonly {
    readonly delta: Readonly<Record<string, unknown>>;
    readonly finish_reason: string | null;
    readonly usage?: unknown;
  }[];
  readonly usage?: unknown;
}

async function streamed(url: string, body: object): Promise<{ chunks: Chunk[]; text: string }> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ ...body, stream: true }),
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const text = await response.text();
  const chunks = text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)) as Chunk);
  return { chunks, text };
}

describe('the wire', () => {
  test('a stream brings a role, reasoning, a named call, its arguments in fragments, a finish with usage, and [DONE]', async () => {
    const { chunks, text } = await streamed(
      await start(),
      ask([question], { stream_options: { include_usage: true } }),
    );
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    const kinds = chunks.slice(1).map((chunk) => {
      const delta = chunk.choices[0]?.delta ?? {};
      return 'reasoning_content' in delta
        ? 'reasoning'
        : 'tool_calls' in delta
          ? 'call'
          : chunk.choices.length === 0
            ? 'usage'
            : 'finish';
    });
    expect([...new Set(kinds)]).toEqual(['reasoning', 'call', 'finish', 'usage']);
    const fragments = chunks.flatMap(
      (chunk) =>
        (chunk.choices[0]?.delta['tool_calls'] ?? []) as {
          index: number;
          id?: string;
          function: { name?: string; arguments: string };
        }[],
    );
    expect(fragments[0]).toMatchObject({
      index: 0,
      id: 'functions.finder:0',
      type: 'function',
      function: { name: 'finder', arguments: '' },
    });
    expect(fragments.length).toBeGreaterThan(2);
    expect(
      Object.keys(JSON.parse(fragments.map((fragment) => fragment.function.arguments).join('')) as object),
    ).toEqual(['query']);
    const finish = chunks.find((chunk) => typeof chunk.choices[0]?.finish_reason === 'string')?.choices[0];
    expect(finish?.finish_reason).toBe('tool_calls');
    expect(finish?.usage).toEqual(chunks.at(-1)?.usage);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(new Set(chunks.map((chunk) => chunk.model))).toEqual(new Set(['rehearsal']));
  });

  test('a stream and a whole answer say the same', async () => {
    const url = await start();
    const { json } = await post(url, ask([question]));
    const { chunks } = await streamed(url, ask([question]));
    const reasoning = chunks.map((chunk) => chunk.choices[0]?.delta['reasoning_content'] ?? '').join('');
    expect(reasoning).toBe(json.choices[0]?.message.reasoning_content);
    expect(reasoning).not.toBe('');
  });

  test('the usage chunk is sent only when it was asked for', async () => {
    const { chunks } = await streamed(await start(), ask([question]));
    expect(chunks.every((chunk) => chunk.choices.length === 1)).toBe(true);
  });

  test('call ids count all calls of the conversation', async () => {
    const url = await start();
    const history = [
      question,
      assistant([call('functions.finder:0'), call('functions.finder:1', 'height')]),
      result('functions.finder:0'),
      result('functions.finder:1'),
    ];
    const { json } = await post(url, ask(history));
    expect(json.choices[0]?.message.tool_calls?.[0]?.id).toBe('functions.finder:2');
  });

  test('a token limit cuts the answer and says so', async () => {
    const url = await start();
    const { json } = await post(url, ask([question], { max_completion_tokens: 5 }));
    expect(json.choices[0]?.finish_reason).toBe('length');
    expect(json.usage.completion_tokens).toBeLessThanOrEqual(5);
    expect(json.choices[0]?.message.tool_calls).toBeUndefined();
  });

  test('tool_choice none, required and named are honoured', async () => {
    const url = await start();
    const none = await post(url, ask([question], { tool_choice: 'none' }));
    expect(none.json.choices[0]).toMatchObject({ finish_reason: 'stop' });
    const other = {
      ...finder,
      function: {
        ...finder.function,
        name: 'other',
        description: 'Evaluate an arithmetic expression.',
        parameters: { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] },
      },
    };
    const named = await post(
      url,
      ask([question], { tools: [finder, other], tool_choice: { type: 'function', function: { name: 'other' } } }),
    );
    expect(named.json.choices[0]?.message.tool_calls?.map((made) => made.function.name)).toEqual(['other']);
    const done = [
      question,
      assistant([call('a')]),
      result('a'),
      { role: 'assistant', content: 'Nobody knows.' },
      { role: 'user', content: 'Thanks.' },
    ];
    const required = await post(url, ask(done, { tool_choice: 'required' }));
    expect(required.json.choices[0]?.finish_reason).toBe('tool_calls');
  });

  test('models and answers say that there is no model', async () => {
    const url = await start();
    const models = (await (await fetch(`${url}/models`)).json()) as {
      data: { id: string; owned_by: string; description: string; context_length: number }[];
    };
    expect(models.data).toHaveLength(1);
    expect(models.data[0]).toMatchObject({
      id: 'rehearsal',
      owned_by: 'longline-rehearsal',
      context_length: 4_194_304,
    });
    expect(models.data[0]?.description).toContain('no model');
    const { json } = await post(url, ask([question]));
    expect(json).toMatchObject({ model: 'rehearsal', system_fingerprint: 'rehearsal-no-model' });
  });

  test('unknown paths, methods and foreign callers are turned away', async () => {
    const url = await start();
    expect((await fetch(`${url}/embeddings`, { method: 'POST', body: '{}' })).status).toBe(404);
    expect((await fetch(`${url}/chat/completions`)).status).toBe(405);
    expect((await fetch(`${url}/models`, { headers: { origin: 'https://example.org' } })).status).toBe(403);
    const status = await new Promise<number>((resolve, reject) => {
      request(`${url}/models`, { headers: { host: 'rebound.example.org' } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('a delay is kept before each delta, and a client that leaves ends it', async () => {
    const url = await start({ delayMs: 15 });
    const began = performance.now();
    const { chunks } = await streamed(url, ask([question]));
    expect(performance.now() - began).toBeGreaterThan((chunks.length - 2) * 14);

    const timers = vi.spyOn(globalThis, 'setTimeout');
    const slow = await startRehearsal({ delayMs: 50_000 });
    const controller = new AbortController();
    const response = await fetch(`${slow.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...ask([question]), stream: true }),
      signal: controller.signal,
    });
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"role":"assistant"');
    controller.abort();
    await expect(reader?.read()).rejects.toThrow();
    await slow.close();
    const waits = timers.mock.results.filter((_, index) => timers.mock.calls[index]?.[1] === 50_000);
    expect(waits.length).toBeGreaterThan(0);
    await expect.poll(() => waits.every((wait) => (wait.value as { _destroyed: boolean })._destroyed)).toBe(true);
  });

  test('options out of range are refused with a code', async () => {
    await expect(startRehearsal({ steps: 1001 })).rejects.toMatchObject({ code: 'rehearsal.bad_option' });
    await expect(startRehearsal({ delayMs: -1 })).rejects.toMatchObject({ code: 'rehearsal.bad_option' });
  });
});

describe('the count of tokens', () => {
  const long = (filler: string) => ({ role: 'system', content: filler.repeat(200) });

  test('the cached count is the shared start with an earlier prompt, in steps of 256', async () => {
    const url = await start();
    const first = await post(url, ask([long('Be exact. '), question]));
    expect(first.json.usage.cached_tokens).toBe(0);
    const grown = [long('Be exact. '), question, assistant([call('a')]), result('a')];
    const second = await post(url, ask(grown));
    expect(second.json.usage.cached_tokens).toBe(Math.floor(first.json.usage.prompt_tokens / 256) * 256);
    expect(second.json.usage.prompt_tokens_details.cached_tokens).toBe(second.json.usage.cached_tokens);
    expect(second.json.usage.total_tokens).toBe(second.json.usage.prompt_tokens + second.json.usage.completion_tokens);
    const again = await post(url, ask(grown));
    expect(again.json.usage.cached_tokens).toBe(Math.floor(second.json.usage.prompt_tokens / 256) * 256);
  });

  test('a changed start, changed tools and a short prompt share nothing', async () => {
    const url = await start();
    await post(url, ask([long('Be exact. '), question]));
    expect((await post(url, ask([long('Be brief. '), question]))).json.usage.cached_tokens).toBe(0);
    const renamed = { ...finder, function: { ...finder.function, name: 'seeker' } };
    expect((await post(url, ask([long('Be exact. '), question], { tools: [renamed] }))).json.usage.cached_tokens).toBe(
      0,
    );
    await post(url, ask([question]));
    expect((await post(url, ask([question]))).json.usage.cached_tokens).toBe(0);
  });

  test('Chinese text counts for more tokens than Latin text of the same length', async () => {
    const url = await start();
    const latin = await post(url, ask([{ role: 'user', content: 'tower '.repeat(100) }]));
    const chinese = await post(url, ask([{ role: 'user', content: '港口电池储能项目'.repeat(75) }]));
    expect(chinese.json.usage.prompt_tokens).toBeGreaterThan(latin.json.usage.prompt_tokens * 1.5);
  });
});

describe('what is refused', () => {
  const refused: [string, unknown[], RegExp, object?][] = [
    [
      'dropped reasoning',
      [question, { role: 'assistant', tool_calls: [call('a')] }, result('a')],
      /^thinking is enabled but reasoning_content is missing in assistant tool call message at index 1$/,
    ],
    [
      'null reasoning',
      [question, { role: 'assistant', reasoning_content: null, tool_calls: [call('a')] }, result('a')],
      /reasoning_content is missing .* index 1/,
    ],
    ['a call without a result', [question, assistant([call('a')])], /did not have response messages: a/],
    [
      'a result too few',
      [question, assistant([call('a'), call('b')]), result('a'), question],
      /did not have response messages: b/,
    ],
    ['a result of no call', [question, result('ghost')], /tool_call_id ghost is not found/],
    [
      'two results of one call',
      [question, assistant([call('a')]), result('a'), result('a')],
      /tool_call_id a is not found/,
    ],
    [
      'an empty assistant',
      [question, { role: 'assistant', content: '' }, question],
      /position 1 with role 'assistant' must not be empty/,
    ],
    [
      'an empty text beside calls',
      [question, { ...assistant([call('a')]), content: '' }, result('a')],
      /text content is empty/,
    ],
    [
      'arguments that are not JSON',
      [
        question,
        assistant([{ id: 'a', type: 'function', function: { name: 'finder', arguments: '{"q' } }]),
        result('a'),
      ],
      /not a JSON object/,
    ],
    ['an unknown role', [{ role: 'developer', content: 'x' }], /unknown role/],
    ['no messages', [], /must not be empty/],
    ['an answer as the last message', [question, { role: 'assistant', content: 'Ten.' }], /last message/],
    ['duplicate tools', [question], /function name finder is duplicated/, { tools: [finder, finder] }],
    [
      'a named tool that is not offered',
      [question],
      /not among the tools/,
      { tool_choice: { type: 'function', function: { name: 'ghost' } } },
    ],
    ['a limit of zero', [question], /positive integer/, { max_tokens: 0 }],
  ];
  test.each(refused)('%s is refused with 400', async (_, messages, pattern, more) => {
    const { status, error } = await post(await start(), ask(messages, more ?? {}));
    expect(status).toBe(400);
    expect(error?.type).toBe('invalid_request_error');
    expect(error?.message).toMatch(pattern);
  });

  test('a body that is not JSON is refused, wherever it breaks', async () => {
    const url = await start();
    const whole = JSON.stringify(ask([question, assistant([call('a')]), result('a')]));
    for (let length = 0; length < whole.length; length += 1) {
      expect([length, (await post(url, whole.slice(0, length))).status]).toEqual([length, 400]);
    }
    expect((await post(url, whole)).status).toBe(200);
    expect((await post(url, whole.replace('},{"role":"assistant"', '}{"role":"assistant"'))).status).toBe(400);
  });

  test('an empty reasoning is accepted, and a history without reasoning is when thinking is off', async () => {
    const url = await start();
    expect((await post(url, ask([question, assistant([call('a')], ''), result('a')]))).status).toBe(200);
    const bare = [question, { role: 'assistant', tool_calls: [call('a')] }, result('a')];
    const off = await post(url, ask(bare, { thinking: { type: 'disabled' } }));
    expect(off.status).toBe(200);
    expect(off.json.choices[0]?.message.reasoning_content).toBeUndefined();
  });

  test('a mistake in a conversation that was known before is refused as well', async () => {
    const url = await start();
    const good = [question, assistant([call('a')]), result('a')];
    expect((await post(url, ask(good))).status).toBe(200);
    expect(
      (await post(url, ask([...good, { role: 'assistant', tool_calls: [call('b')] }, result('b')]))).error?.message,
    ).toMatch(/index 3/);
    expect((await post(url, ask([...good, assistant([call('b')]), result('b')]))).status).toBe(200);
  });
});

test.each([
  ['runs of spaces', ' '.repeat(100_000)],
  ['runs of lines', '\n'.repeat(100_000)],
  ['one long word', 'a'.repeat(200_000)],
  ['opened brackets', '[{"a"'.repeat(40_000)],
  ['nested braces', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
  ['digits', '1+'.repeat(60_000)],
])('a prompt and a result full of %s are answered in less than two seconds', async (_, filler) => {
  const url = await start();
  const began = performance.now();
  const messages = [
    { role: 'user', content: `How high is the tower? ${filler} x` },
    assistant([call('a')]),
    result('a', `The tower is high. ${filler} x`),
  ];
  expect((await post(url, ask(messages))).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(2000);
});

test('the same request gives the same bytes after a restart, whatever was asked before', async () => {
  const body = {
    ...ask([
      question,
      assistant([call('a')]),
      result('a', JSON.stringify([{ ref: 'k-1', text: 'The tower of Brackwater is 61 m high.' }])),
    ]),
    stream: true,
  };
  const bytesOf = async (url: string) =>
    (await (await fetch(`${url}/chat/completions`, { method: 'POST', body: JSON.stringify(body) })).text()).replace(
      /"cached_tokens":\d+/g,
      '',
    );
  const fresh = await bytesOf(await start());
  const url = await start();
  await post(url, ask([question]));
  await post(url, ask([question, assistant([call('a')]), result('a', 'other')]));
  expect(await bytesOf(url)).toBe(fresh);
  expect(await bytesOf(url)).toBe(fresh);
});
