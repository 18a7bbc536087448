// Which endpoint and which model a name stands for, what it costs, and where keys go and do not go.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ask,
  bindingTo,
  openEndpointClient,
  question,
  type ClientOptions,
  type EndpointClient,
} from '../../kit/endpoint-client.ts';
import { events, json, startModelServer, stream, type Answer, type ModelServer } from '../../kit/model-server.ts';

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

const lists =
  (...rows: readonly object[]): Answer =>
  (_, response) =>
    json(response, 200, { object: 'list', data: rows });

describe('a binding', () => {
  test('is the rehearsal when nobody names an endpoint, the same whatever its port', async () => {
    const bindings = [];
    for (const port of [40001, 40002]) {
      const { endpoints } = await open({ rehearsalUrl: () => Promise.resolve(`http://127.0.0.1:${port}/v1`) });
      bindings.push(await endpoints.bind(undefined, undefined, day));
    }
    expect(bindings[0]).toEqual(bindings[1]);
    expect(bindings[0]).toMatchObject({
      endpoint: 'rehearsal',
      model: 'rehearsal',
      pricing: { kind: 'free' },
      rehearsal: true,
    });
  });

  test('to Moonshot has its prices of the day, its window and its dialect, without asking the server', async () => {
    const { endpoints } = await open({ environment: { LONGLINE_KEY_MOONSHOT: 'sk-canary' } });
    expect(await endpoints.bind('moonshot', 'kimi-k3', day)).toEqual({
      endpoint: 'moonshot',
      profile: 'moonshot',
      origin: 'https://api.moonshot.ai',
      model: 'kimi-k3',
      dialect: {
        reasoningKey: 'reasoning_content',
        reasoningEcho: 'observed',
        callIds: 'as-received',
        maxTokensField: 'max_completion_tokens',
        toolChoiceNone: true,
      },
      pricing: { kind: 'row', row: expect.objectContaining({ id: 'moonshot/kimi-k3/2026-07-16' }) },
      windowTokens: 1_048_576,
      rehearsal: false,
    });
  });

  test('to a model that Moonshot has ended is refused, and the live ones are named', async () => {
    const { endpoints } = await open({ environment: { LONGLINE_KEY_MOONSHOT: 'sk-canary' } });
    await expect(endpoints.bind('moonshot', 'kimi-k2-thinking', day)).rejects.toMatchObject({
      code: 'endpoint.model_gone',
      message: 'Moonshot ended kimi-k2-thinking on 2026-05-25.',
      action: expect.stringContaining('kimi-k2.6, kimi-k2.7-code'),
    });
    expect((await endpoints.bind('moonshot', 'kimi-k2-thinking', '2026-05-24')).model).toBe('kimi-k2-thinking');
  });

  test('to an address takes the first model that is listed; its price is unknown, never zero', async () => {
    const { url } = await serve(lists({ id: 'qwen', max_model_len: 40_960, owned_by: 'vllm' }, { id: 'other' }));
    const { endpoints } = await open();
    expect(await endpoints.bind(url, undefined, day)).toMatchObject({
      endpoint: url,
      profile: 'vllm',
      model: 'qwen',
      windowTokens: 40_960,
      pricing: { kind: 'unknown' },
      dialect: { reasoningKey: 'reasoning' },
    });
  });

  test('knows the windows that servers tell, each in its own field', async () => {
    const rows = [
      { id: 'a', max_model_len: 1 },
      { id: 'b', context_length: 2 },
      { id: 'c', meta: { n_ctx_train: 3 } },
      { id: 'd', meta: { n_ctx: 4, n_ctx_train: 9 } },
      { id: 'e' },
    ];
    const { url } = await serve(lists(...rows));
    const { endpoints } = await open();
    const windows = [];
    for (const { id } of rows) windows.push((await endpoints.bind(url, id, day)).windowTokens);
    expect(windows).toEqual([1, 2, 3, 4, null]);
  });

  test('to a chosen model is made without a list; without a choice the list is needed', async () => {
    const { url } = await serve((_, response) => json(response, 404, { detail: 'Not Found' }));
    const { endpoints } = await open();
    expect(await endpoints.bind(url, 'mine', day)).toMatchObject({ model: 'mine', windowTokens: null });
    await expect(endpoints.bind(url, undefined, day)).rejects.toMatchObject({ code: 'endpoint.not_found' });
    const empty = await serve(lists());
    await expect(endpoints.bind(empty.url, undefined, day)).rejects.toMatchObject({ code: 'endpoint.no_models' });
  });

  test('to a server that does not answer is refused at once, by name', async () => {
    const { url, close } = await startModelServer(() => undefined);
    await close();
    const { endpoints } = await open();
    const { host } = new URL(url);
    await expect(endpoints.bind(url, 'mine', day)).rejects.toMatchObject({
      code: 'endpoint.unreachable',
      message: `The server at ${host} does not answer.`,
      action: `Start the server at ${host}, or check the address.`,
    });
  });

  test('uses the ids that Kimi K2 expects on servers of one’s own', async () => {
    const { url } = await serve(lists({ id: 'moonshotai/Kimi-K2-Thinking', owned_by: 'sglang' }));
    const { endpoints } = await open();
    expect((await endpoints.bind(url, undefined, day)).dialect).toMatchObject({
      callIds: 'kimi',
      reasoningKey: 'reasoning_content',
    });
  });

  test('names what is known when a name is not', async () => {
    const { endpoints } = await open({ config: { lab: { url: 'http://127.0.0.1:9/v1' } } });
    await expect(endpoints.bind('labb', undefined, day)).rejects.toMatchObject({
      code: 'endpoint.unknown',
      message: 'There is no endpoint "labb". Known here: rehearsal, moonshot, lab.',
    });
  });
});

