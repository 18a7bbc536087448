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
const watched = (
  nodes: Readonly<Record<string, NodeView>>,
  status: WatchedRun['view']['status'] = 'running',
): WatchedRun => ({
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

test('a node under way when its run is stopped or left is stopped, with the steps, tokens and cost that it has come to', () => {
  const nodes = { brief: nodeView(25, 100, 'running'), ask: nodeView(0, 0, 'asking'), done: nodeView(1, 1) };
  const stopped = watched(nodes, 'interrupted');
  const brief = statusOfNode(stopped, 'brief');
  expect(brief).toMatchObject({ status: 'stopped', steps: 25, ledger: nodes.brief.ledger });
  expect(statusOfNode(stopped, 'brief')).toBe(brief);
  expect(statusOfNode(stopped, 'ask')?.status).toBe('stopped');
  expect(statusOfNode(stopped, 'done')).toBe(nodes.done);
  expect(statusOfNode({ ...watched(nodes), phase: 'still' }, 'brief')?.status).toBe('stopped');
  expect(statusOfNode(stopped, 'not run')).toBeNull();
});

test('in a paused run nodes rest, and what asks a person goes on asking', () => {
  const paused = watched({ brief: nodeView(3, 1, 'running'), ask: nodeView(0, 0, 'asking') }, 'paused');
  expect(statusOfNode(paused, 'brief')?.status).toBe('paused');
  expect(statusOfNode(paused, 'ask')?.status).toBe('asking');
});

test('a tool and a node inside a map are stopped with the run as well', () => {
  const inside = watched({ 'each[0]/summary': nodeView(1, 1, 'running') }, 'interrupted');
  expect(statusOfNode(inside, 'summary', [{ node: 'each' }])?.status).toBe('stopped');
});

test('a node inside a map has the outputs of one of its items', () => {
  const done = (text: string): NodeView => ({ ...nodeView(1, 1), outputs: { text } });
  const run = watched({ 'each[0]/summary': done('first'), 'each[1]/summary': done('second') });
  expect(outputsOfNode(run, [{ node: 'each' }], 'summary')).toEqual({ text: 'second' });
  expect(outputsOfNode(run, [{ node: 'each' }], 'other')).toBeNull();
});
