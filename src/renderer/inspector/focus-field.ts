// A wish to see one field of a node: whoever lists problems asks, the inspector opens the field's section and gives it the focus.

import { createStore } from 'zustand/vanilla';

export interface FocusWish {
  readonly node: string;
  readonly param: string;
  /** Grows with every wish, so that the same one can be had twice. */
  readonly count: number;
}

export const focusStore = createStore<{ readonly wish: FocusWish | null }>(() => ({ wish: null }));

/** The DOM id of the control of a param. */
export function fieldId(node: string, param: string): string {
  return `param-${node}-${param}`;
}

/** Asks for the focus on a param of a node, once the node is shown. */
export function focusField(node: string, param: string): void {
  focusStore.setState(({ wish }) => ({ wish: { node, param, count: (wish?.count ?? 0) + 1 } }));
}
