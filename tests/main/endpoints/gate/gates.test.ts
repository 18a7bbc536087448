// The gates of a process between the real transport and real servers: limits that hold over all runs, rests that a failing server gets,
// and what the gates cost where there is nothing to keep.

import { writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Hands, ModelRequest } from '../../../../src/main/drivers/hands.ts';
import { systemClock, type Clock } from '../../../../src/main/endpoints/gate/clock.ts';
import { createGates, type Gates } from '../../../../src/main/endpoints/gate/gates.ts';
import { knownEndpoints } from '../../../../src/main/endpoints/known-endpoints.ts';
import { ask, bindingTo, openEndpointClient, question, type EndpointClient } from '../../../kit/endpoint-client.ts';
import { events, json, startModelServer, stream, type Answer, type ModelServer } from '../../../kit/model-server.ts';
import { virtualTime } from './virtual-time.ts';

const closers: (() => unknown)[] = [];
const answer = events([{ role: 'assistant', content: 'Four.' }], 'stop', { prompt_tokens: 5, completion_tokens: 2 });

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** What a request is told first; it is stopped then, unless it is over. */
async function firstPiece(callModel: Hands['callModel'], request: ModelRequest): Promise<unknown> {
  const stop = new AbortController();
  let first: unknown = null;
  await callModel(
    request,
    (piece) => {
      first ??= piece;
      if ('status' in piece) stop.abort();
    },
    stop.signal,
  );
  return first;
}

interface World {
  readonly server: ModelServer;
  readonly client: EndpointClient;
  readonly gates: Gates;
  readonly gated: Hands['callModel'];
}

async function setUp(
  serve: Answer,
  limits: unknown,
  clock: Clock = systemClock,
  environment: Readonly<Record<string, string>> = {},
): Promise<World> {
  const server = await startModelServer(serve);
  const local = { url: server.url, limits };
  const client = await openEndpointClient({ config: { local, 'same-place': { url: server.url } }, environment });
  closers.push(
    () => server.close(),
    () => client.close(),
  );
  const gates = createGates({ clock, random: () => 0, known: () => knownEndpoints(client.dataDirectory) });
  return { server, client, gates, gated: gates.around(client.callModel, client.endpoints) };
}

/** Answers nobody before all that were let through are there, so that what is seen at one time is all that there can be. */
function crowd(expected: number, total: number) {
  const open: ServerResponse[] = [];
  const seen = { most: 0, answered: 0, letThrough: 0 };
  const serve: Answer = (_, response) => {
    open.push(response);
    seen.most = Math.max(seen.most, open.length);
    if (open.length < seen.letThrough || open.length < Math.min(expected, total - seen.answered)) return;
    seen.answered += open.length;
    for (const waiting of open.splice(0)) stream(waiting, answer);
  };
  const counting =
    (callModel: Hands['callModel']): Hands['callModel'] =>
    async (...request) => {
      seen.letThrough += 1;
      const outcome = await callModel(...request);
      seen.letThrough -= 1;
      return outcome;
    };
  return { seen, serve, counting };
}

