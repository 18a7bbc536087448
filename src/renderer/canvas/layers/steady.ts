// What keeps a large canvas steady: sizes that are not measured, and nodes that are only met where the pointer is.

import { getViewportForBounds, useReactFlow, useStoreApi, type Viewport } from '@xyflow/react';
import { useEffect, useState, type RefObject } from 'react';
import { boundsOf } from '../../document/arrange.ts';
import type { SheetElement } from '../elements.ts';

/**
 * Nodes are not measured: every element comes with `width`, `height`, `measured` and `handles`, so that only those in view are ever put
 * into the page. The canvas starts with this view, so that nothing is drawn at another zoom first. To be called beneath the provider,
 * before anything asks for the view.
 */
export function useSteadyStart({ x, y, zoom }: Viewport): void {
  const store = useStoreApi();
  // Before the canvas first renders, because its observer of sizes keeps the function that it finds then.
  useState(() => store.setState({ updateNodeInternals: () => undefined, transform: [x, y, zoom] }));
}

/** How far the canvas zooms out and in. */
export const zooms = { least: 0.1, most: 4 };
const wholeView = { maxZoom: 1, padding: 0.1 };

/** A size in CSS pixels. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** The view that shows everything in a room of this size, or the beginning where there is nothing to show. */
export function viewOfAll(elements: readonly SheetElement[], { width, height }: Room): Viewport {
  if (elements.length === 0 || width === 0 || height === 0) return { x: 0, y: 0, zoom: 1 };
  const boxes = elements.map(({ position, width: wide = 0, height: high = 0 }) => ({
    ...position,
    width: wide,
    height: high,
  }));
  return getViewportForBounds(boundsOf(boxes), width, height, zooms.least, wholeView.maxZoom, wholeView.padding);
}

const settleMs = 1000;

/**
 * Keeps in sight what is in sight while the pane changes its size. A canvas that is seen for the first time shows everything in every new
 * size until somebody does something in it; any other keeps its middle. The panes beside it take their places after it is first drawn,
 * which moves nothing. `fresh`: it is seen for the first time.
 */
export function useKeptSight(pane: RefObject<HTMLElement | null>, fresh: boolean): void {
  const surface = useReactFlow();
  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    let [frame, settled, untouched] = [0, false, fresh];
    let last = element.getBoundingClientRect();
    const timer = setTimeout(() => (settled = true), settleMs);
    const touched = () => ([settled, untouched] = [true, false]);
    const observer = new ResizeObserver(() => {
      const next = element.getBoundingClientRect();
      const [wider, higher] = [next.width - last.width, next.height - last.height];
      last = next;
      if (next.width === 0 || next.height === 0) return;
      cancelAnimationFrame(frame);
      // The library hears of the size at the same time, and draws with it in the next frame.
      if (untouched) frame = requestAnimationFrame(() => void surface.fitView(wholeView));
      else if (settled) {
        const { x, y, zoom } = surface.getViewport();
        void surface.setViewport({ x: x + wider / 2, y: y + higher / 2, zoom });
      }
    });
    observer.observe(element);
    for (const event of begun) element.addEventListener(event, touched, true);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      observer.disconnect();
      for (const event of begun) element.removeEventListener(event, touched, true);
    };
  }, [surface, pane, fresh]);
}

const begun = ['pointerdown', 'wheel', 'keydown'] as const;

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

/**
 * While the canvas is moved, the browser moves and stretches what it has drawn; it draws sharp again when that ends. Not at other times,
 * because nothing would be sharp at another zoom.
 */
export function useLightMoves(): { readonly start: () => void; readonly end: () => void } {
  const store = useStoreApi();
  const [moves] = useState(() => {
    const promise = (willChange: string) => {
      const viewport = store.getState().domNode?.querySelector<HTMLElement>('.react-flow__viewport');
      if (viewport !== null && viewport !== undefined) viewport.style.willChange = willChange;
    };
    return { start: () => promise('transform'), end: () => promise('') };
  });
  return moves;
}
