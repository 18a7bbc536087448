// Every kind of server over a real socket: it is recognised, told what it takes and nothing else, and gets back each thought under the
// name that it reads.

import { afterEach, describe, expect, test } from 'vitest';
import { checkEndpoint } from '../../../src/main/endpoints/check.ts';
import type { ModelRequest } from '../../../src/main/drivers/hands.ts';
import {
  assistantMessage,
  callIds,
  systemMessage,
  toolMessage,
  userMessage,
} from '../../../src/shared/run/messages.ts';
import type { ModelBinding } from '../../../src/shared/run/events.ts';
import { startDialectServer, type Body, type DialectServer } from '../../kit/dialect-server.ts';
import { speeches } from '../../kit/dialects.ts';
import { ask, openEndpointClient, type EndpointClient } from '../../kit/endpoint-client.ts';

const day = '2026-11-24';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

// Services are known by their host, which a test cannot be: their profile is named.
const hosted: ReadonlySet<string> = new Set(['moonshot', 'openrouter', 'deepseek', 'together', 'fireworks']);

async function open(
  id: string,
  more: object = {},
): Promise<{ readonly server: DialectServer; readonly client: EndpointClient }> {
  const speech = speeches[id];
  if (speech === undefined) throw new Error(`no speech for ${id}`);
  const server = await startDialectServer(speech);
  closers.push(() => server.close());
  const entry = { url: server.url, model: speech.model, ...(hosted.has(id) ? { profile: id } : {}), ...more };
  const client = await openEndpointClient({ config: { here: entry } });
  closers.push(() => client.close());
  return { server, client };
}

const functions = [
  {
    name: 'search_reports',
    description: 'Search the reports.',
    parameters: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { query: { type: 'string', format: 'search' }, kind: { const: 'any' } },
      required: ['query'],
    },
  },
];

async function converse(client: EndpointClient, binding: ModelBinding, steps: number): Promise<void> {
  const messages = [systemMessage(`Look it up. ${'Cite what you found. '.repeat(80)}`), userMessage('How deep is it?')];
  let calls = 0;
  for (let step = 0; step < steps; step += 1) {
    const request: ModelRequest = {
      conversation: 'run-1/agent',
      binding,
      messages,
      count: messages.length,
      functions,
      last: false,
      maxOutputTokens: 4096,
    };
    const { outcome } = await ask(client, request);
    expect(outcome).toMatchObject({ verdict: 'tool_calls' });
    const ids = callIds(outcome.reply, calls, binding.dialect);
    calls += ids.length;
    messages.push(assistantMessage(outcome.reply, ids, binding.dialect));
    outcome.reply.calls.forEach(({ name }, index) => messages.push(toolMessage(ids[index] ?? '', name, '12.5 metres')));
  }
}

describe.each(Object.keys(speeches))('a server that speaks as %s does', (id) => {
  test('is recognised, and loses no thought in ten steps (R24)', async () => {
    const { server, client } = await open(id);
    const binding = await client.endpoints.bind('here', undefined, day);
    expect(binding.profile).toBe(id);
    await converse(client, binding, 10);
    expect(server.lost).toEqual(Array.from({ length: 10 }, () => 0));
  });

  test('loses every thought of a client that knows but one name, or refuses it: the test can fail', async () => {
    const { server, client } = await open(id);
    const binding = await client.endpoints.bind('here', undefined, day);
    const wrong = { ...binding.dialect, reasoningKey: other(id), reasoningEcho: 'pinned' } as const;
    const strict = await converse(client, { ...binding, dialect: wrong }, 3).then(
      () => false,
      () => true,
    );
    if (strict) expect(speeches[id]?.strict).toBe(true);
    else expect(server.lost).toEqual([0, 1, 2]);
  });

  test('passes its check, on a card that says what fits and how it speaks', async () => {
    const { client } = await open(id);
    const { endpoints, network, callModel } = client;
    const parts = { endpoints, network, callModel, now: () => Date.parse(day) };
    const card = await checkEndpoint(parts, 'here', null, new AbortController().signal);
    expect(card.checks.filter(({ result }) => result === 'failed')).toEqual([]);
    expect({ ...card, checks: undefined, server: card.server.replace(/\d+$/, 'PORT') }).toEqual({
      ...cards[id],
      model: speeches[id]?.model,
      checkedAt: Date.parse(day),
      checks: undefined,
    });
    expect(card.checks.find(({ id: check }) => check === 'parallel')?.result).toBe('passed');
    expect(card.checks.find(({ id: check }) => check === 'schema')?.result).toBe('passed');
  });

  test('is sent the fields that it takes', async () => {
    const { server, client } = await open(id);
    await converse(client, await client.endpoints.bind('here', undefined, day), 1);
    const {
      model: _,
      messages: __,
      tools: ___,
      stream: ____,
      stream_options: _____,
      ...rest
    } = server.bodies()[0] as Body;
    expect(rest).toEqual(fields[id]);
  });
});

