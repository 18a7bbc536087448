// The map: every node as a box on one small 2D canvas, coloured by how it fares and whether it is selected, with a frame around what the
// pane shows. The boxes are drawn again when nodes have changed, the frame is only moved. Click or drag to go there, wheel to zoom, arrow
// keys to pan.

import { Panel, useReactFlow, useStoreApi, type PanelPosition } from '@xyflow/react';
import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { coloursOf, type Box, type NodeFace } from './layers/picture.ts';
import { watchFlow } from './layers/watch-flow.ts';
import { scaleTo, shownPart, type Scale } from './map-scale.ts';

export interface MinimapProps {
  /** What a screen reader calls it. */
  readonly name: string;
  /** The face of a node by its id; cheap, as it is asked for each node. */
  readonly faceOf: (node: string) => Pick<NodeFace, 'status' | 'agent'> | undefined;
  /** Calls back when faces have changed; gives back what ends that. */
  readonly onFaces: (changed: () => void) => () => void;
  readonly width?: number;
  readonly height?: number;
  readonly position?: PanelPosition;
}

/** While nodes are dragged, they are drawn no more often than this. */
const redrawMs = 120;

export function Minimap({ name, faceOf, onFaces, width = 160, height = 100, position = 'bottom-right' }: MinimapProps) {
  const store = useStoreApi();
  const surface = useReactFlow();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const map = useRef<HTMLDivElement>(null);
  const scale = useRef<Scale>({ by: 1, x: 0, y: 0 });

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current === null || context === null || context === undefined) return;
    const element = canvas.current;
    let colours = coloursOf(element);
    let stale = true;
    let asked = 0;
    let drawnAt = 0;
    let later: ReturnType<typeof setTimeout> | undefined;
    let framed = '';
    const drawNodes = () => {
      const boxes: { readonly box: Box; readonly colour: string }[] = [];
      for (const [id, node] of store.getState().nodeLookup) {
        const face = faceOf(id);
        if (node.hidden === true || face === undefined) continue;
        const { status, agent } = face;
        const colour =
          node.selected === true
            ? colours.accent
            : status === null
              ? agent
                ? colours.tool
                : colours.line
              : colours.status[status];
        const { x, y } = node.internals.positionAbsolute;
        boxes.push({
          box: {
            x,
            y,
            width: node.width ?? node.measured.width ?? 0,
            height: node.height ?? node.measured.height ?? 0,
          },
          colour,
        });
      }
      scale.current = scaleTo(
        boxes.map(({ box }) => box),
        { width, height },
      );
      const { by, x: left, y: top } = scale.current;
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      context.clearRect(0, 0, width, height);
      // One style after another: setting one costs more than a box.
      for (const { box, colour } of boxes.toSorted((one, other) => (one.colour < other.colour ? -1 : 1))) {
        if (context.fillStyle !== colour) context.fillStyle = colour;
        context.fillRect(
          box.x * by + left,
          box.y * by + top,
          Math.max(1.5, box.width * by),
          Math.max(1.5, box.height * by),
        );
      }
    };
    const show = () => {
      asked = 0;
      const rested = performance.now() - drawnAt;
      if (stale && rested >= redrawMs) {
        drawNodes();
        stale = false;
        drawnAt = performance.now();
      } else if (stale) {
        clearTimeout(later);
        later = setTimeout(ask, redrawMs - rested);
      }
      const { transform, width: paneWidth, height: paneHeight } = store.getState();
      const [x, y, zoom] = transform;
      const { by, x: left, y: top } = scale.current;
      if (frame.current === null) return;
      const [across, high] = [
        shownPart(left - (x / zoom) * by, (paneWidth / zoom) * by, width),
        shownPart(top - (y / zoom) * by, (paneHeight / zoom) * by, height),
      ];
      frame.current.style.transform = `translate(${across.from}px, ${high.from}px)`;
      const size = `${across.size} ${high.size}`;
      if (size === framed) return;
      framed = size;
      frame.current.style.width = `${across.size}px`;
      frame.current.style.height = `${high.size}px`;
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
        colours = coloursOf(element);
      },
    });
    return () => {
      unwatch();
      cancelAnimationFrame(asked);
      clearTimeout(later);
    };
  }, [store, faceOf, onFaces, width, height]);

  // The wheel must not scroll what is around the map, which React's own listener could not prevent.
  useEffect(() => {
    const element = map.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { x, y } = placeOf(event, element, scale.current);
      const { zoom } = surface.getViewport();
      const { minZoom, maxZoom } = store.getState();
      const next = Math.min(maxZoom, Math.max(minZoom, zoom * 2 ** (-event.deltaY * 0.002)));
      void surface.setCenter(x, y, { zoom: next });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [surface, store]);

  const goTo = (event: PointerEvent<HTMLDivElement>) => {
    const { x, y } = placeOf(event.nativeEvent, event.currentTarget, scale.current);
    void surface.setCenter(x, y, { zoom: surface.getZoom() });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { x, y, zoom } = surface.getViewport();
    const { width: paneWidth, height: paneHeight } = store.getState();
    const [dx, dy] = directions[event.key] ?? [0, 0];
    if ((dx === 0 && dy === 0) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    void surface.setViewport({ x: x - (dx * paneWidth) / 8, y: y - (dy * paneHeight) / 8, zoom });
  };

  return (
    <Panel position={position} className="map-panel">
      <div
        ref={map}
        role="application"
        aria-label={name}
        tabIndex={0}
        className="map nopan nowheel"
        style={{ width, height }}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          goTo(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) goTo(event);
        }}
      >
        <canvas
          ref={canvas}
          aria-hidden
          width={Math.ceil(width * devicePixelRatio)}
          height={Math.ceil(height * devicePixelRatio)}
          style={{ display: 'block', width, height }}
        />
        <div ref={frame} className="map-view" />
      </div>
    </Panel>
  );
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function placeOf(
  event: { readonly clientX: number; readonly clientY: number },
  element: Element,
  { by, x, y }: Scale,
): { readonly x: number; readonly y: number } {
  const box = element.getBoundingClientRect();
  return { x: (event.clientX - box.left - x) / by, y: (event.clientY - box.top - y) / by };
}
