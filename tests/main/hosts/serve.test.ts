// The browser host at its border: who may connect, what is served, and the contract through a real WebSocket.

import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createEngine } from '../../../src/main/hosts/engine.ts';
import type { Engine } from '../../../src/main/hosts/engine-types.ts';
import { startServer, type Server } from '../../../src/main/hosts/serve/serve.ts';
import { sha256 } from '../../../src/main/hosts/sha256.ts';
import { writeDocument, type PipelineDocument } from '../../../src/shared/pipeline/document.ts';
import type { WatchFrame } from '../../../src/shared/api/table.ts';

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

const get = (path: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Record<string, unknown> }> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
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

describe('the contract', () => {
  // oxlint-disable-next-line typescript/no-explicit-any
  type Client = any;
  let client: Client;
  let socket: WebSocket;

  beforeAll(() => {
    socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, ['longline', `token.${token}`]);
    client = createORPCClient(new RPCLink({ websocket: socket as never }));
  });
  afterAll(() => socket.terminate());

  test('opens, copies, edits, saves and lists pipelines, and refuses a save that would lose another', async () => {
    const list = (await client.library.list({})) as { id: string; sample: boolean }[];
    expect(list.map((entry) => entry.id)).toContain('sample:news-brief');
    const sample = (await client.library.open({ id: 'sample:news-brief' })) as { document: PipelineDocument; handles: unknown[] };
    expect(sample.handles).toEqual([{ name: 'news', kind: 'folder', title: 'News items from Halmere', bound: 'news' }]);
    const { id } = (await client.library.create({ document: sample.document, from: 'sample:news-brief' })) as { id: string };
    const changed = { ...sample.document, meta: { ...sample.document.meta, title: 'Mine' } };
    const edit = { label: 'edit.rename', changes: [{ of: 'meta', key: 'title', before: 'News brief', after: 'Mine' }] };
    await client.edits.append({ id, revision: 1, edits: [edit] });
    const crashed = (await client.library.open({ id })) as { edits: unknown[]; handles: { bound: string }[] };
    expect(crashed.edits).toEqual([edit]);
    expect(crashed.handles[0]?.bound).toBe('news');
    expect(await client.library.save({ id, revision: 1, document: changed })).toEqual({ revision: 2 });
    await expect(client.library.save({ id, revision: 1, document: changed })).rejects.toMatchObject({ data: { code: 'library.conflict' } });
    const reopened = (await client.library.open({ id })) as { document: PipelineDocument; edits: unknown[]; revision: number };
    expect(reopened).toMatchObject({ revision: 2, edits: [], document: { meta: { title: 'Mine' } } });
    await client.library.remove({ id });
    expect(((await client.library.list({})) as { id: string }[]).map((entry) => entry.id)).not.toContain(id);
    await client.library.restore({ id });
    await expect(client.library.save({ id: 'sample:news-brief', revision: 0, document: changed })).rejects.toMatchObject({ data: { code: 'library.sample' } });
  });

  test('runs what is on screen and streams it, with live pieces, to a watcher that comes late and one that comes again', async () => {
    const { document } = (await client.library.open({ id: 'sample:news-brief' })) as { document: PipelineDocument };
    const start = {
      pipeline: 'sample:news-brief',
      inputs: {},
      endpoint: null,
      model: null,
      maxSteps: null,
      budgetUsd: null,
      rehearsal: { steps: 4, delayMs: 1 },
    };
    await expect(client.runs.start({ ...start, documentHash: 'other' })).rejects.toMatchObject({ data: { code: 'run.stale_document' } });
    const { runId } = (await client.runs.start({ ...start, documentHash: sha256(writeDocument(document)) })) as { runId: string };
    const frames: WatchFrame[] = [];
    for await (const frame of (await client.runs.watch({ runId, fromSeq: 1 })) as AsyncIterable<WatchFrame>) frames.push(frame);
    const events = frames.flatMap((frame) => (frame.frame === 'events' ? frame.events : []));
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: 'run.finished', status: 'done' });
    expect(frames.some((frame) => frame.frame === 'deltas')).toBe(true);
    expect(frames.filter((frame) => frame.frame === 'caught-up')).toHaveLength(1);
    const later: WatchFrame[] = [];
    for await (const frame of (await client.runs.watch({ runId, fromSeq: 5 })) as AsyncIterable<WatchFrame>) later.push(frame);
    expect(later.flatMap((frame) => (frame.frame === 'events' ? frame.events : []))).toEqual(events.slice(4));
    const replayed = (await client.runs.replay({ runId })) as { stateHash: string; recorded: string };
    expect(replayed.stateHash).toBe(replayed.recorded);
    expect(((await client.runs.list({ pipeline: 'sample:news-brief', limit: 10 })) as { runId: string }[])[0]?.runId).toBe(runId);
    const passage = events.flatMap((event) => (event.type === 'run.finished' ? (event.outputs['evidence'] as never as { folder: string; file: string; start: number; end: number; text: string }[]) : []))[0];
    if (passage === undefined) throw new Error('no evidence');
    const source = (await client.sources.read({ runId, folder: passage.folder, file: passage.file })) as { text: string };
    expect(source.text.slice(passage.start, passage.end)).toBe(passage.text);
  });

  test('stops a run when it is told to, and resumes it', async () => {
    const { document } = (await client.library.open({ id: 'sample:news-brief' })) as { document: PipelineDocument };
    const start = { pipeline: 'sample:news-brief', inputs: {}, endpoint: null, model: null, maxSteps: null, budgetUsd: null };
    const documentHash = sha256(writeDocument(document));
    const { runId } = (await client.runs.start({ ...start, documentHash, rehearsal: { steps: 30, delayMs: 20 } })) as { runId: string };
    for await (const frame of (await client.runs.watch({ runId, fromSeq: 1 })) as AsyncIterable<WatchFrame>) {
      if (frame.frame === 'deltas') await client.runs.stop({ runId });
    }
    expect(await client.runs.get({ runId })).toMatchObject({ row: { status: 'interrupted' } });
    await client.runs.resume({ runId });
    const statuses: string[] = [];
    for await (const frame of (await client.runs.watch({ runId, fromSeq: 1 })) as AsyncIterable<WatchFrame>) {
      if (frame.frame === 'events') for (const event of frame.events) if (event.type === 'run.finished') statuses.push(event.status);
    }
    expect(statuses).toEqual(['done']);
  });

  test('refuses what does not fit the table before anything happens', async () => {
    await expect(client.library.open({ id: 'x', path: '/etc/passwd' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(client.library.open({ id: 'nosuch' })).rejects.toMatchObject({ data: { code: 'library.unknown' } });
    await expect(client.runs.get({ runId: 'nosuch' })).rejects.toMatchObject({ data: { code: 'journal.run_unknown' } });
  });
});
