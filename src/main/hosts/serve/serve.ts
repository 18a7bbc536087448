// The browser host: the built page and the contract's WebSocket on a loopback address, behind a token. Only this machine can reach it, only
// its own page may talk to it, and only with the token.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createReadStream, readFileSync } from 'node:fs';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { LonglineError } from '../../../shared/errors.ts';
import type { Engine } from '../engine-types.ts';
import { listPageFiles, pageDirectory } from '../page-files.ts';
import { pageHeaders, servedPage } from '../page-policy.ts';
import { createRouter } from '../rpc.ts';

export interface ServeOptions {
  /** 0: any free one. */
  readonly port: number;
}

export interface Server {
  /** With the token in its fragment, which browsers do not send. */
  readonly url: string;
  close(): Promise<void>;
}

const mostConnections = 64;
const mostMessageBytes = 16 * 1024 * 1024;

/** Starts the browser host. Errors: `serve.port_taken`, `install.not_built`. */
export async function startServer(engine: Engine, options: ServeOptions): Promise<Server> {
  const token = randomBytes(32).toString('hex');
  const files = listPageFiles(pageDirectory());
  const handler = new RPCHandler(createRouter(engine) as never);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    handleProtocols: () => 'longline',
  });
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, (request, response) =>
    servePage(request, response),
  );
  server.maxConnections = mostConnections;

  server.on('upgrade', (request, socket, head) => {
    const refusal = refuse(request) ?? (hasToken(request, token) ? null : 401);
    if (refusal !== null || new URL(request.url ?? '/', 'http://host').pathname !== '/rpc')
      return end(socket, refusal ?? 404);
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => ws.terminate());
      void handler.upgrade(ws, { context: {} });
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      const sentence = taken
        ? `Port ${options.port} is in use.`
        : `The browser host could not start: ${cause.message}.`;
      reject(
        new LonglineError(taken ? 'serve.port_taken' : 'serve.failed', sentence, {
          cause,
          action: 'Choose another one with --port.',
        }),
      );
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return { url: `http://127.0.0.1:${port}/#token=${token}`, close };

  function servePage(request: IncomingMessage, response: ServerResponse): void {
    const refusal = refuse(request) ?? (request.method === 'GET' || request.method === 'HEAD' ? null : 405);
    const file = files.get(new URL(request.url ?? '/', 'http://host').pathname);
    if (refusal !== null || file === undefined) {
      response.writeHead(refusal ?? 404, { 'content-type': 'text/plain; charset=utf-8' }).end(`${refusal ?? 404}\n`);
      return;
    }
    const page = file.page ? servedPage(readFileSync(file.path, 'utf8')) : null;
    response.writeHead(200, {
      'content-type': file.contentType,
      'cache-control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
      ...pageHeaders('self', page?.nonce ?? null),
    });
    if (request.method === 'HEAD') response.end();
    else if (page !== null) response.end(page.html);
    else createReadStream(file.path).pipe(response);
  }

  // Against other pages in the same browser and names that resolve to this machine: host and origin must be ours.
  function refuse(request: IncomingMessage): number | null {
    const ours = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
    const { host, origin } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (host === undefined || !ours.includes(host)) return 403;
    if (origin !== undefined && origin !== `http://${host}`) return 403;
    if (site !== undefined && site !== 'none' && site !== 'same-origin') return 403;
    return null;
  }

  async function close(): Promise<void> {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

function hasToken(request: IncomingMessage, token: string): boolean {
  const offered = (request.headers['sec-websocket-protocol'] ?? '')
    .split(/\s*,\s*/)
    .find((name) => name.startsWith('token.'));
  const given = Buffer.from(offered?.slice('token.'.length) ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function end(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
