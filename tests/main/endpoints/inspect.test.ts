// What is found out about a server before a run, from whom it is asked, and what is believed when several things name a window.

import { afterEach, describe, expect, test } from 'vitest';
import { createCards } from '../../../src/main/endpoints/cards.ts';
import { createEndpoints, type Endpoints } from '../../../src/main/endpoints/registry.ts';
import { environmentSecrets } from '../../../src/main/endpoints/secrets.ts';
import { checkEndpoint } from '../../../src/main/endpoints/check.ts';
import { createModelCaller } from '../../../src/main/endpoints/transport.ts';
import {
  ask,
  openEndpointClient,
  question,
  type ClientOptions,
  type EndpointClient,
} from '../../kit/endpoint-client.ts';
import { json, startModelServer, stream, events, type Answer, type ModelServer } from '../../kit/model-server.ts';
import { startDialectServer, type Speech } from '../../kit/dialect-server.ts';
import { speeches } from '../../kit/dialects.ts';

const day = '2026-11-24';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function open(options: ClientOptions = {}): Promise<EndpointClient> {
  const client = await openEndpointClient(options);
  closers.push(() => client.close());
  return client;
}

async function serve(answer: Answer): Promise<ModelServer> {
  const server = await startModelServer(answer);
  closers.push(() => server.close());
  return server;
}

/** A server that answers these paths with these values, and everything else with 404. */
const told =
  (answers: Readonly<Record<string, unknown>>): Answer =>
  ({ path }, response) =>
    answers[path] === undefined ? json(response, 404, {}) : json(response, 200, answers[path]);

const speechOf = (id: string, changes: Partial<Speech> = {}): Speech => ({ ...(speeches[id] as Speech), ...changes });

describe('a server that its list does not make known', () => {
  test.each(['ollama', 'llamacpp', 'lm-studio', 'ktransformers', 'sglang'])(
    'is recognised as %s by what only that kind answers',
    async (id) => {
      const model = speeches[id]?.model;
      const server = await startDialectServer(speechOf(id, { list: { object: 'list', data: [{ id: model }] } }));
      closers.push(() => server.close());
      const { endpoints } = await open();
      expect((await endpoints.bind(server.url, undefined, day)).profile).toBe(id);
    },
  );

  test('and answers everything with the same page is of no known kind', async () => {
    const page = { ok: true, data: [{ id: 'm' }], version: 7, models: [], state: {} };
    const { url } = await serve((_, response) => json(response, 200, page));
    const { endpoints } = await open();
    expect(await endpoints.bind(url, undefined, day)).toMatchObject({
      profile: 'openai-compatible',
      windowTokens: null,
    });
  });

  test('and hangs on every question holds a run up for no more than its limit', async () => {
    const { url } = await serve(({ path }, response) =>
      path === '/v1/models' ? json(response, 200, { data: [{ id: 'm' }] }) : undefined,
    );
    const { endpoints } = await open();
    const before = performance.now();
    expect((await endpoints.bind(url, undefined, day)).profile).toBe('openai-compatible');
    expect(performance.now() - before).toBeLessThan(4000);
  });

  test('is sent its key, and no other server is, also where it points elsewhere', async () => {
    const elsewhere = await serve((_, response) => json(response, 200, { version: '1' }));
    const server = await serve(({ path }, response) => {
      if (path === '/v1/models') return json(response, 200, { data: [{ id: 'm' }] });
      response.writeHead(307, { location: `${elsewhere.origin}${path}` });
      return response.end();
    });
    const { endpoints } = await open({
      environment: { LONGLINE_KEY_LAB: 'sk-canary' },
      config: { lab: { url: server.url } },
    });
    expect((await endpoints.bind('lab', undefined, day)).profile).toBe('openai-compatible');
    expect(server.requests.length).toBeGreaterThan(4);
    expect(new Set(server.requests.map(({ headers }) => headers['authorization']))).toEqual(
      new Set(['Bearer sk-canary']),
    );
    expect(elsewhere.connections()).toBe(0);
  });
});

