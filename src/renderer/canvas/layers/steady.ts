// What keeps a large canvas steady: sizes that are not measured, and nodes that are only met where the pointer is.

import { useStoreApi } from '@xyflow/react';
import { useEffect, useState } from 'react';

/**
 * Nodes are not measured: every element comes with `width`, `height`, `measured` and `handles`, so that only those in view are ever put
 * into the page. To be called beneath the provider, in the component that renders the canvas.
 */
export function useGivenSizes(): void {
  const store = useStoreApi();
  // Before the canvas first renders, because its observer of sizes keeps the function that it finds then.
  useState(() => store.setState({ updateNodeInternals: () => undefined }));
}

/**
 * While the far picture is shown, only the node under the pointer is where the pointer can meet it: a thousand empty boxes, each moved to
 * its place, cost the browser more than all that is drawn. The others stay in the page for the keyboard and for screen readers.
 */
export function usePointedNode(far: boolean): void {
  const store = useStoreApi();
  useEffect(() => {
    const { domNode } = store.getState();
    if (!far || domNode === null) return;
    let here: Element | null = null;
    const point = (element: Element | null) => {
      if (element === here) return;
      here?.removeAttribute('data-here');
      element?.setAttribute('data-here', '');
      here = element;
    };
    const onPointerMove = (event: PointerEvent) => {
      // What is being dragged stays where it can be met.
      if (event.buttons !== 0) return;
      const { transform, nodeLookup } = store.getState();
      const [left, top, zoom] = transform;
      const box = domNode.getBoundingClientRect();
      const x = (event.clientX - box.left - left) / zoom;
      const y = (event.clientY - box.top - top) / zoom;
      let found: string | null = null;
      for (const [id, { internals, width = 0, height = 0, hidden }] of nodeLookup) {
        const { x: nodeX, y: nodeY } = internals.positionAbsolute;
        if (hidden !== true && x >= nodeX && y >= nodeY && x <= nodeX + width && y <= nodeY + height) found = id;
      }
      point(found === null ? null : domNode.querySelector(`.react-flow__node[data-id="${CSS.escape(found)}"]`));
    };
    domNode.addEventListener('pointermove', onPointerMove, { capture: true, passive: true });
    return () => {
      domNode.removeEventListener('pointermove', onPointerMove, { capture: true });
      point(null);
    };
  }, [store, far]);
}
