// The browser host at its border: who may connect, what is served, and the contract's promises through a real WebSocket.

import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createEngine } from '../../../src/main/hosts/engine.ts';
import type { Engine } from '../../../src/main/hosts/engine-types.ts';
import { startServer, type Server } from '../../../src/main/hosts/serve/serve.ts';
import { hostOver, type Link } from '../../../src/renderer/host/host-client.ts';
import { hostPromises } from '../../promises/host.ts';

let home: string;
let engine: Engine;
let server: Server;
let token: string;
let port: number;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'longline-serve-'));
  process.env['LONGLINE_HOME'] = home;
  engine = await createEngine({ host: 'browser' });
  server = await startServer(engine, { port: 0 });
  const url = new URL(server.url);
  port = Number(url.port);
  token = url.hash.slice('#token='.length);
});

afterAll(async () => {
  await server.close();
  await engine.close();
  delete process.env['LONGLINE_HOME'];
  rmSync(home, { recursive: true, force: true });
});

const get = (
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });

const connects = (protocols: string[], headers: Record<string, string> = {}, path = '/rpc'): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

describe('the door', () => {
  test('serves the page with its policy, to this machine only by its own names', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
    expect((await get('/../package.json')).status).toBe(404);
    expect((await get('/%2e%2e/package.json')).status).toBe(404);
    expect((await get('/', { host: `evil.example:${port}` })).status).toBe(403);
    expect((await get('/', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await get('/', { origin: 'null' })).status).toBe(403);
    expect((await get('/', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  test('gives each load of the page a nonce of its own for styles, and what the page loads none', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', '/index.html', '/']) {
      const { headers, body } = await get(path);
      const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? '';
      expect(body).toContain(`name="longline-style-nonce" content="${nonce}"`);
      expect(headers['cache-control']).toBe('no-store');
      nonces.add(nonce);
      const script = /src="(?:\.)?(\/assets\/[^"]+\.js)"/.exec(body)?.[1] ?? '';
      expect((await get(script)).headers['content-security-policy']).toContain("style-src 'self';");
    }
    expect(nonces.size).toBe(3);
  });

  test('opens the contract only with the token, from its own page', async () => {
    expect(await connects(['longline', `token.${token}`])).toBe(true);
    expect(await connects(['longline', `token.${token}`], { origin: `http://127.0.0.1:${port}` })).toBe(true);
    expect(await connects(['longline'])).toBe(false);
    expect(await connects(['longline', `token.${token.slice(1)}`])).toBe(false);
    expect(await connects(['longline', `token.${token.replace(/^./, (c) => (c === '0' ? '1' : '0'))}`])).toBe(false);
    expect(await connects(['longline', `token.${token}`], { origin: 'http://evil.example' })).toBe(false);
    expect(await connects(['longline', `token.${token}`], {}, '/other')).toBe(false);
  });
});

hostPromises('through a WebSocket', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, ['longline', `token.${token}`]);
  return {
    host: hostOver(new RPCLink({ websocket: socket as never }) as unknown as Link),
    close: () => socket.terminate(),
  };
});
