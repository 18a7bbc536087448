// The one way out, against real servers: where it goes, where it does not, and how everything that breaks gets a name.

import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openNetwork } from '../../../src/main/net/guarded-fetch.ts';
import { allowedTarget, type FetchPolicy } from '../../../src/main/net/policy.ts';
import { startModelServer, type Answer, type ModelServer } from '../../kit/model-server.ts';

const patient = { connectMs: 5000, firstByteMs: 5000, idleMs: 5000, wallMs: 20_000 };
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function network(certificates?: readonly string[]): ReturnType<typeof openNetwork> {
  const opened = openNetwork(certificates === undefined ? {} : { certificates });
  closers.push(() => opened.close());
  return opened;
}

async function server(answer: Answer): Promise<ModelServer> {
  const started = await startModelServer(answer);
  closers.push(() => started.close());
  return started;
}

// A server below HTTP: it says what it likes and never answers otherwise.
async function tcp(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const listening = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  await new Promise<void>((ready) => {
    listening.listen(0, '127.0.0.1', ready);
  });
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((closed) => listening.close(closed));
  });
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

function to(origin: string, changes: Partial<FetchPolicy> = {}): FetchPolicy {
  return { allowedOrigins: [origin], watchdogs: patient, ...changes };
}

describe('where requests go', () => {
  test('an answer comes back whole, with status and headers', async () => {
    const { origin } = await server((_, response) => {
      response.writeHead(418, { 'x-answer': 'yes' });
      response.end('short and stout');
    });
    const response = await network().fetch(`${origin}/pot`, {}, to(origin));
    expect([response.status, response.headers.get('x-answer'), await response.text()]).toEqual([
      418,
      'yes',
      'short and stout',
    ]);
  });

  test('a request carries its bytes, asks for no compression and adds no header of its own', async () => {
    const { origin, requests } = await server((_, response) => response.end('ok'));
    const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: Buffer.from('{"a":"ü"}') };
    await (await network().fetch(origin, sent, to(origin))).text();
    expect(requests[0]?.body).toBe('{"a":"ü"}');
    expect(requests[0]?.headers).toEqual({
      'accept-encoding': 'identity',
      connection: 'keep-alive',
      'content-length': '10',
      'content-type': 'application/json',
      host: origin.slice('http://'.length),
    });
  });

  test('an origin that is not allowed is never connected to', async () => {
    const other = await server((_, response) => response.end());
    await expect(network().fetch(other.url, {}, to('http://127.0.0.1:9'))).rejects.toMatchObject({
      code: 'net.not_allowed',
    });
    expect(other.connections()).toBe(0);
  });

  test.each([
    'http://10.0.0.7:8000',
    'http://models.example.com',
    'http://127.0.0.1.example.com',
    'http://[2001:db8::1]',
  ])('%s is not reached without encryption unless the user has confirmed it', (origin) => {
    const url = `${origin}/v1`;
    expect(() => allowedTarget(url, to(new URL(url).origin))).toThrow(
      expect.objectContaining({ code: 'net.plain_http' }),
    );
    expect(allowedTarget(url, to(origin, { plainHttpOrigins: [new URL(url).origin] })).origin).toBe(
      new URL(url).origin,
    );
  });

  test.each(['http://localhost:1', 'http://127.9.9.9:1', 'http://[::1]:1', 'http://a.localhost:1'])(
    '%s is this machine',
    (origin) => {
      expect(allowedTarget(origin, to(origin)).origin).toBe(origin);
    },
  );

  test('a redirect is not followed, and the other server hears nothing', async () => {
    const second = await server((_, response) => response.end());
    for (const status of [301, 302, 303, 307, 308]) {
      const first = await server((_, response) => {
        response.writeHead(status, { location: `${second.url}/steal` });
        response.end();
      });
      const headers = { authorization: 'Bearer canary', 'x-api-key': 'canary', 'api-key': 'canary' };
      const request = network().fetch(first.url, { method: 'POST', headers, body: 'secret' }, to(first.origin));
      await expect(request, `status ${status}`).rejects.toMatchObject({ code: 'net.redirected' });
    }
    expect([second.connections(), second.requests]).toEqual([0, []]);
  });

  test('a proxy in the environment is ignored', async () => {
    const proxy = await server((_, response) => response.end('from the proxy'));
    const { origin } = await server((_, response) => response.end('from the server'));
    const names = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : proxy.origin;
    try {
      expect(await (await network().fetch(origin, {}, to(origin))).text()).toBe('from the server');
    } finally {
      for (const [at, name] of names.entries()) {
        if (before[at] === undefined) delete process.env[name];
        else process.env[name] = before[at];
      }
    }
    expect(proxy.connections()).toBe(0);
  });

  test('a certificate that nobody trusts ends the request before anything is sent; a trusted one does not', async () => {
    const folder = resolve(import.meta.dirname, '../../fixtures/tls');
    const cert = readFileSync(resolve(folder, 'untrusted.pem'), 'utf8');
    const key = readFileSync(resolve(folder, 'untrusted-key.pem'), 'utf8');
    let heard = 0;
    const secure = createSecureServer({ cert, key }, (_, response) => {
      heard += 1;
      response.end('ok');
    });
    await new Promise<void>((ready) => {
      secure.listen(0, '127.0.0.1', ready);
    });
    closers.push(() => {
      secure.closeAllConnections();
      return new Promise((closed) => secure.close(closed));
    });
    const origin = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
    await expect(network().fetch(origin, {}, to(origin))).rejects.toMatchObject({ code: 'net.tls' });
    expect(heard).toBe(0);
    expect(await (await network([cert]).fetch(origin, {}, to(origin))).text()).toBe('ok');
  });

  test('one connection serves many requests', async () => {
    const { origin, connections } = await server((_, response) => response.end('ok'));
    const one = network();
    for (let at = 0; at < 20; at += 1) await (await one.fetch(origin, {}, to(origin))).text();
    expect(connections()).toBe(1);
  });
});

