// What a check finds when something is wrong with a server, over a real socket: each fault is named, nothing else is blamed for it, and
// no more is asked than was said.

import { afterEach, expect, test } from 'vitest';
import type { EndpointCard } from '../../../src/shared/api/table.ts';
import { checkEndpoint } from '../../../src/main/endpoints/check.ts';
import { startDialectServer, type DialectServer, type Speech } from '../../kit/dialect-server.ts';
import { speeches } from '../../kit/dialects.ts';
import { openEndpointClient } from '../../kit/endpoint-client.ts';
import { events, json, startModelServer, stream, type Answer } from '../../kit/model-server.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function check(url: string): Promise<EndpointCard> {
  const { endpoints, network, callModel, close } = await openEndpointClient();
  closers.push(close);
  return checkEndpoint({ endpoints, network, callModel, now: () => 7 }, url, null, new AbortController().signal);
}

const vllm = speeches['vllm'] as Speech;

async function checkSpeech(
  changes: Partial<Speech>,
): Promise<{ readonly card: EndpointCard; readonly server: DialectServer }> {
  const server = await startDialectServer({ ...vllm, ...changes });
  closers.push(() => server.close());
  return { card: await check(server.url), server };
}

/** The checks that did not pass, with their words. */
function troubles({ checks }: EndpointCard): Readonly<Record<string, string>> {
  const found = checks.filter(({ id, result }) => result !== 'passed' && id !== 'quantization');
  return Object.fromEntries(found.map(({ id, result, detail }) => [id, `${result}: ${detail}`]));
}

const falling = (): Speech['usage'] => {
  let prompt = 900;
  return () => {
    prompt -= 100;
    return { own: { prompt_tokens: prompt, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 5 } } };
  };
};

const faults: readonly (readonly [string, Partial<Speech>, Partial<EndpointCard>, Readonly<Record<string, string>>])[] =
  [
    [
      'drops the reasoning that is sent back',
      { read: () => 'always the same' },
      { retention: 'reasoning-dropped' },
      {
        retention:
          'failed: A history has as many tokens with its reasoning as without: the server drops it and says nothing.',
      },
    ],
    [
      'cuts the history',
      { usage: falling() },
      { retention: 'history-truncated' },
      { retention: 'failed: A longer history had fewer tokens: the server cut it and says nothing.' },
    ],
    ['refuses a history without its reasoning', { strict: true }, { retention: 'kept' }, {}],
    [
      'shows no reasoning',
      { think: () => [] },
      { reasoningKey: null, retention: null },
      {
        reasoning:
          'warned: It shows no reasoning. If the model thinks, the parser of its reasoning is not switched on.',
        echo: 'skipped: There was no reasoning to send back; results of calls are taken.',
        retention: 'skipped: The token counts do not tell.',
      },
    ],
    [
      'makes one call at a time',
      { call: (calls, before) => vllm.call(calls.slice(0, 1), before) },
      {},
      { parallel: 'warned: It makes one call in a step, also when two are asked for: runs take more steps.' },
    ],
    [
      'writes arguments that the function does not take',
      {
        call: (calls, before) =>
          vllm.call(
            calls.map(({ name }, at) => ({ name, text: at === 0 ? '{"port":"Elsewhere"}' : '{"port":' })),
            before,
          ),
      },
      {},
      { schema: 'failed: 2 of 2 calls had arguments that the function does not take.' },
    ],
    [
      'calls a function that does not exist',
      {
        call: (calls, before) =>
          vllm.call(
            calls.map(({ text }) => ({ name: 'search', text })),
            before,
          ),
      },
      {},
      { 'tool-call': 'failed: It called "search", which is not the function that it was given.' },
    ],
    [
      'takes nothing from its cache',
      {
        usage: ({ prompt, completion }) => ({
          own: { prompt_tokens: prompt, completion_tokens: completion, cached_tokens: 0 },
        }),
      },
      { cachedTokens: true },
      { cache: 'warned: No token of the second step came from its cache: long runs read everything anew.' },
    ],
    [
      'counts nothing',
      { usage: () => ({}) },
      { cachedTokens: null, retention: null },
      {
        retention: 'skipped: The token counts do not tell.',
        usage: 'warned: Answers come without token counts: costs can only be estimated.',
        cache: 'skipped: What this rests on did not work.',
      },
    ],
  ];

test.each(faults)('a server that %s is found out, and nothing else is blamed', async (_, changes, card, expected) => {
  const { card: found, server } = await checkSpeech(changes);
  expect(found).toMatchObject({ server: `vLLM at ${new URL(server.url).host}`, model: vllm.model, ...card });
  expect(troubles(found)).toEqual(expected);
  expect(server.bodies().length).toBeLessThanOrEqual(6);
});

test('a server that does not read what it asks for fails where the reasoning goes back', async () => {
  const { card } = await checkSpeech({ strict: true, read: () => null });
  expect(card.checks.find(({ id }) => id === 'echo')).toMatchObject({
    result: 'failed',
    detail: expect.stringContaining('reasoning_content is missing'),
  });
  expect(card.retention).toBeNull();
});

const unwell = (failures: number, status: number): Answer => {
  let asked = 0;
  return ({ method }, response) => {
    if (method === 'GET') return json(response, 200, { data: [{ id: 'm', max_model_len: 9000 }] });
    asked += 1;
    if (asked <= failures) return json(response, status, { error: { message: 'not now', type: 'server_error' } });
    return stream(response, events([{ content: 'ready' }], 'stop'));
  };
};

test.each([
  [1, 503, 'passed', 3],
  [99, 503, 'failed', 3],
  [99, 401, 'failed', 1],
] as const)(
  'a server that fails %d times with %d has %s its plain answer after at most six requests',
  async (failures, status, result, requests) => {
    const server = await startModelServer(unwell(failures, status));
    closers.push(() => server.close());
    const card = await check(server.url);
    expect(card.checks.find(({ id }) => id === 'answer')?.result).toBe(result);
    expect(server.requests.filter(({ path }) => path.endsWith('/chat/completions'))).toHaveLength(requests);
  },
);
