// Every known fault at every place of an answer, through the real transport and real sockets: each ends as it is declared, in time, and
// nothing that is not whole is taken for an answer.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNetwork, type Network } from '../../../src/main/net/guarded-fetch.ts';
import type { Watchdogs } from '../../../src/main/net/policy.ts';
import { matrix } from '../../fixtures/faults/matrix.ts';
import { ask, bindingTo, openEndpointClient, question, type EndpointClient } from '../../kit/endpoint-client.ts';
import { faults, type Fault } from '../../kit/faults.ts';
import { startFaultyEndpoint, type FaultyEndpoint } from '../../kit/faulty-endpoint.ts';
import { places, type Place } from '../../kit/whole-answer.ts';

const patient: Watchdogs = { connectMs: 10_000, firstByteMs: 10_000, idleMs: 10_000, wallMs: 20_000 };
const impatient: Watchdogs = { connectMs: 10_000, firstByteMs: 250, idleMs: 200, wallMs: 400 };
const deadlineMs = 4000;

let server: FaultyEndpoint;
let client: EndpointClient;
let watchdogs = patient;

beforeAll(async () => {
  server = await startFaultyEndpoint();
  client = await openEndpointClient({ network: hurried(openNetwork({ certificates: [server.certificate] })) });
});

afterAll(async () => {
  await client.close();
  await server.close();
});

// The real network with the times of this test, and with room for 4 MiB of an answer.
function hurried(network: Network): Network {
  const caps = { headerBytes: 32 * 1024, bodyBytes: 4 * 1024 * 1024 };
  return {
    ...network,
    send: (address, sent, policy) => network.send(address, sent, { ...policy, watchdogs, caps }),
    fetch: (address, sent, policy) => network.fetch(address, sent, { ...policy, watchdogs, caps }),
  };
}

const cells = faults.flatMap((fault) => places.map((place) => ({ fault, place, end: matrix[fault][place] })));

test('24 faults at 5 places are declared, each with an end or with the reason why it cannot occur (R25)', () => {
  expect([Object.keys(matrix).toSorted(), cells.length]).toEqual([[...faults].toSorted(), 24 * 5]);
  for (const { end } of cells) if (end.ends === 'cannot occur') expect(end.because).toMatch(/^[A-Z].{20,}\.$/);
});

test('the same answer without a fault is whole', async () => {
  watchdogs = patient;
  const { outcome } = await ask(client, question(bindingTo(server.url(null))));
  const whole = matrix['usage-absurd']['first-chunk'];
  if (whole.ends !== 'answered') throw new Error('absurd usage does no harm');
  expect([outcome.verdict, outcome.reply]).toEqual([whole.verdict, whole.reply]);
});

describe.each(faults.map((fault) => ({ fault })))('the fault $fault', ({ fault }) => {
  const here = cells.filter((cell) => cell.fault === fault && cell.end.ends !== 'cannot occur');
  test.each(here)('ends as declared at $place', async ({ place, end }) => {
    const { outcome, elapsedMs } = await struck(fault, place);
    expect(elapsedMs).toBeLessThan(deadlineMs);
    switch (end.ends) {
      case 'answered': {
        const { verdict, reply, counted } = end;
        const usage = { promptTokens: 512, completionTokens: 48, cachedTokens: 256, reasoningTokens: null };
        expect({ verdict: outcome.verdict, reply: outcome.reply, usage: outcome.usage }).toEqual({
          verdict,
          reply,
          usage: counted ? usage : null,
        });
        break;
      }
      case 'failed': {
        if (!('error' in outcome)) throw new Error(`it was taken for an answer: ${JSON.stringify(outcome)}`);
        const { verdict, retryable, retryAfterMs, error } = outcome;
        expect({ ends: 'failed', verdict, code: error.code, retryable, retryAfterMs }).toEqual({
          ...end,
          reply: undefined,
        });
        if (end.reply !== null) expect(outcome.reply).toEqual(end.reply);
        break;
      }
      case 'cannot occur':
        throw new Error('such cells are not played');
    }
  });
});

async function struck(
  fault: Fault,
  place: Place,
): Promise<{ readonly outcome: Awaited<ReturnType<typeof ask>>['outcome']; readonly elapsedMs: number }> {
  watchdogs = fault === 'hang' || fault === 'drip' ? impatient : patient;
  const startedAt = performance.now();
  const { outcome } = await ask(client, question(bindingTo(server.url({ fault, place }))));
  return { outcome, elapsedMs: performance.now() - startedAt };
}

test('after each fault the same client gets the whole answer', async () => {
  watchdogs = patient;
  const strokes = faults
    .filter((fault) => fault !== 'hang' && fault !== 'drip' && fault !== 'tls-reset')
    .flatMap((fault) => [{ fault, place: 'before-headers' } as const, null]);
  const planned = await startFaultyEndpoint((nth) => strokes[nth] ?? null);
  const verdicts: string[] = [];
  for (const _ of strokes) verdicts.push((await ask(client, question(bindingTo(planned.plannedUrl)))).outcome.verdict);
  await planned.close();
  expect(planned.requests()).toBe(strokes.length);
  const declared = strokes.map((stroke) => {
    const end = stroke === null ? null : matrix[stroke.fault][stroke.place];
    return end?.ends === 'failed' ? end.verdict : 'tool_calls';
  });
  expect(verdicts).toEqual(declared);
});

test('only one fault lets calls through that no tool can be given, and their arguments are no JSON', () => {
  const broken = cells.filter(({ end }) => end.ends === 'answered' && end.reply.calls.some(isBroken));
  expect(broken.map(({ fault, place }) => `${fault} ${place}`)).toEqual(['duplicate-chunk mid-arguments']);
});

function isBroken({ arguments: text }: { readonly arguments: string }): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
