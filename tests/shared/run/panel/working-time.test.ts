// Working time as the panel shows it: what the limit of a run is measured against.

import { expect, test } from 'vitest';
import { emptyLedger } from '../../../../src/shared/cost/usage.ts';
import type { RunEvent } from '../../../../src/shared/run/events.ts';
import {
  noWorkingTime,
  workedAt,
  workedBetween,
  workingTimeEvent,
} from '../../../../src/shared/run/panel/working-time.ts';

let seq = 0;
const at = (time: number) => ({ runId: 'r1', seq: (seq += 1), at: time });
const limits = { maxSteps: null, agentSteps: null, budgetNanoUsd: null };
const started: RunEvent = {
  ...at(1000),
  type: 'run.started',
  machine: 1,
  program: 'test',
  title: 'T',
  planHash: '',
  documentHash: '',
  inputs: {},
  limits,
  models: {},
  now: null,
};
const waited = (time: number): RunEvent => ({
  ...at(time),
  type: 'wait.finished',
  effect: 'e',
  activation: 'a',
});
const end = {
  status: 'done',
  reason: null,
  outputs: {},
  usage: emptyLedger.usage,
  costNanoUsd: null,
  steps: 0,
  stateHash: '',
} as const;
const after = (...events: readonly RunEvent[]) => events.reduce(workingTimeEvent, noWorkingTime);

test('a run works from its start on, and a clock that is set back takes nothing away', () => {
  const time = after(started, waited(1500), waited(1200), waited(1300));
  expect(time).toEqual({ workedMs: 600, since: 1300, rests: [] });
  expect(workedAt(time, 2300)).toBe(1600);
  expect(workedAt(time, 1000)).toBe(600);
});

test('pauses, suspensions and the time after the end are not work', () => {
  const paused = after(started, { ...at(1400), type: 'run.paused' });
  expect(paused).toEqual({ workedMs: 400, since: null, rests: [{ from: 1400, until: null }] });
  expect(workedAt(paused, 99_000)).toBe(400);
  const ended = after(
    started,
    { ...at(1400), type: 'run.paused' },
    // A call that was under way ends while the run is paused.
    waited(1450),
    { ...at(9000), type: 'run.continued' },
    { ...at(9100), type: 'run.suspended', reason: 'interrupted' },
    { ...at(20_000), type: 'run.resumed' },
    { ...at(20_010), type: 'run.finished', effect: 'finish', ...end },
  );
  expect(ended).toMatchObject({ workedMs: 510, since: null });
});

test('a fork begins with no time used', () => {
  const forked: RunEvent = {
    ...at(50_000),
    type: 'run.forked',
    from: 'r0',
    fromSeq: 3,
    step: 'agent@2',
    models: {},
    params: {},
    limits,
  };
  expect(after(started, waited(5000), forked)).toMatchObject({ workedMs: 0, since: 50_000 });
});

test('a node that lives through a pause took as long as its run was at work, and so did one that a crash cut off', () => {
  const { rests } = after(
    started,
    { ...at(1400), type: 'run.paused' },
    { ...at(9000), type: 'run.continued' },
    waited(9300),
    // Nobody has said that it stopped at 9300.
    { ...at(20_000), type: 'run.resumed' },
    { ...at(20_010), type: 'run.finished', effect: 'finish', ...end },
  );
  expect(workedBetween(rests, 1000, 20_010)).toBe(710);
  expect(workedBetween(rests, 1200, 9100)).toBe(300);
  // While it rests, nothing grows.
  const paused = after(started, { ...at(1400), type: 'run.paused' }).rests;
  expect([workedBetween(paused, 1100, 1300), workedBetween(paused, 1100, 80_000)]).toEqual([200, 300]);
});
