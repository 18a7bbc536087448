// The node behind the path of an activation, in every shape that a path can have.

import { describe, expect, test } from 'vitest';
import type { Plan, PlanNode } from '../../../../src/shared/pipeline/plan.ts';
import { nodeOfActivation, nodePathOf, trajectoryOf } from '../../../../src/shared/run/panel/activation-path.ts';

const node = (id: string, more: Partial<PlanNode> = {}): PlanNode => ({
  id,
  kind: 'agent',
  version: 1,
  performer: 'agent',
  effect: 'read',
  reach: 'spend',
  params: {},
  inputs: [],
  outputs: [],
  ...more,
});
const plan = (nodes: readonly PlanNode[], plans: Readonly<Record<string, Plan>> = {}): Plan => ({
  format: 'longline-plan/1',
  title: 'T',
  nodes,
  inputs: [],
  outputs: [],
  handles: {},
  plans,
});
const tool = {
  node: 'ask',
  name: 'ask',
  description: '',
  parameters: {},
  kind: 'subpipeline',
  version: 1,
  performer: 'scope',
  effect: 'read',
  reach: 'pure',
  params: {},
  outputs: [],
} as const;
const inner = plan([node('scout')]);
const called = plan([node('expert')]);
const whole = plan([node('research', { tools: [{ ...tool, plan: 'called' }] }), node('each', { plan: 'inner' })], {
  inner,
  called,
});

describe('the path of an activation', () => {
  test.each([
    ['research', 'research', null],
    ['each[12]/scout', 'each/scout', null],
    ['research~3/research', 'research', 3],
    ['research@4.1/expert', 'research/expert', null],
    ['each[0]/scout~2/scout', 'each/scout', 2],
  ])('%s names the node %s', (path, named, trajectory) => {
    expect(nodePathOf(path)).toBe(named);
    expect(trajectoryOf(path)).toBe(trajectory);
  });

  test('leads to the node in the pipeline, in those inside it and in those that a model calls', () => {
    expect(nodeOfActivation(whole, 'research')).toBe(whole.nodes[0]);
    expect(nodeOfActivation(whole, 'research~1/research')).toBe(whole.nodes[0]);
    expect(nodeOfActivation(whole, 'each[3]/scout')).toBe(inner.nodes[0]);
    expect(nodeOfActivation(whole, 'research@4.1/expert')).toBe(called.nodes[0]);
    expect(nodeOfActivation(whole, 'nobody')).toBeUndefined();
    expect(nodeOfActivation(whole, 'research/nobody')).toBeUndefined();
  });
});