describe('the window', () => {
  const ollama = (more: Readonly<Record<string, unknown>>) =>
    told({
      '/v1/models': { data: [{ id: 'm', owned_by: 'library' }] },
      '/api/version': { version: '0.13' },
      '/api/show': { details: {}, model_info: { 'x.context_length': 262_144 } },
      ...more,
    });

  test.each<readonly [string, Readonly<Record<string, unknown>>, number]>([
    [
      'that is loaded counts, less what stays free',
      { '/api/ps': { models: [{ name: 'm', context_length: 10_000 }] } },
      9000,
    ],
    [
      'of another loaded model does not count',
      { '/api/ps': { models: [{ name: 'n', context_length: 10_000 }] } },
      3686,
    ],
    [
      'that a model sets for itself counts',
      { '/api/show': { model_info: { 'x.context_length': 262_144 }, parameters: 'stop "a"\nnum_ctx    20000' } },
      18_000,
    ],
    [
      'of a model that runs elsewhere is its own',
      { '/api/show': { remote_host: 'https://ollama.com', model_info: { 'x.context_length': 100_000 } } },
      90_000,
    ],
  ])('of Ollama: what %s', async (_, more, tokens) => {
    const { url } = await serve(ollama(more));
    const { endpoints } = await open();
    expect((await endpoints.bind(url, 'm', day)).windowTokens).toBe(tokens);
  });

  test('is what a server runs with before what its model was made for, the least first', async () => {
    const { url } = await serve(
      told({
        '/v1/models': { data: [{ id: 'Kimi-K2-Thinking', owned_by: 'llamacpp', meta: { n_ctx_train: 262_144 } }] },
        '/props': { default_generation_settings: { n_ctx: 4096 } },
      }),
    );
    const { endpoints } = await open();
    expect((await endpoints.bind(url, undefined, day)).windowTokens).toBe(4096);
  });

  test('that a user has pinned needs no questions', async () => {
    const server = await serve(told({ '/v1/models': { data: [{ id: 'm' }] } }));
    const { endpoints } = await open({ config: { lab: { url: server.url, windowTokens: 5000 } } });
    expect((await endpoints.bind('lab', undefined, day)).windowTokens).toBe(5000);
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/models']);
  });

  test('of published weights is better than none, where nothing else tells', async () => {
    const { url } = await serve(told({ '/v1/models': { data: [{ id: 'kimi-k2-thinking' }] } }));
    const { endpoints } = await open();
    expect((await endpoints.bind(url, undefined, day)).windowTokens).toBe(262_144);
  });
});

describe('what was seen before', () => {
  async function withCards(
    answer: Answer,
    config: object = {},
  ): Promise<{
    readonly endpoints: Endpoints;
    readonly origin: string;
    readonly url: string;
    readonly cards: ReturnType<typeof createCards>;
  }> {
    const server = await serve(answer);
    const client = await open({ config: { lab: { url: server.url, ...config } } });
    const cards = createCards(client.dataDirectory, () => undefined);
    const endpoints = createEndpoints({
      dataDirectory: client.dataDirectory,
      secrets: environmentSecrets({}),
      network: client.network,
      rehearsalUrl: () => Promise.reject(new Error('no rehearsal here')),
      cards,
    });
    return { endpoints, origin: server.origin, url: server.url, cards };
  }
  const silent = told({ '/v1/models': { data: [{ id: 'm' }] } });
  const seen = { windowTokens: 20_000, windowSource: 'a refusal', reasoningKey: 'reasoning' } as const;

  test('tells window and key where the server does not', async () => {
    const { endpoints, origin, cards } = await withCards(silent);
    await cards.observe(origin, 'm', seen);
    expect(await endpoints.bind('lab', 'm', day)).toMatchObject({
      windowTokens: 20_000,
      dialect: { reasoningKey: 'reasoning', reasoningEcho: 'observed' },
    });
    expect((await endpoints.bind('lab', 'n', day)).windowTokens).toBeNull();
  });

  test('gives way to what is pinned, and to what the server runs with now', async () => {
    const pinned = await withCards(silent, { windowTokens: 1234, reasoningKey: 'reasoning_content' });
    await pinned.cards.observe(pinned.origin, 'm', seen);
    expect(await pinned.endpoints.bind('lab', 'm', day)).toMatchObject({
      windowTokens: 1234,
      dialect: { reasoningKey: 'reasoning_content', reasoningEcho: 'pinned' },
    });
    const larger = await withCards(told({ '/v1/models': { data: [{ id: 'm', max_model_len: 99_999 }] } }));
    await larger.cards.observe(larger.origin, 'm', seen);
    expect((await larger.endpoints.bind('lab', 'm', day)).windowTokens).toBe(99_999);
  });

  test('goes before a guess, and never beyond what the model was made for', async () => {
    const ollama = told({
      '/v1/models': { data: [{ id: 'm', owned_by: 'library' }] },
      '/api/show': { model_info: { 'x.context_length': 16_000 } },
    });
    const { endpoints, origin, cards } = await withCards(ollama);
    await cards.observe(origin, 'm', { windowTokens: 8000 });
    expect((await endpoints.bind('lab', 'm', day)).windowTokens).toBe(8000);
    await cards.observe(origin, 'm', { windowTokens: 50_000 });
    expect((await endpoints.bind('lab', 'm', day)).windowTokens).toBe(14_400);
  });

  test('is what a check has found; a model that is loaded by it tells its window afterwards', async () => {
    const speech = speechOf('ollama');
    let loaded = false;
    const model = speech.model;
    const row = { name: model, model, context_length: 50_000, details: { quantization_level: 'Q4_K_M' } };
    const server = await startDialectServer({
      ...speech,
      told: { ...speech.told, '/api/ps': () => ({ models: loaded ? [row] : [] }) },
      refuse: () => {
        loaded = true;
        return null;
      },
    });
    closers.push(() => server.close());
    const client = await open();
    const cards = createCards(client.dataDirectory, () => undefined);
    const { network, endpoints } = client;
    const callModel = createModelCaller({ endpoints, network, now: () => 1 });
    const parts = { endpoints, network, callModel, now: () => 1, cards };
    const card = await checkEndpoint(parts, server.url, null, new AbortController().signal);
    expect(card).toMatchObject({ windowTokens: 45_000, windowSource: 'the loaded model in /api/ps' });
    expect(await cards.get(server.origin, model)).toEqual(card);
  });
});

