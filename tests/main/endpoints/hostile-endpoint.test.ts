// Servers that send far more than they should, or whose encryption cannot be trusted, through the real transport and real sockets: what
// is not wanted is not read, nothing is kept of it, and nobody is asked again and again.

import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { openNetwork } from '../../../src/main/net/guarded-fetch.ts';
import { ask, bindingTo, openEndpointClient, question } from '../../kit/endpoint-client.ts';
import { startFaultyEndpoint } from '../../kit/faulty-endpoint.ts';
import { startModelServer, stream, events } from '../../kit/model-server.ts';

const closers: (() => unknown)[] = [];
const mebibyte = 1024 * 1024;

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Sends a piece again and again, up to 256 MiB, as fast as it is taken; resolves with the bytes that went out when nobody listens more. */
function flood(response: ServerResponse, piece: Buffer): Promise<number> {
  let sent = 0;
  return new Promise((ended) => {
    response.on('close', () => ended(sent));
    const more = (): void => {
      while (!response.destroyed && sent < 256 * mebibyte) {
        sent += piece.length;
        if (!response.write(piece)) {
          response.once('drain', more);
          return;
        }
      }
      response.end();
    };
    more();
  });
}

describe('a flood is not read to its end:', () => {
  const xs = Buffer.alloc(65_536, 'x');
  const rows: readonly (readonly [string, number, Readonly<Record<string, string>>, Buffer, Buffer, string])[] = [
    [
      'one endless line of a stream',
      200,
      { 'content-type': 'text/event-stream' },
      Buffer.from('data: '),
      xs,
      'endpoint.too_large',
    ],
    ['an endless comment', 200, { 'content-type': 'text/event-stream' }, Buffer.from(':'), xs, 'endpoint.too_large'],
    [
      'an endless web page',
      200,
      { 'content-type': 'text/html' },
      Buffer.from('<!doctype html>'),
      xs,
      'endpoint.not_a_stream',
    ],
    [
      'endless JSON',
      200,
      { 'content-type': 'application/json' },
      Buffer.from('{"choices":"'),
      xs,
      'endpoint.too_large',
    ],
    ['an endless refusal', 500, { 'content-type': 'text/plain' }, Buffer.from('sorry'), xs, 'endpoint.server_failed'],
    [
      'a bomb of gzip, 256 MB of zeros',
      200,
      { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' },
      gzipSync(Buffer.alloc(mebibyte)),
      gzipSync(Buffer.alloc(mebibyte)),
      'endpoint.encoded',
    ],
  ];
  test.each(rows)('%s', async (_, status, headers, first, piece, code) => {
    let flooded: Promise<number> | undefined;
    const server = await startModelServer((__, response) => {
      response.writeHead(status, headers);
      response.write(first);
      flooded = flood(response, piece);
    });
    const client = await openEndpointClient();
    closers.push(
      () => server.close(),
      () => client.close(),
    );
    const before = process.cpuUsage();
    const { outcome } = await ask(client, question(bindingTo(server.url)));
    const sent = await flooded;
    const { user, system } = process.cpuUsage(before);
    expect(outcome).toMatchObject({ error: { code } });
    // What fits into the buffers of the two sockets may have gone out; 32 MiB is what a reader may cost.
    expect(sent).toBeLessThan(32 * mebibyte);
    expect((user + system) / 1e6).toBeLessThan(2);
    if ('error' in outcome) expect(outcome.raw?.length ?? 0).toBeLessThan(mebibyte + 100);
  });

  test('a stream of small events ends at 64 MiB', async () => {
    const chunk = Buffer.from(`data: {"choices":[],"pad":"${'p'.repeat(60_000)}"}\n\n`);
    let flooded: Promise<number> | undefined;
    const server = await startModelServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      flooded = flood(response, chunk);
    });
    const client = await openEndpointClient();
    closers.push(
      () => server.close(),
      () => client.close(),
    );
    const { outcome } = await ask(client, question(bindingTo(server.url)));
    expect(outcome).toMatchObject({ verdict: 'error', error: { code: 'endpoint.too_large' }, retryable: false });
    expect(await flooded).toBeLessThan(96 * mebibyte);
  });
});

describe('an encryption that cannot be trusted', () => {
  const folder = resolve(import.meta.dirname, '../../fixtures/tls');
  const pem = (name: string): string => readFileSync(resolve(folder, name), 'utf8');
  const rows: readonly (readonly [string, string, string, boolean])[] = [
    ['is one that signed itself', 'untrusted.pem', 'untrusted-key.pem', false],
    ['is one whose time is over', 'expired.pem', 'refused-key.pem', true],
    ['is one for another name', 'wrong-host.pem', 'refused-key.pem', true],
  ];
  test.each(rows)('%s: nothing is sent, and asking again is pointless', async (_, certificate, key, trusted) => {
    let heard = 0;
    let connections = 0;
    const server = createSecureServer({ cert: pem(certificate), key: pem(key) }, (request, response) => {
      heard += 1;
      request.resume();
      stream(response, events([{ content: 'ok' }], 'stop'));
    });
    server.on('connection', () => {
      connections += 1;
    });
    await new Promise<void>((ready) => {
      server.listen(0, '127.0.0.1', ready);
    });
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const client = await openEndpointClient({
      network: openNetwork(trusted ? { certificates: [pem(certificate)] } : {}),
      config: { here: { url, profile: 'openai-compatible' } },
      environment: { LONGLINE_KEY_HERE: 'sk-canary' },
    });
    closers.push(
      () => new Promise((closed) => server.close(closed)),
      () => server.closeAllConnections(),
      () => client.close(),
    );
    const { outcome } = await ask(client, question(bindingTo(url, { endpoint: 'here' })));
    expect(outcome).toMatchObject({ verdict: 'error', error: { code: 'endpoint.tls' }, retryable: false });
    expect([heard, connections]).toEqual([0, 1]);
  });

  test('is one that breaks off: told as such, asked once', async () => {
    const faulty = await startFaultyEndpoint();
    const client = await openEndpointClient();
    closers.push(
      () => faulty.close(),
      () => client.close(),
    );
    const url = faulty.url({ fault: 'tls-reset', place: 'before-headers' });
    const { outcome } = await ask(client, question(bindingTo(url)));
    expect(outcome).toMatchObject({ verdict: 'error', error: { code: 'endpoint.tls_cut' }, retryable: true });
    expect(faulty.requests()).toBe(0);
  });
});

test('a redirect takes neither key nor prompt to another origin, whatever its status', async () => {
  const thief = await startModelServer((_, response) => stream(response, events([{ content: 'mine' }], 'stop')));
  const statuses = [301, 302, 303, 307, 308];
  const server = await startModelServer((_, response, nth) => {
    response.writeHead(statuses[nth] ?? 500, { location: `${thief.url}/chat/completions` });
    response.end();
  });
  const client = await openEndpointClient({
    config: { here: { url: server.url, profile: 'openai-compatible' } },
    environment: { LONGLINE_KEY_HERE: 'sk-canary' },
  });
  closers.push(
    () => thief.close(),
    () => server.close(),
    () => client.close(),
  );
  for (const status of statuses) {
    const { outcome } = await ask(client, question(bindingTo(server.url, { endpoint: 'here' })));
    expect(outcome, `status ${status}`).toMatchObject({ error: { code: 'endpoint.redirected' }, retryable: false });
  }
  expect(server.requests.map(({ headers }) => headers['authorization'])).toEqual(Array(5).fill('Bearer sk-canary'));
  expect([thief.connections(), thief.requests]).toEqual([0, []]);
});
