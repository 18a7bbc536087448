// What is let go over the canvas: a kind from the palette is added, a node is put down; either goes into the data wire that it is let go on.

import type { ReactFlowInstance as CanvasInstance } from '@xyflow/react';
import type { DragEvent } from 'react';
import type { Wire } from '../../shared/pipeline/document.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import { addKind, splice, spliceable, type Added } from '../document/gestures.ts';
import type { Sheet } from '../document/sheet.ts';
import { useStableAll } from '../ui/use-stable.ts';
import { useCanvasStore } from './canvas-state.ts';
import { thingOf, type SheetElement, type WireElement } from './elements.ts';
import type { Elements } from './use-elements.ts';

/** The type of what is dragged from the palette: a kind's name. */
const kindMime = 'application/x-longline-kind';

export interface DropParts {
  readonly sheet: Sheet;
  readonly catalog: Catalog;
  readonly surface: CanvasInstance<SheetElement, WireElement>;
  readonly elements: Elements;
  readonly commit: (added: Added) => void;
}

export function useDrops({ sheet, catalog, surface, elements, commit }: DropParts) {
  const canvas = useCanvasStore();
  // The data wire under a point of the page that could take a node in.
  const wireUnder = (x: number, y: number, candidate: KindCard | string): Wire | null => {
    const document = sheet.document();
    for (const element of globalThis.document.elementsFromPoint(x, y)) {
      const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
      const wire = id === undefined || id === null ? undefined : document.wires.find((other) => wireKey(other) === id);
      if (wire !== undefined && spliceable(document, catalog, candidate, wire) !== null) return wire;
    }
    return null;
  };
  return useStableAll({
    dragOver(event: DragEvent) {
      if (event.dataTransfer.types.includes(kindMime)) event.preventDefault();
    },
    drop(event: DragEvent) {
      const card = catalog.get(event.dataTransfer.getData(kindMime))?.card;
      if (card === undefined) return;
      event.preventDefault();
      const at = surface.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const added = addKind(sheet.document(), card, { x: at.x - 100, y: at.y - 18 });
      const wire = wireUnder(event.clientX, event.clientY, card);
      commit((wire === null ? null : splice(sheet.document(), catalog, added, wire)) ?? added);
    },
    nodeDrag(event: MouseEvent | TouchEvent, node: SheetElement, moved: SheetElement[]) {
      const alone = moved.length === 1 && thingOf(node.id).of === 'node';
      const { x, y } = pointOf(event);
      const wire = alone ? wireUnder(x, y, node.id) : null;
      const splicing = wire === null ? null : wireKey(wire);
      if (canvas.getState().splicing !== splicing) canvas.setState({ splicing });
    },
    nodeDragStop(_event: unknown, node: SheetElement) {
      const { splicing } = canvas.getState();
      canvas.setState({ splicing: null });
      const moved = elements.takeDrag();
      const document = sheet.document();
      const wire = document.wires.find((other) => wireKey(other) === splicing);
      const made = wire === undefined ? null : splice(document, catalog, { edit: moved, ids: [node.id] }, wire);
      sheet.edit(made?.edit ?? moved);
    },
  });
}

/** Where on the page a pointer or a finger is. */
export function pointOf(event: MouseEvent | TouchEvent): { readonly x: number; readonly y: number } {
  const { clientX, clientY } =
    'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
  return { x: clientX, y: clientY };
}
