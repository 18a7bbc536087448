// The whole pipeline on one 2D canvas beneath the nodes, for zooms at which nodes and wires are too small to be worth elements of their
// own. It is drawn again only when what it shows has changed, at most once a frame; while the canvas is moved and zoomed, the drawn picture
// is moved and stretched, and drawn sharp again a few times a second. Takes what it draws as plain values; where nodes are comes from the
// canvas library.

import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { coloursOf, drawPicture, type Colours, type NodeFace, type PictureNode, type PictureWire } from './picture.ts';
import { watchFlow } from './watch-flow.ts';

export interface FarPictureProps {
  readonly wires: readonly PictureWire[];
  /** The face of a node by its id; called for each node whenever the picture is drawn, so it must be cheap. */
  readonly faceOf: (node: string) => NodeFace | undefined;
  /** Calls back when faces have changed; gives back what ends that. */
  readonly onFaces: (changed: () => void) => () => void;
}

/** So much is drawn beyond each side of the pane, in CSS pixels: as far can be moved without drawing again. */
const margin = 160;
/** While it is being zoomed, it is drawn no more often than this, and stretched no further than this. */
const zoomRedrawMs = 120;
const mostStretched = 1.5;

export function FarPicture({ wires, faceOf, onFaces }: FarPictureProps) {
  const store = useStoreApi();
  const element = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const canvas = element.current;
    const context = canvas?.getContext('2d');
    if (canvas === null || context === null || context === undefined) return;
    let colours: Colours = coloursOf(canvas);
    let drawn = { x: 0, y: 0, zoom: 0, at: 0 };
    let stale = true;
    let asked = 0;
    let later: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      asked = 0;
      const { transform, width, height, nodeLookup } = store.getState();
      const [x, y, zoom] = transform;
      const stretch = zoom / drawn.zoom;
      // Where the drawn picture's corner has to be now.
      const left = x - drawn.x * stretch + margin * (1 - stretch);
      const top = y - drawn.y * stretch + margin * (1 - stretch);
      const near =
        zoom === drawn.zoom
          ? Math.abs(left) <= margin && Math.abs(top) <= margin
          : performance.now() - drawn.at < zoomRedrawMs && stretch < mostStretched && stretch > 1 / mostStretched;
      if (!stale && near) {
        canvas.style.transform = `translate(${left}px, ${top}px) scale(${stretch})`;
        clearTimeout(later);
        if (zoom !== drawn.zoom) later = setTimeout(redraw, zoomRedrawMs);
        return;
      }
      const view = { x: x + margin, y: y + margin, zoom, width: width + 2 * margin, height: height + 2 * margin };
      const ratio = devicePixelRatio;
      const [wide, high] = [Math.ceil(view.width * ratio), Math.ceil(view.height * ratio)];
      if (canvas.width !== wide || canvas.height !== high) {
        canvas.width = wide;
        canvas.height = high;
        canvas.style.width = `${view.width}px`;
        canvas.style.height = `${view.height}px`;
      }
      const nodes = new Map<string, PictureNode>();
      for (const [id, node] of nodeLookup) {
        const face = faceOf(id);
        if (face === undefined) continue;
        nodes.set(id, {
          ...node.internals.positionAbsolute,
          width: node.width ?? node.measured.width ?? 0,
          height: node.height ?? node.measured.height ?? 0,
          face,
          selected: node.selected === true,
        });
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, view.width, view.height);
      drawPicture(context, { nodes, wires }, view, colours);
      canvas.style.transform = '';
      canvas.dataset['drawn'] = String(nodes.size);
      drawn = { x, y, zoom, at: performance.now() };
      stale = false;
    };
    const ask = () => {
      if (asked === 0) asked = requestAnimationFrame(show);
    };
    const redraw = () => {
      stale = true;
      ask();
    };
    show();
    const unwatch = watchFlow(store, onFaces, {
      changed: redraw,
      moved: ask,
      themed: () => {
        colours = coloursOf(canvas);
      },
    });
    return () => {
      unwatch();
      cancelAnimationFrame(asked);
      clearTimeout(later);
    };
  }, [store, wires, faceOf, onFaces]);

  return <canvas ref={element} aria-hidden className="far-picture" style={{ left: -margin, top: -margin }} />;
}
