// A small OpenAI-compatible server on loopback that answers every request with what the test says, and keeps the request bodies.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedAnswer {
  readonly status: number;
  /** Sent as one event stream when the status is 200, else as JSON. */
  readonly chunks: readonly unknown[];
}

export interface ScriptedServer {
  readonly url: string;
  readonly bodies: readonly string[];
  close(): Promise<void>;
}

/** Starts a server with one model, `scripted`; `answer` is given the number of the request, from 1. */
export async function startScriptedServer(answer: (request: number) => ScriptedAnswer): Promise<ScriptedServer> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ object: 'list', data: [{ id: 'scripted', object: 'model' }] }));
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(body);
      const { status, chunks } = answer(bodies.length);
      if (status !== 200) {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(chunks[0] ?? {}));
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
      response.end('data: [DONE]\n\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    bodies,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A whole answer in one chunk, with this usage. */
export function finalAnswer(content: string, promptTokens = 100, completionTokens = 10): ScriptedAnswer {
  const common = { id: 'scripted-1', object: 'chat.completion.chunk', created: 0, model: 'scripted' };
  return {
    status: 200,
    chunks: [
      { ...common, choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] },
      { ...common, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      {
        ...common,
        choices: [],
        usage: {
          prompt_tokens: promptTokens,
          completion_tokens: completionTokens,
          total_tokens: promptTokens + completionTokens,
          cached_tokens: 0,
        },
      },
    ],
  };
}
