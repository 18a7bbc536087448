// What the canvas itself is at, told to the nodes and wires that show it: which wire is in the hand, which title is being typed, over which
// wire a node is held.

import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Guide } from '../document/arrange.ts';
import type { LooseEnd } from '../document/fitting-kinds.ts';

export interface CanvasState {
  /** The end of the wire that is being drawn. */
  readonly wiring: LooseEnd | null;
  /** Element whose title or text is open for typing. */
  readonly typing: string | null;
  /** The wire that would take in the node that is being dragged. */
  readonly splicing: string | null;
  /** Lines along which what is dragged lines up, in the canvas's pixels. */
  readonly guides: readonly Guide[];
}

export type CanvasStateStore = StoreApi<CanvasState>;

export function createCanvasState(): CanvasStateStore {
  return createStore(() => ({ wiring: null, typing: null, splicing: null, guides: [] }));
}

export const CanvasStateContext = createContext<CanvasStateStore>(createCanvasState());

/** A part of the canvas's own state. */
export function useCanvasState<Part>(select: (state: CanvasState) => Part): Part {
  return useStore(useContext(CanvasStateContext), select);
}

/** The canvas's own state, to change it. */
export function useCanvasStore(): CanvasStateStore {
  return useContext(CanvasStateContext);
}