describe('endpoints.json', () => {
  test('gives names to addresses, with model, prices and window', async () => {
    const { url } = await serve(lists({ id: 'big', max_model_len: 99 }));
    const { endpoints } = await open({
      config: {
        lab: { url: `${url}/`, model: 'big', pricing: 'free', windowTokens: 1234 },
        paid: { url, model: 'big', pricing: { input: 0.5, output: 2 }, reasoningKey: 'reasoning' },
      },
    });
    expect(await endpoints.bind('lab', undefined, day)).toMatchObject({
      endpoint: 'lab',
      model: 'big',
      pricing: { kind: 'free' },
      windowTokens: 1234,
    });
    expect(await endpoints.bind('paid', undefined, day)).toMatchObject({
      dialect: { reasoningKey: 'reasoning' },
      pricing: {
        kind: 'row',
        row: { id: 'endpoints.json/paid', perMillion: { input: 0.5, cachedInput: null, output: 2 } },
      },
      windowTokens: 99,
    });
    expect((await endpoints.list()).map(({ name, builtIn }) => [name, builtIn])).toEqual([
      ['rehearsal', true],
      ['moonshot', true],
      ['lab', false],
      ['paid', false],
    ]);
  });

  test('is read anew after an edit', async () => {
    const { endpoints, dataDirectory } = await open();
    await expect(endpoints.bind('lab', 'm', day)).rejects.toMatchObject({ code: 'endpoint.unknown' });
    const { url } = await serve(lists());
    await writeFile(join(dataDirectory, 'endpoints.json'), JSON.stringify({ lab: { url } }));
    expect((await endpoints.bind('lab', 'm', day)).endpoint).toBe('lab');
  });

  const entry = { url: 'https://models.example.com/v1' };
  const mistakes: readonly (readonly [string, unknown, string])[] = [
    ['is not JSON', '{"lab": }', ''],
    ['is not an object', [entry], ''],
    ['has a key twice', '{"lab": {"url": "https://a.example/v1"}, "lab": {"url": "https://b.example/v1"}}', ''],
    ['has a name with capitals', { Lab: entry }, '/Lab'],
    ['has a name with an underscore, which would share the key of another', { a_b: entry }, '/a_b'],
    ['has a field that is not known', { lab: { ...entry, apiKey: 'sk-canary' } }, '/lab'],
    ['has no address', { lab: {} }, '/lab/url'],
    ['has an address that is none', { lab: { url: 'models.example.com' } }, '/lab/url'],
    ['has an address with a password', { lab: { url: 'https://me:pw@models.example.com/v1' } }, '/lab/url'],
    ['has an address in the open without saying so', { lab: { url: 'http://10.0.0.5:8000/v1' } }, '/lab/url'],
    ['has a negative price', { lab: { ...entry, pricing: { input: -1, output: 1 } } }, '/lab/pricing'],
    ['has a profile that is not known', { lab: { ...entry, profile: 'nope' } }, '/lab/profile'],
    ['takes the name of the rehearsal', { rehearsal: entry }, '/rehearsal'],
    ['turns a built-in name to another server', { moonshot: entry }, '/moonshot/url'],
  ];
  test.each(mistakes)('that %s is refused with file and place', async (_, config, pointer) => {
    const { endpoints } = await open({ config });
    const refused = await endpoints.list().then(
      () => null,
      (thrown: unknown) => thrown as { code: string; message: string; details: { pointer: string } },
    );
    expect(refused).toMatchObject({ code: 'endpoint.config', message: expect.stringContaining('endpoints.json') });
    expect(refused?.details.pointer.startsWith(pointer)).toBe(true);
    expect(refused?.message).not.toContain('sk-canary');
  });

  test('may confirm a server in one’s own network, which is then reached without encryption', async () => {
    const { endpoints } = await open({
      config: { lan: { url: 'http://10.255.255.1:1/v1', allowPlainHttp: true, model: 'm', windowTokens: 1 } },
    });
    expect((await endpoints.list()).at(-1)).toMatchObject({ name: 'lan', url: 'http://10.255.255.1:1/v1' });
    await expect(endpoints.bind('http://10.255.255.1:1/v1', 'm', day)).rejects.toMatchObject({
      code: 'endpoint.plain_http',
    });
  });
});

