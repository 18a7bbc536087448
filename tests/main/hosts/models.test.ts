// The models of a process: runs share what an endpoint allows, and a check is remembered.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelOutcome } from '../../../src/main/drivers/hands.ts';
import { createModels, type Models } from '../../../src/main/hosts/models.ts';
import { question } from '../../kit/endpoint-client.ts';
import { finalAnswer, startScriptedServer, type ScriptedServer } from '../../kit/scripted-server.ts';

let home: string;
let models: Models;
let server: ScriptedServer;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'longline-models-'));
  server = await startScriptedServer(() => finalAnswer('Four.'));
  const local = { url: server.url, model: 'scripted', limits: { requestsPerMinute: 1 } };
  writeFileSync(join(home, 'endpoints.json'), JSON.stringify({ local }));
  models = createModels(home);
});

afterEach(async () => {
  await models.close();
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

const rehearsal = { steps: null, delayMs: 0 };
const named = { endpoint: 'local', model: null };

describe('runs of one process', () => {
  test('share the limits of an endpoint, and a run that waits is told for what', async () => {
    const [first, second] = [models.forRun(rehearsal), models.forRun(rehearsal)];
    const never = new AbortController().signal;
    const firstBinding = await first.bind(named, null, '2026-11-24');
    const answered = await first.callModel(question(firstBinding, { conversation: 'one/a' }), () => undefined, never);
    expect(answered.verdict).toBe('final');

    const secondBinding = await second.bind(named, null, '2026-11-24');
    const stop = new AbortController();
    const told: unknown[] = [];
    const stopped: ModelOutcome = await second.callModel(
      question(secondBinding, { conversation: 'two/a' }),
      (piece) => {
        told.push(piece);
        stop.abort();
      },
      stop.signal,
    );
    expect(stopped.verdict).toBe('aborted');
    expect(told).toEqual([
      {
        status: 'queued',
        reason: expect.stringMatching(/^At most 1 request a minute goes to .*127\.0\.0\.1:\d+\.$/),
        until: expect.any(Number),
      },
    ]);
    const [{ until }] = told as [{ until: number }];
    expect(Math.abs(until - Date.now() - 61_000)).toBeLessThan(10_000);
    expect(server.bodies.length).toBe(1);
    await Promise.all([first.close(), second.close()]);
  });
});

describe('the check of an endpoint', () => {
  test('is kept as a card', async () => {
    const card = await models.check('rehearsal', null, new AbortController().signal);
    expect(card.checks.find(({ id }) => id === 'server')).toMatchObject({ result: 'passed' });
    writeFileSync(join(home, 'endpoints.json'), JSON.stringify({ local: { url: server.url, model: 'scripted' } }));
    const local = await models.check('local', null, new AbortController().signal);
    expect(local.checkedAt).not.toBe(null);
    expect(await models.cards.get(new URL(server.url).origin, 'scripted')).toEqual(local);
  });
});
