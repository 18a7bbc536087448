// The rules of the run panel that are the window's own: which buttons a run gets, and how limits are typed.

import { describe, expect, test } from 'vitest';
import type { Limits } from '../../src/shared/run/events.ts';
import { canGoOn, courseOf, isAsking, isLive, shownStatus } from '../../src/renderer/run/run-life.ts';
import { limitsTyped, typedLimits } from '../../src/renderer/run/typed-limits.ts';
import type { WatchedRun } from '../../src/renderer/run/run-watch.ts';
import { runView } from '../kit/run-views.ts';

const question = {
  effect: 'e',
  activation: 'agent',
  question: '?',
  choices: [],
  purpose: 'question',
  exact: null,
  exactSha256: null,
  call: null,
} as const;
const run = (status: WatchedRun['view']['status'], phase: WatchedRun['phase'], asks = false) => ({
  view: runView([], { status, questions: asks ? [question] : [] }),
  phase,
});

describe('a run on screen', () => {
  test.each([
    ['runs', run('running', 'live'), { live: true, goesOn: false, shown: 'running', course: 'goes' }],
    [
      'runs while the connection is away',
      run('running', 'lost'),
      { live: true, goesOn: false, shown: 'running', course: 'goes' },
    ],
    ['asks', run('running', 'live', true), { live: true, goesOn: false, shown: 'waiting', course: 'goes' }],
    ['is paused', run('paused', 'live'), { live: true, goesOn: true, shown: 'paused', course: 'rests' }],
    ['was left paused', run('paused', 'still'), { live: false, goesOn: true, shown: 'paused', course: 'rests' }],
    [
      'was left by whoever drove it',
      run('running', 'still'),
      { live: false, goesOn: true, shown: 'left', course: 'over' },
    ],
    [
      'was left waiting',
      run('waiting', 'still', true),
      { live: false, goesOn: true, shown: 'waiting', course: 'goes' },
    ],
    [
      'was stopped',
      run('interrupted', 'still', true),
      { live: false, goesOn: true, shown: 'interrupted', course: 'over' },
    ],
    ['is done', run('done', 'still'), { live: false, goesOn: false, shown: 'done', course: 'over' }],
    ['failed', run('failed', 'live'), { live: false, goesOn: false, shown: 'failed', course: 'over' }],
  ])('that %s shows what it is and offers what can be done', (_, watched, expected) => {
    const found = {
      live: isLive(watched),
      goesOn: canGoOn(watched),
      shown: shownStatus(watched),
      course: courseOf(watched),
    };
    expect(found).toEqual(expected);
  });
});

test('a question is asked while it can be answered: not while the run is still read, and not once it was stopped', () => {
  const asks = [
    run('running', 'live', true),
    run('paused', 'live', true),
    run('waiting', 'still', true),
    run('running', 'loading', true),
    run('interrupted', 'still', true),
    run('running', 'still', true),
    run('running', 'live'),
  ].map(isAsking);
  expect(asks).toEqual([true, true, true, false, false, false, false]);
});

describe('limits', () => {
  const limits: Limits = {
    maxSteps: 40,
    agentSteps: 7,
    budgetNanoUsd: 1_250_000_000,
    maxTokens: 9000,
    maxWallMs: 90_000,
  };

  test('are typed in dollars and minutes, and what cannot be typed stays', () => {
    const typed = typedLimits(limits);
    expect(typed).toEqual({ budgetUsd: 1.25, maxTokens: 9000, maxSteps: 40, maxMinutes: 1.5 });
    expect(limitsTyped(typed, limits)).toEqual(limits);
  });

  test('that are left empty are none', () => {
    const none = { budgetUsd: null, maxTokens: null, maxSteps: null, maxMinutes: null };
    expect(limitsTyped(none, limits)).toEqual({
      maxSteps: null,
      agentSteps: 7,
      budgetNanoUsd: null,
      maxTokens: null,
      maxWallMs: null,
    });
    expect(typedLimits({ maxSteps: null, agentSteps: null, budgetNanoUsd: null })).toEqual(none);
  });
});
