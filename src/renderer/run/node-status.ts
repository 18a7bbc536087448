// How a node of the open pipeline fares in the run on screen. Steps of the pipeline are activations of their own; a tool of an agent
// shows the calls of its function.

import type { NodeView } from '../../shared/run/view.ts';
import { emptyLedger } from '../../shared/cost/usage.ts';
import { isUnderWay } from './run-life.ts';
import type { WatchedRun } from './run-watch.ts';

/** The node's state in the run, or null when the run has not come to it. The same object as long as it says the same. */
export function statusOfNode(run: WatchedRun, node: string): NodeView | null {
  const own = run.view.nodes[node];
  if (own !== undefined) {
    return !isUnderWay(run) && (own.status === 'running' || own.status === 'asking') ? null : own;
  }
  return toolStates(run).get(node) ?? null;
}

const states = new WeakMap<object, ReadonlyMap<string, NodeView>>();
const running: NodeView = { status: 'running', startedAt: 0, steps: 0, ledger: emptyLedger };
const asking: NodeView = { ...running, status: 'asking' };
const done: NodeView = { ...running, status: 'done' };
const failed: NodeView = { ...running, status: 'failed' };

function toolStates({ view, plan }: WatchedRun): ReadonlyMap<string, NodeView> {
  const known = states.get(view.steps);
  if (known !== undefined || plan === null) return known ?? new Map();
  const found = new Map<string, NodeView>();
  const agents = new Map(
    plan.nodes.map((node) => [node.id, new Map((node.tools ?? []).map((tool) => [tool.name, tool.node]))]),
  );
  for (const step of view.steps) {
    for (const call of step.calls) {
      const node = agents.get(step.activation)?.get(call.name);
      if (node === undefined) continue;
      const before = found.get(node);
      if (call.status === 'running') found.set(node, running);
      else if (call.status === 'asking') found.set(node, asking);
      else if (before !== running && before !== asking && (call.status === 'ok' || call.status === 'error'))
        found.set(node, call.status === 'ok' ? done : failed);
    }
  }
  states.set(view.steps, found);
  return found;
}
