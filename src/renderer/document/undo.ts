// One undo for the window: whatever was done last is taken back, be it an edit of the pipeline on screen or of the library. An undo on
// another level of a pipeline goes there, so that one sees what it does.

import { levelOfEdit, type PipelineEdit } from '../../shared/pipeline/edits.ts';
import type { LibraryEdit } from '../../shared/api/library.ts';
import type { Library } from '../library/library-commands.ts';
import type { WorkspaceCore } from '../workspace.ts';
import { levelsTo } from './sheet.ts';
import type { Tabs } from './tabs.ts';

export interface Undo {
  /** Takes back what was done last. Resolves with the edit of the library that it was; null when it was the pipeline's. */
  undo(): Promise<LibraryEdit | null>;
  redo(): Promise<LibraryEdit | null>;
}

/** With a pipeline open, only what was done to the library in this window since it was opened counts. */
export function createUndo({ store }: WorkspaceCore, library: Library, tabs: Pick<Tabs, 'goTo'>): Undo {
  const startedAt = Date.now();
  let last: 'document' | 'library' = 'document';
  return {
    async undo() {
      const { open, libraryUndo } = store.getState();
      const state = open?.store.getState();
      const at = libraryUndo.undo?.at ?? 0;
      const later = at > (state?.editedAt ?? 0) && (open === null || at >= startedAt);
      if (open !== null && !later) {
        last = 'document';
        follow(open.undo());
      } else if (libraryUndo.undo !== null) {
        last = 'library';
        return await library.undoLibrary();
      }
      return null;
    },
    async redo() {
      const { open, libraryUndo } = store.getState();
      if (libraryUndo.redo !== null && (open === null || last === 'library')) return await library.redoLibrary();
      if (open !== null) follow(open.redo());
      return null;
    },
  };

  function follow(edit: PipelineEdit | null): void {
    const { open, levels, catalog } = store.getState();
    if (edit === null || open === null) return;
    const within = levelOfEdit(edit);
    const here = levels.map(({ pipeline }) => pipeline);
    if (within.join('/') === here.join('/')) return;
    const { document } = open.store.getState();
    const found = catalog === null ? null : levelsTo(document, catalog, within);
    if (found !== null) tabs.goTo(found);
  }
}
