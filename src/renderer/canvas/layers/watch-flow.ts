// Tells the pictures that draw the pipeline outside React (the map, the far picture) when they are out of date.

import type { useStoreApi } from '@xyflow/react';

export interface FlowWatcher {
  /** Nodes, their faces, the theme or the size of the pane have changed. */
  readonly changed: () => void;
  /** Only the view has moved. */
  readonly moved: () => void;
  /** The theme has changed; `changed` follows. */
  readonly themed: () => void;
}

/** Watches until what it gives back is called. `onFaces` calls back when faces have changed. */
export function watchFlow(
  store: ReturnType<typeof useStoreApi>,
  onFaces: (changed: () => void) => () => void,
  { changed, moved, themed }: FlowWatcher,
): () => void {
  let { nodes, transform, width, height } = store.getState();
  const unsubscribe = store.subscribe((state) => {
    const isMoved = state.transform !== transform;
    const isChanged = state.nodes !== nodes || state.width !== width || state.height !== height;
    ({ nodes, transform, width, height } = state);
    if (isChanged) changed();
    else if (isMoved) moved();
  });
  const forget = onFaces(changed);
  const theme = new MutationObserver(() => {
    themed();
    changed();
  });
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    theme.disconnect();
    forget();
    unsubscribe();
  };
}
