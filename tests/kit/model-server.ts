// A model server for tests: a real HTTP server on this machine that answers as it is told and remembers what it was asked.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Answers one request; `nth` counts from 0. What it returns is awaited and does not matter. */
export type Answer = (request: SeenRequest, response: ServerResponse, nth: number) => unknown;

export interface ModelServer {
  /** The base address, ending in /v1. */
  readonly url: string;
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
  /** How many connections were ever made. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startModelServer(answer: Answer): Promise<ModelServer> {
  const requests: SeenRequest[] = [];
  let connections = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers as Readonly<Record<string, string | undefined>>,
      body: await text(request),
    };
    requests.push(seen);
    await answer(seen, response, requests.length - 1);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((thrown: unknown) => response.destroy(thrown instanceof Error ? thrown : undefined));
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/v1`,
    origin,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a stream of events, whole. */
export function stream(response: ServerResponse, body: string | Uint8Array): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(body);
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** A stream with one chunk for each delta, a finish reason and `[DONE]`. */
export function events(deltas: readonly unknown[], finish: string | null, usage?: unknown): string {
  const chunk = (delta: unknown, finishReason: string | null): unknown => ({
    id: 'cmpl-1',
    object: 'chat.completion.chunk',
    model: 'test-model',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  });
  const chunks = [...deltas.map((delta) => chunk(delta, null)), ...(finish === null ? [] : [chunk({}, finish)])];
  if (usage !== undefined) chunks.push({ id: 'cmpl-1', model: 'test-model', choices: [], usage });
  return [...chunks.map((value) => `data: ${JSON.stringify(value)}\n\n`), 'data: [DONE]\n\n'].join('');
}
