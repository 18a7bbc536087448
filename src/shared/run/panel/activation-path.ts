// What the path of an activation says: which node of which pipeline it is, and which of several attempts at the same task.
// Segments are `NODE`, `NODE[ITEM]` of a list, `NODE@STEP.CALL` of a pipeline that a model called, `NODE~N` of a trajectory.

import type { Plan, PlanNode } from '../../pipeline/plan.ts';

/** The node as a fork names it: `NODE`, or `SCOPE/NODE` within inner pipelines. */
export function nodePathOf(activation: string): string {
  return activation
    .split('/')
    .filter((segment) => !trajectory.test(segment))
    .map((segment) => segment.replace(item, '').replace(call, ''))
    .join('/');
}

/** Which trajectory of its agent an activation belongs to, counted from 1; null outside of trajectories. */
export function trajectoryOf(activation: string): number | null {
  const found = activation
    .split('/')
    .map((segment) => trajectory.exec(segment))
    .findLast((match) => match !== null);
  return found === undefined || found === null ? null : Number(found[1]);
}

/** The node of a plan that an activation is a firing of; undefined when the plan has none there. */
export function nodeOfActivation(plan: Plan, activation: string): PlanNode | undefined {
  let within: readonly Plan[] = [plan];
  let found: PlanNode | undefined;
  for (const id of nodePathOf(activation).split('/')) {
    found = within.flatMap(({ nodes }) => nodes).find((node) => node.id === id);
    if (found === undefined) return undefined;
    // Beneath an agent lie the pipelines that its model may call.
    const inner = [found.plan, ...(found.tools ?? []).map((tool) => tool.plan)];
    within = inner.flatMap((hash) => (hash === undefined ? [] : (plan.plans[hash] ?? [])));
  }
  return found;
}

const trajectory = /~(\d+)$/;
const item = /\[\d+\]$/;
const call = /@\d+\.\d+$/;
