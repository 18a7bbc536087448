// The timeline: everything stands where it happened.

import { expect, test } from 'vitest';
import { timelineRows } from '../../../../src/shared/run/panel/rows.ts';
import type { RunView } from '../../../../src/shared/run/view.ts';
import { runView, stepView } from '../../../kit/run-views.ts';

const shown = (view: RunView) =>
  timelineRows(view).map((row) => (row.type === 'step' ? `${row.number ?? 'summary'} ${row.key}` : row.type));
const change = {
  activation: 'agent',
  step: 2,
  stage: 'summarise',
  changed: 9,
  tokensBefore: 2,
  tokensAfter: 1,
} as const;
const summary = stepView(2, { key: 'agent@2~summary', purpose: 'summary' });

test('a message to the model stands after the step that was newest, one before any step stands first', () => {
  const steers = [
    { activation: null, text: 'first', at: 1, step: null },
    { activation: 'agent', text: 'second', at: 2, step: 'agent@1' },
  ];
  expect(shown(runView([stepView(1), stepView(2)], { steers }))).toEqual(['steer', '1 agent@1', 'steer', '2 agent@2']);
});

test('a conversation is summed up and shortened before the step that follows, and neither counts as one', () => {
  const view = runView([stepView(1), summary, stepView(2)], { contextChanges: [change] });
  expect(shown(view)).toEqual(['1 agent@1', 'summary agent@2~summary', 'context', '2 agent@2']);
  const before = runView([stepView(1), summary], { contextChanges: [change] });
  expect(shown(before)).toEqual(['1 agent@1', 'summary agent@2~summary', 'context']);
});

test('what a fork shares is marked, and where it parts stands between', () => {
  const forked = { from: 'r0', step: 'agent@3', seq: 12, inherited: 2 };
  const view = runView([stepView(1), stepView(2), stepView(3)], { forked, stateHash: 'x' });
  expect(shown(view)).toEqual(['1 agent@1', '2 agent@2', 'fork', '3 agent@3', 'ending']);
  expect(timelineRows(view).flatMap((row) => (row.type === 'step' ? [row.inherited] : []))).toEqual([
    true,
    true,
    false,
  ]);
  expect(shown(runView([stepView(1), stepView(2)], { forked }))).toEqual(['1 agent@1', '2 agent@2', 'fork']);
});

test('every row has a key of its own', () => {
  const steers = [1, 2].map((at) => ({ activation: null, text: 'same', at, step: 'agent@1' }));
  const keys = timelineRows(runView([stepView(1)], { steers, contextChanges: [change, change] })).map(({ key }) => key);
  expect(new Set(keys).size).toBe(5);
});
