// How much of a node is drawn: everything, or from afar only its title and status. One value for the canvas, so that nodes hear of it when
// it changes and not with every step of a zoom.

import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Detail = 'near' | 'far';

/** Below this zoom nodes are far. */
export const farZoom = 0.5;

export type DetailStore = StoreApi<{ readonly detail: Detail }>;

export function createDetail(): DetailStore {
  return createStore(() => ({ detail: 'near' as Detail }));
}

export const DetailContext = createContext<DetailStore>(createDetail());

/** The store itself, to change it. */
export function useDetailStore(): DetailStore {
  return useContext(DetailContext);
}

/** How much to draw now. */
export function useDetail(): Detail {
  return useStore(useContext(DetailContext), (state) => state.detail);
}
