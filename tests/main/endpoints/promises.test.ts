// The endpoint promises, for the rehearsal by name and as any server would be reached, and for a strict server that speaks as vLLM does.

import { createHash } from 'node:crypto';
import { startRehearsal } from '../../../src/main/endpoints/rehearsal/server.ts';
import type { ModelBinding } from '../../../src/shared/run/events.ts';
import { openEndpointClient, type ClientOptions, type EndpointClient } from '../../kit/endpoint-client.ts';
import { json, startModelServer, stream } from '../../kit/model-server.ts';
import { endpointPromises, type EndpointPair } from '../../promises/endpoint.ts';

type Bind = (client: EndpointClient, url: string) => Promise<ModelBinding>;

function connecting(options: (url: string) => ClientOptions, bind: Bind): EndpointPair['connect'] {
  return async (url) => {
    const client = await openEndpointClient(options(url));
    return { callModel: client.callModel, binding: await bind(client, url), close: () => client.close() };
  };
}

const day = '2026-11-24';
const byAddress = connecting(
  () => ({}),
  (client, url) => client.endpoints.bind(url, undefined, day),
);

endpointPromises('rehearsal', async () => {
  const server = await startRehearsal({});
  const connect = connecting(
    (url) => ({ rehearsalUrl: () => Promise.resolve(url) }),
    (client) => client.endpoints.bind(undefined, undefined, day),
  );
  return { serverUrl: server.url, connect, close: () => server.close() };
});

endpointPromises('at any address', async () => {
  const server = await startRehearsal({});
  return { serverUrl: server.url, connect: byAddress, close: () => server.close() };
});

endpointPromises('that speaks as vLLM does', async () => {
  const server = await startStrictVllm();
  return { serverUrl: server.url, connect: byAddress, close: () => server.close() };
});

// Reads and writes reasoning under `reasoning`, refuses a history without it, and counts what it has seen before.
async function startStrictVllm(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const seen = new Map<string, number>();
  return startModelServer(({ method, body }, response) => {
    if (method === 'GET') {
      json(response, 200, {
        object: 'list',
        data: [{ id: 'Kimi-K2-Thinking', owned_by: 'vllm', max_model_len: 262_144 }],
      });
      return;
    }
    const request = JSON.parse(body) as {
      readonly messages: readonly {
        readonly role: string;
        readonly reasoning?: unknown;
        readonly tool_calls?: unknown;
      }[];
      readonly tool_choice?: string;
    };
    const bare = request.messages.findIndex(
      (message) => message.tool_calls !== undefined && typeof message.reasoning !== 'string',
    );
    if (bare !== -1) {
      json(response, 400, {
        object: 'error',
        message: `reasoning is missing at index ${bare}`,
        type: 'BadRequestError',
        code: 400,
      });
      return;
    }
    let cached = 0;
    let digest = createHash('sha256');
    let tokens = 0;
    for (const message of request.messages) {
      const text = JSON.stringify(message);
      tokens += Math.ceil(text.length / 4);
      digest = digest.update(text);
      const prefix = digest.copy().digest('hex');
      if (seen.has(prefix)) cached = tokens;
      seen.set(prefix, tokens);
    }
    const calls = request.messages.filter(({ role }) => role === 'tool').length;
    const answer = request.tool_choice === 'none' ? { content: 'It was dredged to 12.5 metres [p-0a1b2c3d].' } : null;
    const call = {
      index: 0,
      id: `functions.search_reports:${calls}`,
      type: 'function',
      function: { name: 'search_reports', arguments: `{"query":"depth ${calls}"}` },
    };
    const deltas = [
      { reasoning: `I look for the ${calls + 1}. time – ` },
      { reasoning: 'für 港口.' },
      answer ?? { tool_calls: [call] },
    ];
    const chunk = (delta: unknown, finish: string | null): unknown => ({
      id: 'chatcmpl-1',
      model: 'Kimi-K2-Thinking',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
    const usage = { prompt_tokens: tokens, completion_tokens: 30, prompt_tokens_details: { cached_tokens: cached } };
    const chunks = [
      ...deltas.map((delta) => chunk(delta, null)),
      chunk({}, answer === null ? 'tool_calls' : 'stop'),
      { id: 'chatcmpl-1', choices: [], usage },
    ];
    stream(response, [...chunks.map((value) => `data: ${JSON.stringify(value)}\n\n`), 'data: [DONE]\n\n'].join(''));
  });
}
