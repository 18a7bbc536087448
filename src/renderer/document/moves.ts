// Moving what is on the canvas.

import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import { moveNode, type PipelineEdit } from '../../shared/pipeline/edits.ts';
import { sameJson } from '../../shared/json/same.ts';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import { viewChange } from './groups.ts';
import { notesOf } from './notes.ts';
import { rounded } from './steps.ts';

/** Nodes moved to new places. */
export function move(document: PipelineDocument, places: ReadonlyMap<string, Point>): PipelineEdit {
  return moveAll(document, { nodes: places });
}

/** Nodes and notes moved to new places, as one step. */
export function moveAll(
  document: PipelineDocument,
  places: { readonly nodes?: ReadonlyMap<string, Point>; readonly notes?: ReadonlyMap<string, Point> },
): PipelineEdit {
  const nodes = [...(places.nodes ?? [])]
    .map(([id, at]) => moveNode(document, id, rounded(at)))
    .filter(({ before, after }) => !sameJson(before, after));
  const notes = notesOf(document).map((each) => {
    const at = places.notes?.get(each.id);
    return at === undefined ? each : { ...each, position: rounded(at) };
  });
  return { label: 'edit.move', changes: [...nodes, ...viewChange(document, 'notes', notes)] };
}
