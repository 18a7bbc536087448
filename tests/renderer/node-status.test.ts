// How a node on the canvas fares in the run on screen.

import { expect, test } from 'vitest';
import { outputsOfNode, statusOfNode } from '../../src/renderer/run/node-status.ts';
import type { WatchedRun } from '../../src/renderer/run/run-watch.ts';
import { emptyLog } from '../../src/shared/run/panel/log.ts';
import { noWorkingTime } from '../../src/shared/run/panel/working-time.ts';
import type { NodeView } from '../../src/shared/run/view.ts';
import { ledgerOf, runView } from '../kit/run-views.ts';

const nodeView = (steps: number, tokens: number, status: NodeView['status'] = 'done'): NodeView => ({
  status,
  startedAt: 0,
  steps,
  ledger: ledgerOf(tokens, 1, { low: tokens, high: tokens }),
});
const watched = (nodes: Readonly<Record<string, NodeView>>, status: 'running' | 'done' = 'running'): WatchedRun => ({
  runId: 'r1',
  pipelineId: null,
  plan: null,
  document: null,
  view: runView([], { nodes, status }),
  work: noWorkingTime,
  log: emptyLog,
  phase: 'live',
  failure: null,
});

test('an agent that answers several times shows the steps, tokens and cost of all its trajectories', () => {
  const nodes = {
    brief: nodeView(1, 10, 'running'),
    'brief~1/brief': nodeView(4, 100),
    'brief~2/brief': nodeView(5, 1000),
    other: nodeView(2, 7),
  };
  const run = watched(nodes);
  const brief = statusOfNode(run, 'brief');
  expect(brief).toMatchObject({ status: 'running', steps: 10 });
  expect(brief?.ledger).toMatchObject({ usage: { promptTokens: 1110 }, cost: { low: 1110, high: 1110 } });
  expect(statusOfNode(run, 'other')).toBe(nodes.other);
  // The same object as long as nothing changes, so that nothing is drawn again.
  expect(statusOfNode(run, 'brief')).toBe(brief);
});

test('what was still under way when the run ended shows no state', () => {
  expect(statusOfNode(watched({ brief: nodeView(1, 1, 'running') }, 'done'), 'brief')).toBeNull();
});

test('a node inside a map has the outputs of one of its items', () => {
  const done = (text: string): NodeView => ({ ...nodeView(1, 1), outputs: { text } });
  const run = watched({ 'each[0]/summary': done('first'), 'each[1]/summary': done('second') });
  expect(outputsOfNode(run, [{ node: 'each' }], 'summary')).toEqual({ text: 'second' });
  expect(outputsOfNode(run, [{ node: 'each' }], 'other')).toBeNull();
});
