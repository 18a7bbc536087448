// Conditions and helpers that the actions on a document share.

import type { ActionContext } from './action.ts';

/** The context of an action on the level on screen. */
export type WithSheet = ActionContext & { readonly sheet: NonNullable<ActionContext['sheet']> };

/** At least one node is selected. */
export const chosen = ({ state, sheet }: ActionContext): boolean => sheet !== null && state.selection.nodes.length > 0;

/** Anything is selected. */
export const chosenAny = ({ state: { selection }, sheet }: ActionContext): boolean =>
  sheet !== null && Object.values(selection).some((ids) => ids.length > 0);

/** A pipeline is on screen. */
export const opened = ({ sheet }: ActionContext): boolean => sheet !== null;

/** An action that needs the level on screen, and does nothing without. */
export const onSheet =
  (run: (context: WithSheet) => void) =>
  (context: ActionContext): void => {
    const { sheet } = context;
    if (sheet !== null) run({ ...context, sheet });
  };

/** The pipeline that the one selected node runs; null when it runs none. */
export function scopeOf({ state, sheet }: ActionContext): { readonly node: string; readonly pipeline: string } | null {
  const [id] = state.selection.nodes;
  const node =
    state.selection.nodes.length === 1 ? sheet?.document().nodes.find((other) => other.id === id) : undefined;
  const name = node?.params['pipeline'];
  if (node === undefined || state.catalog?.get(node.kind)?.card.performer !== 'scope' || typeof name !== 'string')
    return null;
  return Object.hasOwn(sheet?.document().pipelines ?? {}, name) ? { node: node.id, pipeline: name } : null;
}
