// Sticky notes on the canvas.

import type { PipelineDocument, PipelineView } from '../../shared/pipeline/document.ts';
import type { PipelineEdit } from '../../shared/pipeline/edits.ts';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import { viewChange } from './groups.ts';
import { freeId } from './node-ids.ts';
import { rounded } from './steps.ts';

export type Note = NonNullable<PipelineView['notes']>[number];

/** The size of a note that nobody has sized. */
export const newNoteSize = { width: 240, height: 120 } as const;

/** A new note with its corner at a point. */
export function addNote(
  document: PipelineDocument,
  at: Point,
  note: Partial<Pick<Note, 'text' | 'width' | 'height' | 'colour'>> = {},
): { readonly edit: PipelineEdit; readonly id: string } {
  const id = freeId('note', new Set(notesOf(document).map((each) => each.id)));
  const made: Note = { text: '', ...newNoteSize, ...note, id, position: rounded(at) };
  return { edit: { label: 'edit.note_add', changes: viewChange(document, 'notes', [...notesOf(document), made]) }, id };
}

/** A note with other text, place, size or colour; a colour of null takes it away. */
export function changeNote(
  document: PipelineDocument,
  id: string,
  change: Partial<Omit<Note, 'id' | 'colour'>> & { readonly colour?: string | null | undefined },
): PipelineEdit {
  const { colour, position, ...rest } = change;
  const notes = notesOf(document).map((each): Note => {
    if (each.id !== id) return each;
    const { colour: own, ...kept } = each;
    const next = colour === undefined ? own : (colour ?? undefined);
    return {
      ...kept,
      ...rest,
      ...(position === undefined ? {} : { position: rounded(position) }),
      ...(next === undefined ? {} : { colour: next }),
    };
  });
  return { label: 'edit.note', changes: viewChange(document, 'notes', notes) };
}

/** Notes taken away. */
export function removeNotes(document: PipelineDocument, ids: Iterable<string>): PipelineEdit {
  const gone = new Set(ids);
  const notes = notesOf(document).filter((each) => !gone.has(each.id));
  return { label: 'edit.note_delete', changes: viewChange(document, 'notes', notes) };
}

/** The notes of a document. */
export function notesOf(document: PipelineDocument): readonly Note[] {
  return document.view?.notes ?? [];
}
