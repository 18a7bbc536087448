// Finding one's way in a long run.

import { describe, expect, test } from 'vitest';
import { dearest, markOf, nextOf, nextTrouble, slowest, stepsWith } from '../../../../src/shared/run/panel/find.ts';
import { callView, ledgerOf, stepView } from '../../../kit/run-views.ts';

const failure = {
  attempt: 1,
  verdict: 'empty',
  error: { code: 'endpoint.empty', message: 'Nothing came.' },
  retryable: true,
  raw: null,
} as const;
const steps = [
  stepView(1, { reasoning: 'Look for the Danube.', calls: [callView('search')] }),
  stepView(2, { calls: [callView('search', { status: 'error', error: { code: 'x', message: 'No such place.' } })] }),
  stepView(3, { durationMs: 90, ledger: ledgerOf(1, 1, { low: 5, high: 9 }) }),
  stepView(4, { durationMs: 70, ledger: ledgerOf(1, 1, { low: 8, high: 8 }), failures: [failure] }),
  stepView(5, { content: 'The DANUBE rose.' }),
];

describe('the ways through a run', () => {
  test('lead from trouble to trouble and round again', () => {
    expect(nextTrouble(steps, -1)).toBe(1);
    expect(nextTrouble(steps, 1)).toBe(3);
    expect(nextTrouble(steps, 3)).toBe(1);
    expect(nextTrouble([stepView(1)], -1)).toBeNull();
  });

  test('lead to the step that may have cost most and to the one that took longest', () => {
    expect(dearest(steps)).toBe(2);
    expect(slowest(steps)).toBe(2);
    expect(dearest([stepView(1)])).toBeNull();
    expect(slowest([])).toBeNull();
  });

  test("find a text in the agent's name, reasoning, words, calls, results and failures, whatever its case", () => {
    expect(stepsWith(steps, 'danube')).toEqual([0, 4]);
    expect(stepsWith(steps, 'no such')).toEqual([1]);
    expect(stepsWith(steps, 'nothing came')).toEqual([3]);
    expect(stepsWith([stepView(1, { activation: 'scout' })], 'SCOUT')).toEqual([0]);
    expect(stepsWith(steps, '  ')).toEqual([]);
    expect([nextOf([0, 4], 0), nextOf([0, 4], 4), nextOf([], 0)]).toEqual([4, 0, null]);
  });

  test('mark each step by the gravest thing that happened in it', () => {
    expect(steps.map(markOf)).toEqual(['calls', 'troubled', 'answer', 'troubled', 'answer']);
    expect(markOf(stepView(1, { status: 'failed', failures: [failure] }))).toBe('failed');
    expect(markOf(stepView(1, { calls: [callView('a'), callView('b', { status: 'asking' })] }))).toBe('asking');
    expect(markOf(stepView(1, { purpose: 'summary' }))).toBe('summary');
    expect(markOf(stepView(1, { status: 'thinking' }))).toBe('live');
  });
});