describe('a key', () => {
  const environment = {
    LONGLINE_KEY_MOONSHOT: 'sk-canary-moonshot',
    LONGLINE_KEY_LAB: 'sk-canary-lab',
    OPENAI_API_KEY: 'sk-canary-openai',
  };

  test('is asked for by the name of its variable', async () => {
    const { endpoints } = await open({ environment: { OPENAI_API_KEY: 'sk-canary' } });
    await expect(endpoints.bind('moonshot', undefined, day)).rejects.toMatchObject({
      code: 'endpoint.no_key',
      message: 'Moonshot at api.moonshot.ai needs a key.',
      action: 'Set LONGLINE_KEY_MOONSHOT to your key.',
    });
    await expect(endpoints.bind('https://api.moonshot.cn/v1', undefined, day)).rejects.toMatchObject({
      code: 'endpoint.no_key',
    });
  });

  test('with a line end inside is refused without being shown', async () => {
    const { endpoints } = await open({ environment: { LONGLINE_KEY_MOONSHOT: 'sk-canary\nx' } });
    const refused = await endpoints.bind('moonshot', undefined, day).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ code: 'endpoint.bad_key' });
    expect(String(refused)).not.toContain('canary');
  });

  test('is sent to its own endpoint, by name or by address, and to no other', async () => {
    const lab = await serve((_, response) => stream(response, events([{ content: 'ok' }], 'stop')));
    const other = await serve((_, response) => stream(response, events([{ content: 'ok' }], 'stop')));
    const client = await open({ environment, config: { lab: { url: lab.url }, other: { url: other.url } } });
    for (const [name, url] of [
      ['lab', lab.url],
      [lab.url, lab.url],
      ['other', other.url],
      [other.url, other.url],
    ] as const) {
      await ask(client, question(bindingTo(url, { endpoint: name })));
    }
    expect(lab.requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer sk-canary-lab',
      'Bearer sk-canary-lab',
    ]);
    expect(other.requests.map(({ headers }) => headers['authorization'])).toEqual([undefined, undefined]);
    expect(JSON.stringify(other.requests)).not.toContain('canary');
  });

  test('of the environment of other programs never goes out, nor do headers that it asks for', async () => {
    const names = {
      OPENAI_API_KEY: 'sk-canary',
      OPENAI_ADMIN_KEY: 'sk-canary',
      OPENAI_ORG_ID: 'canary',
      OPENAI_PROJECT_ID: 'canary',
      OPENAI_CUSTOM_HEADERS: 'x-canary: canary\nauthorization: canary',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/canary',
    };
    const before = Object.keys(names).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, names);
    try {
      const server = await serve((_, response) => stream(response, events([{ content: 'ok' }], 'stop')));
      const { outcome } = await ask(await open(), question(bindingTo(server.url)));
      expect(outcome.verdict).toBe('final');
      expect(Object.keys(server.requests[0]?.headers ?? {}).toSorted()).toEqual([
        'accept',
        'accept-encoding',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
      ]);
      expect(JSON.stringify(server.requests)).not.toContain('canary');
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  test('stays at home however an address resembles that of its endpoint', async () => {
    const { endpoints } = await open({ environment });
    const foreign = [
      'https://api.moonshot.ai:8443/v1',
      'https://api.moonshot.ai./v1',
      'https://api.moonshot.ai.example.com/v1',
      'https://xapi.moonshot.ai/v1',
      'https://moonshot.ai/v1',
      'https://api.moonshot.cn/v1',
      'https://api.moonshot.ai%2eexample.com/v1',
      'https://аpi.moonshot.ai/v1',
      'https://api.mοonshot.ai/v1',
      'https://api.moonshot.aі/v1',
      'https://api-moonshot.ai/v1',
      'https://api.moonshot.a/v1',
      'https://127.0.0.1/v1?https://api.moonshot.ai',
      'https://example.com/https://api.moonshot.ai/v1',
      'https://example.com#api.moonshot.ai',
      'https://api.moonshot.ai@example.com/v1',
      'https://api.moonshot.ai:443@example.com/v1',
      'https://user:pw@api.moonshot.ai/v1',
      'https://example.com\\@api.moonshot.ai/v1',
      'http://api.moonshot.ai/v1',
      'http://api.moonshot.ai:443/v1',
      'ftp://api.moonshot.ai/v1',
      'file:///api.moonshot.ai',
      'data:api.moonshot.ai',
      'https://API.MOONSHOT.AI.EVIL.EXAMPLE/v1',
      'https://[::1]/api.moonshot.ai',
      'https://0x7f.1/v1',
      'https://localhost/v1',
      'https://api.moonshot.ai..example/v1',
      'https://api。moonshot。example/v1',
    ];
    for (const url of foreign) {
      const key = await endpoints
        .target(bindingTo('https://x.example', { endpoint: url, origin: URL.parse(url)?.origin ?? '' }))
        .then(
          (target) => target.key,
          (thrown: unknown) => {
            expect((thrown as { code: string }).code, url).toMatch(/^endpoint\.(bad_url|plain_http|no_key)$/);
            return null;
          },
        );
      expect(key, url).toBeNull();
    }
    const own = [
      'https://api.moonshot.ai/v1',
      'https://API.Moonshot.AI/v1',
      'https://api.moonshot.ai:443/v1/',
      ' https://api.moonshot.ai/anything',
      'https://api。moonshot。ai/v1',
    ];
    for (const url of own) {
      const target = await endpoints.target(bindingTo('https://api.moonshot.ai', { endpoint: url }));
      expect([target.key, target.url.origin], url).toEqual(['sk-canary-moonshot', 'https://api.moonshot.ai']);
    }
  });

  test('is never quoted back, in whatever form a server echoes it', async () => {
    const key = 'sk-canary/lab+1';
    const echoes = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
    const server = await serve((_, response) =>
      json(response, 400, { error: { message: `Bad key: ${echoes.join(' ')}` } }),
    );
    const client = await open({ environment: { LONGLINE_KEY_LAB: key }, config: { lab: { url: server.url } } });
    const { outcome } = await ask(client, question(bindingTo(server.url, { endpoint: 'lab' })));
    for (const echo of echoes) expect(JSON.stringify(outcome)).not.toContain(echo);
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('Bad key: [key] [key] [key]') } });
  });

  test('does not follow a run whose endpoint has moved since', async () => {
    const first = await serve(lists({ id: 'm' }));
    const second = await serve(lists({ id: 'm' }));
    const client = await open({ environment, config: { lab: { url: first.url } } });
    const binding = await client.endpoints.bind('lab', 'm', day);
    await writeFile(join(client.dataDirectory, 'endpoints.json'), JSON.stringify({ lab: { url: second.url } }));
    const { outcome } = await ask(client, question(binding));
    expect(outcome).toMatchObject({ verdict: 'error', error: { code: 'endpoint.moved' }, retryable: false });
    expect(second.connections()).toBe(0);
  });
});
