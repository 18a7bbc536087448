// What may be set about limits in endpoints.json, and the tiers that ship with Longline.

import { describe, expect, test } from 'vitest';
import { parseEntries } from '../../../../src/main/endpoints/config.ts';
import { limitsOfEntry, limitsPresets, noLimits, strictest } from '../../../../src/main/endpoints/gate/settings.ts';

const url = 'https://api.moonshot.ai/v1';

function limitsIn(limits: unknown) {
  const entries = parseEntries(JSON.stringify({ mine: { url, limits } }), 'endpoints.json');
  return limitsOfEntry(entries.get('mine')?.limits);
}

function problemOf(limits: unknown): unknown {
  try {
    return limitsIn(limits);
  } catch (thrown) {
    return thrown;
  }
}

describe('limits of an endpoint', () => {
  test('are those of the tier that is named', () => {
    const table = limitsPresets().map((row) => [
      row.preset,
      row.toppedUpUsd,
      row.concurrency,
      row.requestsPerMinute,
      row.tokensPerMinute,
      row.tokensPerDay,
    ]);
    expect(table).toEqual([
      ['moonshot-t0', 1, 1, 3, 500_000, 1_500_000],
      ['moonshot-t1', 10, 50, 200, 2_000_000, null],
      ['moonshot-t2', 20, 100, 500, 3_000_000, null],
      ['moonshot-t3', 100, 200, 5000, 3_000_000, null],
      ['moonshot-t4', 1000, 400, 5000, 4_000_000, null],
      ['moonshot-t5', 3000, 1000, 10_000, 5_000_000, null],
    ]);
    expect(limitsIn({ preset: 'moonshot-t0' })).toEqual({
      requestsPerMinute: 3,
      tokensPerMinute: 500_000,
      tokensPerDay: 1_500_000,
      concurrency: 1,
    });
  });

  test('can be set one by one, and in place of those of a tier', () => {
    expect(limitsIn({ requestsPerMinute: 20, concurrency: 4 })).toEqual({
      requestsPerMinute: 20,
      tokensPerMinute: null,
      tokensPerDay: null,
      concurrency: 4,
    });
    expect(limitsIn({ preset: 'moonshot-t1', concurrency: 2 })).toEqual({
      requestsPerMinute: 200,
      tokensPerMinute: 2_000_000,
      tokensPerDay: null,
      concurrency: 2,
    });
  });

  test('are none when nothing is set', () => {
    expect([limitsIn(undefined), limitsIn({})]).toEqual([noLimits, noLimits]);
  });

  test('that cannot be are refused with their place', () => {
    expect(problemOf({ preset: 'moonshot-t9' })).toMatchObject({
      code: 'endpoint.config',
      message:
        'endpoints.json at /mine/limits/preset: There is no such preset; known: moonshot-t0, moonshot-t1, moonshot-t2, moonshot-t3, moonshot-t4, moonshot-t5.',
    });
    expect(problemOf({ concurrency: 0 })).toMatchObject({
      code: 'endpoint.config',
      details: { file: 'endpoints.json', pointer: '/mine/limits/concurrency' },
    });
    expect(problemOf({ rpm: 3 })).toMatchObject({
      code: 'endpoint.config',
      details: { file: 'endpoints.json', pointer: '/mine/limits' },
    });
  });

  test('of several names for one account are the lowest of each kind', () => {
    const one = { ...noLimits, requestsPerMinute: 3, concurrency: 9 };
    const other = { ...noLimits, requestsPerMinute: 5, tokensPerDay: 100, concurrency: 2 };
    expect(strictest([one, other])).toEqual({
      requestsPerMinute: 3,
      tokensPerMinute: null,
      tokensPerDay: 100,
      concurrency: 2,
    });
    expect(strictest([])).toEqual(noLimits);
  });
});
