// What the rest of the window can ask of this canvas, offered to it for as long as the canvas is there.

import type { ReactFlowInstance as CanvasInstance } from '@xyflow/react';
import { useEffect, type RefObject } from 'react';
import { freePlace, type Point } from '../../shared/pipeline/view/placement.ts';
import { nearest } from '../document/arrange.ts';
import { useStable } from '../ui/use-stable.ts';
import { nothingSelected } from '../document/selection.ts';
import { useWorkspace } from '../workspace.ts';
import { useCanvasStore } from './canvas-state.ts';
import type { CanvasControls, Direction } from './controls.ts';
import { boxesOf, elementOf, newNodeSize, thingOf, type SheetElement, type WireElement } from './elements.ts';
import type { Elements } from './use-elements.ts';

export interface ControlParts {
  readonly surface: CanvasInstance<SheetElement, WireElement>;
  readonly pane: RefObject<HTMLDivElement | null>;
  readonly elements: Elements;
  readonly pointed: () => Point;
  readonly openSearch: () => void;
}

const moveMs = 160;

export function useControls({ surface, pane, elements, pointed, openSearch }: ControlParts): void {
  const workspace = useWorkspace();
  const canvas = useCanvasStore();

  const fit = useStable((what: 'all' | 'selection') => {
    const chosen = elements.current().nodes.filter((element) => element.selected === true);
    const some = what === 'selection' && chosen.length > 0;
    void surface.fitView({
      ...(some ? { nodes: chosen.map(({ id }) => ({ id })) } : {}),
      duration: moveMs,
      maxZoom: some ? 1.5 : 1,
      padding: some ? 0.3 : 0.1,
    });
  });
  const elementAt = (id: string) =>
    pane.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`) ?? null;
  const focus = useStable(() => {
    const [chosen] = elements.current().nodes.filter((element) => element.selected === true);
    const target = chosen === undefined ? null : elementAt(chosen.id);
    (target ?? pane.current?.querySelector<HTMLElement>('.react-flow'))?.focus({ preventScroll: true });
  });
  // Nodes out of sight are not drawn, so they come into sight first.
  const goTo = useStable((id: string) => {
    const element = elements.current().nodes.find((candidate) => candidate.id === id);
    const area = pane.current?.getBoundingClientRect();
    if (element === undefined || area === undefined) return;
    const { x, y } = surface.flowToScreenPosition(element.position);
    const inSight = x > area.left && y > area.top && x < area.right - 120 && y < area.bottom - 60;
    if (!inSight) {
      const { width = 0, height = 0 } = element;
      const zoom = surface.getZoom();
      void surface.setCenter(element.position.x + width / 2, element.position.y + height / 2, { zoom });
    }
    requestAnimationFrame(() => requestAnimationFrame(() => elementAt(id)?.focus({ preventScroll: true })));
  });
  const pointedMiddle = (): Point => {
    const area = pane.current?.getBoundingClientRect();
    return surface.screenToFlowPosition({
      x: (area?.left ?? 0) + (area?.width ?? 0) / 2,
      y: (area?.top ?? 0) + (area?.height ?? 0) / 2,
    });
  };
  const stepFocus = useStable((direction: Direction) => {
    const boxes = boxesOf(elements.current().nodes);
    const focused = globalThis.document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id');
    const { selection } = workspace.store.getState();
    const from = focused !== undefined && focused !== null && boxes.has(focused) ? focused : selection.nodes.at(-1);
    const to =
      from === undefined || !boxes.has(from) ? middlemost(boxes, pointedMiddle()) : nearest(boxes, from, direction);
    if (to === null || to === undefined) return;
    workspace.select([to]);
    goTo(to);
  });
  const rename = useStable((id: string) => {
    const known = new Set([id, elementOf.note(id), elementOf.group(id)]);
    const open = (): boolean => {
      const found = elements.current().nodes.find((element) => known.has(element.id));
      if (found !== undefined) canvas.setState({ typing: found.id });
      return found !== undefined;
    };
    // At once, so that no letter is lost; what has just been added is there with the next frame.
    if (!open()) requestAnimationFrame(open);
  });
  const selectAll = useStable(() => {
    const things = elements.current().nodes.map(({ id }) => thingOf(id));
    const nodes = things.filter(({ of }) => of === 'node').map(({ id }) => id);
    const notes = things.filter(({ of }) => of === 'note').map(({ id }) => id);
    workspace.set({ selection: { ...nothingSelected, nodes, notes }, selected: nodes });
  });
  const boxes = useStable(() => boxesOf(elements.current().nodes));

  useEffect(() => {
    const controls: CanvasControls = {
      fit,
      actualSize: () => void surface.zoomTo(1, { duration: moveMs }),
      zoom: (by) => void (by === 'in' ? surface.zoomIn({ duration: 120 }) : surface.zoomOut({ duration: 120 })),
      openSearch,
      pointed,
      stepFocus,
      focus,
      rename,
      selectAll,
      selectAdded: ({ nodes = [], notes = [] }) => {
        const selection = { ...nothingSelected, nodes, notes };
        workspace.set({ selection, selected: nodes });
      },
      boxes,
    };
    workspace.set({ canvas: controls });
    return () => {
      if (workspace.store.getState().canvas === controls) workspace.set({ canvas: null });
    };
  }, [workspace, surface, fit, openSearch, pointed, stepFocus, focus, rename, selectAll, boxes]);
}

/** Where a new node has room near a point. */
export function roomFor(elements: Elements, wanted: Point): Point {
  const boxes = [...boxesOf(elements.current().nodes).values()];
  return freePlace(boxes, { x: Math.round(wanted.x), y: Math.round(wanted.y) }, newNodeSize);
}

function middlemost(
  boxes: ReadonlyMap<string, Point & { readonly width: number; readonly height: number }>,
  middle: Point,
): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, box] of boxes) {
    const distance = (box.x + box.width / 2 - middle.x) ** 2 + (box.y + box.height / 2 - middle.y) ** 2;
    if (distance < least) {
      least = distance;
      best = id;
    }
  }
  return best;
}
