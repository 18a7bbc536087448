// Everything about a node that is not in its element: how it fares in the run on screen, whether it is pinned, wrong, or has changed since
// that run. Each is a value of its own, so that a node is drawn again only when one of them changes.

import { useStore } from 'zustand';
import type { Problem } from '../../shared/pipeline/check.ts';
import { useInsights } from '../document/use-insights.ts';
import { useSheet } from '../document/sheet.ts';
import { statusOfNode, type NodeFare } from '../run/node-status.ts';
import { useRun } from '../workspace.ts';

export interface NodeState {
  readonly run: NodeFare['status'] | null;
  readonly pinned: boolean;
  readonly changed: boolean;
  readonly problem: Problem | null;
}

/** The state of a node of the level on screen. */
export function useNodeState(id: string): NodeState {
  const { open, within, levels } = useSheet();
  const key = within.length === 0 ? id : `${within.join('/')}/${id}`;
  return {
    run: useRun((run) => statusOfNode(run, id, levels)?.status ?? null),
    pinned: useStore(open.store, (state) => state.pins[key] !== undefined),
    changed: useInsights((insights) => insights.changed.has(id)),
    problem: useInsights((insights) => insights.byNode.get(id) ?? null),
  };
}
