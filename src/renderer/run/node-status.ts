// How a node of the open pipeline fares in the run on screen. Steps of the pipeline are activations of their own; a tool of an agent
// shows the calls of its function; a node of a subpipeline shows what all its firings there did.

import type { JsonObject } from '../../shared/json/value.ts';
import { nodePathOf } from '../../shared/run/panel/activation-path.ts';
import type { NodeView } from '../../shared/run/view.ts';
import { addAttempt, emptyLedger } from '../../shared/cost/usage.ts';
import { courseOf } from './run-life.ts';
import type { WatchedRun } from './run-watch.ts';

/** How a node fares: as its journal says, and `paused` or `stopped` with its run while it is under way. */
export interface NodeFare extends Omit<NodeView, 'status'> {
  readonly status: NodeView['status'] | 'paused' | 'stopped';
}

/** The nodes that were entered to come to a level, from the outermost down. */
type Entered = readonly { readonly node: string }[];

/**
 * The state in the run of a node on a level, or null when the run has not come to it. The same object as long as it says the same.
 */
export function statusOfNode(run: WatchedRun, node: string, levels: Entered = []): NodeFare | null {
  const found = recordedState(run, node, levels);
  return found === null ? null : withRun(run, found);
}

function recordedState(run: WatchedRun, node: string, levels: Entered): NodeView | null {
  if (levels.length > 0)
    return firings(run.view.nodes).get([...levels.map((level) => level.node), node].join('/')) ?? null;
  return withTrajectories(run.view.nodes).get(node) ?? run.view.nodes[node] ?? toolStates(run).get(node) ?? null;
}

const resting = new WeakMap<NodeView, NodeFare>();
const stopped = new WeakMap<NodeView, NodeFare>();

// What waits for a person waits all the same while its run is paused.
function withRun(run: WatchedRun, recorded: NodeView): NodeFare {
  if (recorded.status === 'done' || recorded.status === 'failed') return recorded;
  const course = courseOf(run);
  if (course === 'goes' || (course === 'rests' && recorded.status === 'asking')) return recorded;
  const known = course === 'rests' ? resting : stopped;
  let fare = known.get(recorded);
  if (fare === undefined)
    known.set(recorded, (fare = { ...recorded, status: course === 'rests' ? 'paused' : 'stopped' }));
  return fare;
}

/** What a node gave on its output ports in the run on screen; null when it has not. */
export function outputsOfNode(run: WatchedRun, levels: Entered, node: string): JsonObject | null {
  return statusOfNode(run, node, levels)?.outputs ?? null;
}

/** How many attempts of a node's model requests failed in the run on screen. */
export function retriesOfNode({ view }: WatchedRun, node: string, levels: Entered = []): number {
  return failedAttempts(view.steps).get([...levels.map((level) => level.node), node].join('/')) ?? 0;
}

const attempts = new WeakMap<WatchedRun['view']['steps'], ReadonlyMap<string, number>>();

// By node path, over all its activations.
function failedAttempts(steps: WatchedRun['view']['steps']): ReadonlyMap<string, number> {
  const known = attempts.get(steps);
  if (known !== undefined) return known;
  const found = new Map<string, number>();
  for (const { activation, failures } of steps) {
    if (failures.length === 0) continue;
    const path = nodePathOf(activation);
    found.set(path, (found.get(path) ?? 0) + failures.length);
  }
  attempts.set(steps, found);
  return found;
}

const fired = new WeakMap<Nodes, ReadonlyMap<string, NodeView>>();
const urgency = { running: 3, asking: 2, failed: 1, done: 0 } as const;

// By node path: `SCOPE/NODE`, however often the scope ran.
function firings(nodes: Nodes): ReadonlyMap<string, NodeView> {
  const known = fired.get(nodes);
  if (known !== undefined) return known;
  const found = new Map<string, NodeView>();
  for (const [activation, view] of Object.entries(nodes)) {
    const path = nodePathOf(activation);
    const before = found.get(path);
    if (before === undefined) found.set(path, view);
    else {
      const first = urgency[before.status] > urgency[view.status] ? before : view;
      const ledger = addAttempt(before.ledger, view.ledger.usage, view.ledger.cost);
      found.set(path, { ...first, startedAt: before.startedAt, steps: before.steps + view.steps, ledger });
    }
  }
  fired.set(nodes, found);
  return found;
}

type Nodes = Readonly<Record<string, NodeView>>;
const together = new WeakMap<Nodes, ReadonlyMap<string, NodeView>>();
const trajectory = /^([^/]+)~\d+\/\1$/;

// An agent that answers several times has done what all its trajectories did.
function withTrajectories(nodes: Nodes): ReadonlyMap<string, NodeView> {
  const known = together.get(nodes);
  if (known !== undefined) return known;
  const sums = new Map<string, NodeView>();
  for (const [activation, { steps, ledger }] of Object.entries(nodes)) {
    const id = trajectory.exec(activation)?.[1];
    const before = id === undefined ? undefined : (sums.get(id) ?? nodes[id]);
    if (id === undefined || before === undefined) continue;
    const sum = addAttempt(before.ledger, ledger.usage, ledger.cost);
    sums.set(id, { ...before, steps: before.steps + steps, ledger: sum });
  }
  together.set(nodes, sums);
  return sums;
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
      const node = agents.get(nodePathOf(step.activation))?.get(call.name);
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