describe('endpoints.json', () => {
  const answers: Answer = ({ method }, response) =>
    method === 'GET'
      ? json(response, 200, { data: [{ id: 'm', context_length: 9000 }] })
      : stream(response, events([{ content: 'ok' }], 'stop'));

  test('adds fields to each request, over those of the profile', async () => {
    const { url, requests } = await serve(answers);
    const client = await open({
      config: {
        lab: {
          url,
          profile: 'sglang',
          model: 'Kimi-K2.6',
          body: { temperature: 0.6, chat_template_kwargs: { thinking: false } },
        },
      },
    });
    await ask(client, question(await client.endpoints.bind('lab', undefined, day)));
    expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({
      temperature: 0.6,
      top_p: 0.95,
      chat_template_kwargs: { thinking: false },
    });
  });

  test('pins the services behind a router', async () => {
    const { url, requests } = await serve(answers);
    const client = await open({
      config: {
        router: { url, profile: 'openrouter', model: 'm', routing: { only: ['one'], quantizations: ['int4'] } },
      },
    });
    await ask(client, question(await client.endpoints.bind('router', undefined, day)));
    expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({
      provider: {
        order: ['one'],
        only: ['one'],
        allow_fallbacks: false,
        quantizations: ['int4'],
        require_parameters: true,
      },
    });
  });

  test.each([
    [{ url: 'http://127.0.0.1:9/v1', body: { messages: [] } }, '/lab/body/messages'],
    [{ url: 'http://127.0.0.1:9/v1', body: { max_tokens: 1 } }, '/lab/body/max_tokens'],
    [{ url: 'http://127.0.0.1:9/v1', routing: { only: ['one'] } }, '/lab/routing'],
  ])('may not change what a conversation consists of: %j', async (lab, pointer) => {
    const { endpoints } = await open({ config: { lab } });
    await expect(endpoints.list()).rejects.toMatchObject({ code: 'endpoint.config', details: { pointer } });
  });
});

test('an endpoint is located without asking it, and without its key', async () => {
  const server = await serve(() => undefined);
  const { endpoints } = await open({ config: { lab: { url: server.url, model: 'm' }, bare: { url: server.url } } });
  const { origin } = server;
  expect(await endpoints.locate('lab', undefined)).toEqual({ origin, model: 'm' });
  expect(await endpoints.locate('lab', 'n')).toEqual({ origin, model: 'n' });
  expect(await endpoints.locate('bare', undefined)).toEqual({ origin, model: null });
  expect(await endpoints.locate('moonshot', undefined)).toEqual({
    origin: 'https://api.moonshot.ai',
    model: 'kimi-k2.6',
  });
  expect(server.connections()).toBe(0);
});

describe('a run that began with a server', () => {
  test('goes on with its dialect and schema, whatever the address alone would tell', async () => {
    const server = await startDialectServer(speechOf('llamacpp'));
    closers.push(() => server.close());
    const { endpoints } = await open();
    const binding = await endpoints.bind(server.url, undefined, day);
    expect((await endpoints.target(binding)).profile.id).toBe('llamacpp');
    expect((await endpoints.target({ ...binding, profile: 'gone' })).profile.id).toBe('openai-compatible');
  });
});