function other(id: string): 'reasoning' | 'reasoning_content' {
  return id === 'openai-compatible' || speeches[id]?.read({ role: 'assistant', reasoning: 'x' }) !== 'x'
    ? id === 'openai-compatible'
      ? 'reasoning_content'
      : 'reasoning'
    : 'reasoning_content';
}

const kept = { cachedTokens: true, retention: 'kept' } as const;
const cards: Readonly<Record<string, object>> = {
  moonshot: {
    server: 'Moonshot at 127.0.0.1:PORT',
    reasoningKey: 'reasoning_content',
    windowTokens: 262_144,
    windowSource: "the provider's documentation (platform.kimi.ai/docs/models)",
    quantization: 'INT4',
    quantizationSource: 'inferred',
    ...kept,
  },
  vllm: {
    server: 'vLLM at 127.0.0.1:PORT',
    reasoningKey: 'reasoning',
    windowTokens: 131_072,
    windowSource: 'the list of models',
    quantization: 'INT4',
    quantizationSource: 'inferred',
    ...kept,
  },
  sglang: {
    server: 'SGLang at 127.0.0.1:PORT',
    reasoningKey: 'reasoning_content',
    windowTokens: 200_000,
    windowSource: 'context_length of the server',
    quantization: 'compressed-tensors',
    quantizationSource: 'reported',
    ...kept,
  },
  ktransformers: {
    server: 'KTransformers at 127.0.0.1:PORT',
    reasoningKey: 'reasoning_content',
    windowTokens: 37_000,
    windowSource: '--max-total-tokens',
    quantization: 'AMXINT4',
    quantizationSource: 'reported',
    ...kept,
  },
  llamacpp: {
    server: 'llama.cpp at 127.0.0.1:PORT',
    reasoningKey: 'reasoning_content',
    windowTokens: 16_384,
    windowSource: 'n_ctx of a slot',
    quantization: 'UD-Q4_K_XL',
    quantizationSource: 'reported',
    ...kept,
  },
  ollama: {
    server: 'Ollama at 127.0.0.1:PORT',
    reasoningKey: 'reasoning',
    windowTokens: 29_491,
    windowSource: 'the loaded model in /api/ps',
    quantization: 'Q4_K_M',
    quantizationSource: 'reported',
    cachedTokens: false,
    retention: 'kept',
  },
  'lm-studio': {
    server: 'LM Studio at 127.0.0.1:PORT',
    reasoningKey: 'reasoning',
    windowTokens: 20_000,
    windowSource: 'the loaded instance',
    quantization: '4bit',
    quantizationSource: 'reported',
    cachedTokens: false,
    retention: 'kept',
  },
  openrouter: {
    server: 'OpenRouter at 127.0.0.1:PORT',
    reasoningKey: 'reasoning',
    windowTokens: 131_072,
    windowSource: 'Two behind OpenRouter',
    quantization: 'fp8 or int4',
    quantizationSource: 'reported',
    ...kept,
  },
  deepseek: {
    server: 'DeepSeek at 127.0.0.1:PORT',
    reasoningKey: 'reasoning_content',
    windowTokens: null,
    windowSource: null,
    quantization: null,
    quantizationSource: null,
    ...kept,
  },
  together: {
    server: 'Together at 127.0.0.1:PORT',
    reasoningKey: 'reasoning',
    windowTokens: 262_144,
    windowSource: 'the list of models',
    quantization: 'INT4',
    quantizationSource: 'inferred',
    cachedTokens: false,
    retention: 'kept',
  },
  fireworks: {
    server: 'Fireworks at 127.0.0.1:PORT',
    reasoningKey: 'reasoning_content',
    windowTokens: 262_144,
    windowSource: 'the list of models',
    quantization: 'INT4',
    quantizationSource: 'inferred',
    ...kept,
  },
  'openai-compatible': {
    server: 'The server at 127.0.0.1:PORT',
    reasoningKey: 'reasoning_content',
    windowTokens: null,
    windowSource: null,
    quantization: null,
    quantizationSource: null,
    ...kept,
  },
};

const warm = { temperature: 1, top_p: 0.95 };
const limited = { max_tokens: 4096 };
const template = { chat_template_kwargs: { thinking: true, preserve_thinking: true } };
const fields: Readonly<Record<string, object>> = {
  moonshot: {
    max_completion_tokens: 4096,
    thinking: { type: 'enabled', keep: 'all' },
    prompt_cache_key: 'run-1/agent',
  },
  vllm: { ...limited, ...warm },
  sglang: { ...limited, ...warm, ...template },
  ktransformers: { ...limited, ...warm },
  llamacpp: { ...limited, ...warm },
  ollama: { ...limited, ...warm },
  'lm-studio': { ...limited, ...warm },
  openrouter: { ...limited, ...warm },
  deepseek: { ...limited, thinking: { type: 'enabled' } },
  together: { ...limited, ...warm, reasoning: { enabled: true } },
  fireworks: { ...limited, ...warm, thinking: { type: 'enabled' } },
  'openai-compatible': limited,
};