describe('what breaks has a name', () => {
  const read = async (origin: string, changes: Partial<FetchPolicy> = {}): Promise<string> =>
    (await network().fetch(origin, {}, to(origin, changes))).text();

  test('nobody listens', async () => {
    const { origin, close } = await startModelServer(() => undefined);
    await close();
    await expect(read(origin)).rejects.toMatchObject({ code: 'net.refused', retryable: true });
  });

  test('a name that does not exist', async () => {
    const origin = 'https://no-such-host.invalid';
    await expect(network().fetch(origin, {}, to(origin))).rejects.toMatchObject({ code: 'net.name_unknown' });
  });

  test('the server hangs up before it answers', async () => {
    await expect(read(await tcp((socket) => socket.once('data', () => socket.destroy())))).rejects.toMatchObject({
      code: 'net.cut',
    });
  });

  test('the connection is cut in the middle of a body, of whatever framing', async () => {
    for (const head of ['content-length: 100\r\n', 'transfer-encoding: chunked\r\n']) {
      const piece = head.startsWith('content') ? 'half' : '4\r\nhalf\r\n';
      const origin = await tcp((socket) =>
        socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${head}\r\n${piece}`)),
      );
      await expect(read(origin), head).rejects.toMatchObject({ code: 'net.cut', retryable: true });
    }
  });

  test('something that is not HTTP', async () => {
    await expect(read(await tcp((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')))).rejects.toMatchObject({
      code: 'net.bad_answer',
    });
  });

  test('TLS is spoken to a server that does not know it', async () => {
    const origin = (await tcp((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')))).replace(
      'http:',
      'https:',
    );
    await expect(network().fetch(origin, {}, to(origin))).rejects.toMatchObject({ code: 'net.tls' });
  });

  test('a body that is compressed against our wish', async () => {
    const { origin } = await server((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end('x');
    });
    await expect(read(origin)).rejects.toMatchObject({ code: 'net.encoded' });
  });

  test('more body than allowed, through either way of reading', async () => {
    const { origin } = await server((_, response) => response.end(Buffer.alloc(5000)));
    const caps = { headerBytes: 32 * 1024, bodyBytes: 4999 };
    await expect(read(origin, { caps })).rejects.toMatchObject({ code: 'net.too_large' });
    const { body } = await network().send(origin, {}, to(origin, { caps }));
    await expect(body.drain(() => false)).rejects.toMatchObject({ code: 'net.too_large' });
    expect((await read(origin, { caps: { ...caps, bodyBytes: 5000 } })).length).toBe(5000);
  });

  test('more headers than allowed', async () => {
    const { origin } = await server((_, response) => {
      response.writeHead(200, { 'x-long': 'a'.repeat(40_000) });
      response.end();
    });
    await expect(read(origin)).rejects.toMatchObject({ code: 'net.header_too_large' });
  });
});

describe('each phase has its time', () => {
  const limits = { ...patient };

  test('a server that accepts and says nothing', async () => {
    const origin = await tcp(() => undefined);
    const watchdogs = { ...limits, firstByteMs: 40 };
    await expect(network().fetch(origin, {}, to(origin, { watchdogs }))).rejects.toMatchObject({
      code: 'net.first_byte_timeout',
    });
  });

  test('headers alone are not the first byte', async () => {
    const { origin } = await server((_, response) => {
      response.writeHead(200);
      response.flushHeaders();
    });
    const { body } = await network().send(origin, {}, to(origin, { watchdogs: { ...limits, firstByteMs: 60 } }));
    await expect(body.drain(() => false)).rejects.toMatchObject({ code: 'net.first_byte_timeout' });
  });

  test('a handshake that never ends', async () => {
    const origin = (await tcp(() => undefined)).replace('http:', 'https:');
    const watchdogs = { ...limits, connectMs: 40 };
    await expect(network().fetch(origin, {}, to(origin, { watchdogs }))).rejects.toMatchObject({
      code: 'net.connect_timeout',
    });
  });

  test('a stream that falls silent', async () => {
    const { origin } = await server((_, response) => void response.write('a piece'));
    const { body } = await network().send(origin, {}, to(origin, { watchdogs: { ...limits, idleMs: 40 } }));
    await expect(body.drain(() => false)).rejects.toMatchObject({ code: 'net.idle_timeout' });
  });

  test('a stream that drips keeps its connection until the time of the whole is over', async () => {
    let drip: NodeJS.Timeout | undefined;
    const { origin } = await server((_, response) => {
      drip = setInterval(() => response.write('.'), 5);
    });
    closers.push(() => clearInterval(drip));
    const watchdogs = { ...limits, idleMs: 100, wallMs: 300 };
    let pieces = 0;
    const { body } = await network().send(origin, {}, to(origin, { watchdogs }));
    const drained = body.drain(() => {
      pieces += 1;
      return false;
    });
    await expect(drained).rejects.toMatchObject({ code: 'net.wall_timeout', retryable: false });
    expect(pieces).toBeGreaterThan(10);
  });

  test('an abort ends a request with its own reason, before, while waiting and in the middle', async () => {
    const reason = new Error('enough');
    const silent = await tcp(() => undefined);
    await expect(network().fetch(silent, { signal: AbortSignal.abort(reason) }, to(silent))).rejects.toBe(reason);

    const waiting = new AbortController();
    const pending = network().fetch(silent, { signal: waiting.signal }, to(silent));
    waiting.abort(reason);
    await expect(pending).rejects.toBe(reason);

    const { origin } = await server((_, response) => void response.write('a piece'));
    const reading = new AbortController();
    const { body } = await network().send(origin, { signal: reading.signal }, to(origin));
    const drained = body.drain(() => {
      reading.abort(reason);
      return false;
    });
    await expect(drained).rejects.toBe(reason);
  });
});
