// A model server that breaks in every way that is known, at every place of its answer, over real sockets. It writes HTTP by hand, since
// much of what it does no HTTP server would do. Which fault strikes where is in the address, so that every answer is the same each time.

import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { createServer as createSecureServer } from 'node:tls';
import { playFault, type Fault } from './faults.ts';
import type { Place } from './whole-answer.ts';
import { openWire } from './wire.ts';

export interface Stroke {
  readonly fault: Fault;
  readonly place: Place;
}

export interface FaultyEndpoint {
  /** The base address at which a fault strikes each request at a place; null: none does. */
  url(stroke: Stroke | null): string;
  /** The base address at which the strokes of the plan follow each other. */
  readonly plannedUrl: string;
  /** The certificate of its encrypted side, to be trusted. */
  readonly certificate: string;
  /** How many requests were read whole. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/** Starts a server on free ports of 127.0.0.1. `plan` gives the stroke for the nth request to `plannedUrl`, from 0. */
export async function startFaultyEndpoint(plan: (nth: number) => Stroke | null = () => null): Promise<FaultyEndpoint> {
  const folder = resolve(import.meta.dirname, '../fixtures/tls');
  const certificate = readFileSync(resolve(folder, 'untrusted.pem'), 'utf8');
  const key = readFileSync(resolve(folder, 'untrusted-key.pem'), 'utf8');
  const sockets = new Set<Socket>();
  /** The TCP sockets beneath encrypted ones, by the port of the other side. */
  const encrypted = new Map<number | undefined, Socket>();
  let requests = 0;
  let planned = 0;

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const serve = (socket: Socket): void => {
    keep(socket);
    const below = encrypted.get(socket.remotePort) ?? socket;
    const wire = openWire(socket, below, ({ method, path }) => {
      requests += 1;
      if (method === 'GET') {
        wire.answer(200, { 'content-type': 'application/json' }, '{"object":"list","data":[{"id":"test-model"}]}');
        return;
      }
      const stroke = path.startsWith(plannedPath) ? plan(planned++) : strokeIn(path);
      void playFault(wire, stroke?.fault ?? null, stroke?.place ?? 'last-chunk');
    });
  };
  const plain = createServer(serve);
  const secure = createSecureServer({ cert: certificate, key }, serve);
  secure.on('connection', (below: Socket) => {
    keep(below);
    encrypted.set(below.remotePort, below);
    below.on('close', () => encrypted.delete(below.remotePort));
  });
  // Hangs up on the first bytes of a handshake.
  const abrupt = createServer((socket) => {
    keep(socket);
    socket.once('data', () => socket.resetAndDestroy());
  });
  const listening = [plain, secure, abrupt];
  const [origin = '', secureOrigin = '', abruptOrigin = ''] = await Promise.all(listening.map(listen));

  return {
    url(stroke) {
      if (stroke === null) return `http://${origin}/v1`;
      const path = `/${stroke.fault}/${stroke.place}/v1`;
      if (stroke.fault !== 'tls-reset') return `http://${origin}${path}`;
      return `https://${stroke.place === 'before-headers' ? abruptOrigin : secureOrigin}${path}`;
    },
    plannedUrl: `http://${origin}${plannedPath}/v1`,
    certificate,
    requests: () => requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(listening.map((server) => new Promise((closed) => server.close(closed))));
    },
  };
}

const plannedPath = '/planned';

function strokeIn(path: string): Stroke | null {
  const [, fault, place] = path.split('/');
  return fault === undefined || place === undefined || fault === 'v1'
    ? null
    : { fault: fault as Fault, place: place as Place };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
