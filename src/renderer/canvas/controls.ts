// What the rest of the window can ask of the canvas on screen. It knows nothing of the library that draws it.

import type { Point } from '../../shared/pipeline/view/placement.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

export interface CanvasControls {
  /** Shows everything, or what is selected. */
  fit(what: 'all' | 'selection'): void;
  actualSize(): void;
  zoom(by: 'in' | 'out'): void;
  /** Opens the search of kinds where there is room. */
  openSearch(): void;
  /** The point of the pipeline under the pointer, or in the middle when it is elsewhere. */
  pointed(): Point;
  /** Puts focus and selection on the node that is nearest in a direction. */
  stepFocus(direction: Direction): void;
  /** Puts the keyboard's focus on the canvas, or on its selected node. */
  focus(): void;
  /** Opens the title of a node, group or note for typing. */
  rename(id: string): void;
  selectAll(): void;
  /** Selects what an edit has added once it is drawn. */
  selectAdded(ids: { readonly nodes?: readonly string[]; readonly notes?: readonly string[] }): void;
  /** Where nodes are now, with their sizes: those of the document, or of a drag that goes on. */
  boxes(): ReadonlyMap<
    string,
    { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  >;
}
