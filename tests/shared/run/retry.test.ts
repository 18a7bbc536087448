// When a failed model request is asked again: the whole table, and each number in it from its first to its last value.

import { describe, expect, test } from 'vitest';
import type { RunEventOf } from '../../../src/shared/run/events.ts';
import {
  countFailure,
  failureKind,
  retryDelayMs,
  retryRules,
  type FailureCounts,
} from '../../../src/shared/run/retry.ts';

type Failed = RunEventOf<'model.failed'>;

function failed(verdict: Failed['verdict'], code: string, changes: Partial<Failed> = {}): Failed {
  return {
    type: 'model.failed',
    runId: 'run',
    seq: 9,
    at: 0,
    effect: 'model:agent@1#1',
    activation: 'agent',
    step: 1,
    attempt: 1,
    verdict,
    error: { code, message: 'It failed.' },
    retryable: true,
    retryAfterMs: null,
    jitter: 0,
    partial: null,
    usage: null,
    costNanoUsd: null,
    durationMs: 1,
    ...changes,
  };
}

/** The delays of the retries that follow when a request always fails in the same way. */
function delaysOf(event: Failed): number[] {
  const delays: number[] = [];
  for (let failures = 1; failures <= 100; failures += 1) {
    const delayMs = retryDelayMs(event, failures);
    if (delayMs === null) break;
    delays.push(delayMs);
  }
  return delays;
}

const doubling = [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 32_000, 32_000];

describe('a model request that fails', () => {
  test.each<[string, Failed, number[]]>([
    ['the network', failed('error', 'endpoint.unreachable'), doubling],
    ['a timeout', failed('error', 'endpoint.timeout'), doubling],
    ['the server', failed('error', 'endpoint.server_failed'), doubling],
    ['too many requests', failed('error', 'endpoint.rate_limited'), doubling],
    ['a stream that was cut', failed('incomplete', 'endpoint.cut'), doubling],
    ['a stream without its end', failed('incomplete', 'endpoint.incomplete'), doubling],
    [
      'a server that rests',
      failed('error', 'endpoint.resting', { retryAfterMs: 6000 }),
      Array.from({ length: 30 }, () => 6000),
    ],
    ['a handshake that breaks off', failed('error', 'endpoint.tls_cut'), [500, 1000]],
    ['a reply of thoughts alone', failed('think_only', 'endpoint.think_only'), [0, 0]],
    ['an empty reply', failed('empty', 'endpoint.empty'), [0, 0]],
    ['raw tool tokens', failed('leaked_tool_tokens', 'endpoint.leaked_tool_tokens'), [0, 0]],
    ['a reply that repeats itself', failed('repetitive', 'endpoint.repetitive'), [0]],
    ['a reply cut at its limit', failed('truncated', 'endpoint.truncated'), [0]],
    ['a content filter', failed('filtered', 'endpoint.filtered', { retryable: false }), []],
    ['being stopped', failed('aborted', 'endpoint.aborted', { retryable: false }), []],
    ['an empty account', failed('error', 'endpoint.quota', { retryable: false }), []],
    ['a refused history', failed('error', 'endpoint.refused_history', { retryable: false }), []],
    ['a full window', failed('error', 'endpoint.context_overflow', { retryable: false }), []],
  ])('because of %s is asked again as often, and after as long, as the table says', (_, event, delays) => {
    expect(delaysOf(event)).toEqual(delays);
  });

  test('is asked again by these rules', () => {
    expect(retryRules).toEqual({
      connection: { retries: 9, wait: 'backoff' },
      handshake: { retries: 2, wait: 'backoff' },
      resting: { retries: 30, wait: 'backoff' },
      nothing: { retries: 2, wait: 'none' },
      repetitive: { retries: 1, wait: 'none' },
      truncated: { retries: 1, wait: 'none' },
      never: { retries: 0, wait: 'none' },
    });
  });

  test.each(['endpoint.quota', 'endpoint.refused_history', 'endpoint.context_overflow'])(
    'with %s is never asked again, even if the event says that it may be',
    (code) => {
      expect(retryDelayMs(failed('error', code, { retryable: true, retryAfterMs: 1000 }), 1)).toBe(null);
    },
  );

  test('waits up to a quarter longer by chance', () => {
    expect(delaysOf(failed('error', 'endpoint.timeout', { jitter: 1 }))).toEqual(doubling.map((delay) => delay * 1.25));
    expect(retryDelayMs(failed('error', 'endpoint.timeout', { jitter: 0.5 }), 1)).toBe(563);
  });

  test('waits as long as the server asks for up to two minutes, and beyond that is not asked again', () => {
    const asked = (retryAfterMs: number) => failed('error', 'endpoint.rate_limited', { retryAfterMs, jitter: 1 });
    expect([0, 7000, 120_000, 120_001].map((retryAfterMs) => retryDelayMs(asked(retryAfterMs), 1))).toEqual([
      0,
      7000,
      120_000,
      null,
    ]);
    expect(retryDelayMs(asked(7000), 9)).toBe(7000);
    expect(retryDelayMs(asked(7000), 10)).toBe(null);
  });
});

describe('the failures of a step', () => {
  const timeout = failed('error', 'endpoint.timeout');
  const resting = failed('error', 'endpoint.resting', { retryAfterMs: 5000 });
  const truncated = failed('truncated', 'endpoint.truncated');

  test('are counted by their kind, and those of a server that rests in a row', () => {
    const counts = [timeout, resting, resting, timeout, truncated, resting].reduce<FailureCounts>(countFailure, {});
    expect(counts).toEqual({ connection: 2, truncated: 1, resting: 1 });
  });

  test('of one kind take nothing from the retries of another', () => {
    const after = (events: readonly Failed[]) => {
      const counts = events.reduce<FailureCounts>(countFailure, {});
      const last = events.at(-1) ?? timeout;
      return retryDelayMs(last, counts[failureKind(last)] ?? 0);
    };
    const nine = Array.from({ length: 9 }, () => timeout);
    expect(after([...nine, truncated])).toBe(0);
    expect(after([truncated, ...nine])).toBe(32_000);
    expect(after([truncated, timeout, truncated])).toBe(null);
    const thirty = Array.from({ length: 30 }, () => resting);
    expect(after([...nine, ...thirty])).toBe(5000);
    expect(after([...nine, ...thirty, resting])).toBe(null);
    expect(after([...thirty, timeout, resting])).toBe(5000);
    expect(after([...nine, ...thirty, timeout])).toBe(null);
  });
});
