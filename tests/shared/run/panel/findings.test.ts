// The health of a run: every guard, verdict and limit that was touched can be seen, the pressing first, and nothing is made up.

import { expect, test } from 'vitest';
import { findingsOf } from '../../../../src/shared/run/panel/findings.ts';
import type { PrefixBreak } from '../../../../src/shared/run/prefix-report.ts';
import { runView, stepView } from '../../../kit/run-views.ts';

const failure = {
  attempt: 1,
  verdict: 'incomplete',
  error: { code: 'endpoint.incomplete', message: 'It broke off.' },
  retryable: true,
  raw: null,
} as const;
const guard = {
  activation: 'agent',
  step: 5,
  guard: 'repeat',
  count: 3,
  action: 'remind',
  message: 'You have made this call 3 times.',
} as const;
const missed: PrefixBreak = {
  activation: 'agent',
  step: 7,
  attempt: 1,
  cause: 'server',
  message: null,
  what: '',
  tokens: 900,
  costNanoUsd: 40,
};
const retention = (verdict: 'kept' | 'reasoning-dropped') => ({ verdict, step: 4, compared: 3, missingTokens: 300 });

test('a run in which nothing happened has nothing to tell', () => {
  expect(findingsOf(runView([stepView(1)], { retention: { agent: retention('kept') } }))).toEqual([]);
});

test('what holds a run up comes first, then what spoils its answer, then what only cost something', () => {
  const held = stepView(3, { status: 'thinking', held: { reason: 'The limit of the endpoint.', until: 5000 } });
  const failed = stepView(2, { failures: [failure] });
  const change = {
    activation: 'agent',
    step: 3,
    stage: 'hide',
    changed: 4,
    tokensBefore: 9000,
    tokensAfter: 4000,
  } as const;
  const found = findingsOf(
    runView([stepView(1), failed, held], {
      expired: 'soft',
      guards: [guard],
      retention: { agent: retention('reasoning-dropped'), other: retention('kept') },
      prefix: { breaks: [missed, { ...missed, step: 8, tokens: 100, costNanoUsd: 2 }], measured: 9 },
      contextChanges: [change],
    }),
  );
  expect(found).toEqual([
    { of: 'held', grade: 'note', held: [held] },
    { of: 'time', grade: 'warn', phase: 'soft' },
    {
      of: 'retention',
      grade: 'bad',
      conversations: [{ activation: 'agent', retention: retention('reasoning-dropped') }],
    },
    { of: 'guards', grade: 'warn', guards: [guard] },
    { of: 'failures', grade: 'warn', failures: [{ step: failed, failure }] },
    {
      of: 'cache',
      grade: 'note',
      breaks: [missed, { ...missed, step: 8, tokens: 100, costNanoUsd: 2 }],
      tokens: 1000,
      costNanoUsd: 42,
    },
    { of: 'context', grade: 'note', changes: [change] },
  ]);
});

test('what missed caches cost is unknown as soon as one price is', () => {
  const breaks = [missed, { ...missed, costNanoUsd: null }];
  expect(findingsOf(runView([], { prefix: { breaks, measured: 2 } }))).toEqual([
    { of: 'cache', grade: 'note', breaks, tokens: 1800, costNanoUsd: null },
  ]);
});