describe('many requests to one server', () => {
  test('are never more at one time than its limit, over all runs, names and addresses together', async () => {
    const { seen, serve, counting } = crowd(3, 50);
    const { server, client, gates } = await setUp(serve, { concurrency: 3 });
    const gated = gates.around(counting(client.callModel), client.endpoints);
    const other = gates.around(counting(client.callModel), client.endpoints);
    const named = bindingTo(server.url, { endpoint: 'local' });
    const sameServer = bindingTo(server.url, { endpoint: 'same-place' });
    const address = bindingTo(server.url);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const binding = [named, sameServer, address][index % 3] ?? named;
        const request = question(binding, { conversation: `run-${index % 7}/agent-${index}` });
        return (await ask({ callModel: index % 2 === 0 ? gated : other }, request)).outcome.verdict;
      }),
    );
    expect(outcomes).toEqual(Array.from({ length: 50 }, () => 'final'));
    expect([server.requests.length, seen.most]).toEqual([50, 3]);
  });

  test('are all there at one time when nothing limits them', async () => {
    const { seen, serve, counting } = crowd(50, 50);
    const { server, client, gates } = await setUp(serve, undefined);
    const gated = gates.around(counting(client.callModel), client.endpoints);
    const binding = bindingTo(server.url, { endpoint: 'local' });
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        ask({ callModel: gated }, question(binding, { conversation: `${index}/a` })),
      ),
    );
    expect(seen.most).toBe(50);
  });

  test('keep to limits that were edited from the next run on', async () => {
    const time = virtualTime();
    const { server, client, gates } = await setUp(
      (_, response) => stream(response, answer),
      { requestsPerMinute: 1 },
      time,
    );
    const request = () => question(bindingTo(server.url, { endpoint: 'local' }));
    const first = gates.around(client.callModel, client.endpoints);
    const again = request();
    expect(await firstPiece(first, again)).toMatchObject({ channel: 'content' });
    expect(await firstPiece(first, again)).toMatchObject({ status: 'queued' });
    expect(time.waiting()).toBe(0);
    await writeFile(join(client.dataDirectory, 'endpoints.json'), JSON.stringify({ local: { url: server.url } }));
    expect(await firstPiece(first, again)).toMatchObject({ status: 'queued' });
    const second = gates.around(client.callModel, client.endpoints);
    expect(await firstPiece(second, request())).toMatchObject({ channel: 'content' });
  });

  test('of accounts with keys of their own have limits of their own', async () => {
    const time = virtualTime();
    const keys = { LONGLINE_KEY_LOCAL: 'key-one', LONGLINE_KEY_SAME_PLACE: 'key-two' };
    const { server, gated } = await setUp(
      (_, response) => stream(response, answer),
      { requestsPerMinute: 1 },
      time,
      keys,
    );
    const local = question(bindingTo(server.url, { endpoint: 'local' }));
    const samePlace = question(bindingTo(server.url, { endpoint: 'same-place' }));
    const seen: unknown[] = [];
    for (const request of [local, samePlace, samePlace, local]) seen.push(await firstPiece(gated, request));
    expect(seen).toMatchObject([
      { channel: 'content' },
      { channel: 'content' },
      { channel: 'content' },
      { status: 'queued' },
    ]);
  });
});

describe('a server that fails twenty times', () => {
  test('is asked with growing gaps, and answers the first request after it has come back', async () => {
    const time = virtualTime();
    const askedAtMs: number[] = [];
    const { server, gated } = await setUp(
      (_, response, nth) => {
        askedAtMs.push(time.elapsed());
        if (nth < 20) json(response, 500, { error: { message: 'out of memory' } });
        else stream(response, answer);
      },
      undefined,
      time,
    );
    const request = question(bindingTo(server.url, { endpoint: 'local' }));
    const codes: string[] = [];
    for (let tries = 0; tries < 100; tries += 1) {
      const { outcome } = await ask({ callModel: gated }, request);
      if (!('error' in outcome)) break;
      codes.push(outcome.error.code);
      await time.advance(outcome.retryAfterMs ?? 500);
    }
    const gaps = askedAtMs.map((atMs, index) => atMs - (askedAtMs[index - 1] ?? 0));
    // Four times at the pace of the one who asks; then what is left of each rest after that pace, at first 5 s and at most a minute.
    expect(gaps).toEqual([
      0,
      500,
      500,
      500,
      500,
      5000,
      10_000,
      20_000,
      40_000,
      ...Array.from({ length: 12 }, () => 60_000),
    ]);
    expect(codes.filter((code) => code === 'endpoint.server_failed').length).toBe(20);
    expect(codes.filter((code) => code === 'endpoint.resting').length).toBe(16);
  });
});

describe('an endpoint that cannot be asked', () => {
  test('fails with its own error, as without a gate', async () => {
    const { server, gated } = await setUp((_, response) => stream(response, answer), undefined);
    const { outcome } = await ask({ callModel: gated }, question(bindingTo(server.url, { endpoint: 'nowhere' })));
    expect(outcome).toMatchObject({ verdict: 'error', error: { code: 'endpoint.unknown' }, retryable: false });
    expect(server.requests).toEqual([]);
  });

  test('and the rehearsal endpoint keep nobody waiting', async () => {
    const time = virtualTime();
    const gates = createGates({ clock: time, random: () => 0, known: () => Promise.reject(new Error('not asked')) });
    const made: string[] = [];
    const gated = gates.around(
      (request) => {
        made.push(request.conversation);
        return new Promise(() => undefined);
      },
      { target: () => Promise.reject(new Error('not asked')) },
    );
    const rehearsal = bindingTo('http://127.0.0.1/v1', { endpoint: 'rehearsal', rehearsal: true });
    void gated(question(rehearsal), () => undefined, new AbortController().signal);
    expect(made).toEqual(['run-1/agent']);
  });
});
