// Taking back, copying and taking away. What an edit is comes from the gestures.

import type { LibraryEdit } from '../../shared/api/library.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import { remove, removeAndReconnect, removeNotes, ungroup, duplicate as copyOf } from '../document/gestures.ts';
import { libraryEditText } from '../library/library-edit-text.ts';
import type { Workspace } from '../workspace.ts';
import type { Action, ActionContext } from './action.ts';
import { chosen, chosenAny, onSheet, opened, type WithSheet } from './on-sheet.ts';

/** Takes what is selected away; with `reconnect`, neighbours are joined. */
function removeChosen({ state, sheet, workspace }: WithSheet, reconnect: boolean): void {
  const { nodes, wires, notes, groups } = state.selection;
  const document = sheet.document();
  const catalog = state.catalog;
  if (catalog === null) return;
  const gone = document.wires.filter((wire) => wires.includes(wireKey(wire)));
  if (reconnect && nodes.length > 0) sheet.edit(removeAndReconnect(document, catalog, nodes));
  else if (nodes.length > 0 || gone.length > 0) sheet.edit(remove(document, nodes, gone));
  if (notes.length > 0) sheet.edit(removeNotes(sheet.document(), notes));
  // The frame of a group goes, what is in it stays.
  for (const id of groups) sheet.edit(ungroup(sheet.document(), id));
  workspace.select([]);
  state.canvas?.focus();
}

function duplicate({ state, sheet }: WithSheet): void {
  if (state.catalog === null) return;
  const added = copyOf(sheet.document(), new Set(state.selection.nodes), { catalog: state.catalog });
  sheet.edit(added.edit);
  state.canvas?.selectAdded({ nodes: added.ids });
}

function copyText(kind: 'copy' | 'cut'): void {
  globalThis.document.execCommand(kind);
}

// What is done to the library may be out of sight, so it is said.
function tell(
  workspace: Workspace,
  t: ActionContext['t'],
  edit: LibraryEdit | null,
  key: 'library.undone' | 'library.redone',
): void {
  if (edit !== null) workspace.say(t(key, { what: libraryEditText(t, edit) }));
}

/** Undo, redo, the clipboard, deleting. */
export const editActions: readonly Action[] = [
  {
    id: 'undo',
    name: 'do.undo',
    group: 'edit',
    keys: ['Ctrl+Z'],
    where: 'pane',
    run: ({ workspace, t }) => void workspace.undo().then((edit) => tell(workspace, t, edit, 'library.undone')),
  },
  {
    id: 'redo',
    name: 'do.redo',
    group: 'edit',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    where: 'pane',
    run: ({ workspace, t }) => void workspace.redo().then((edit) => tell(workspace, t, edit, 'library.redone')),
  },
  {
    id: 'copy',
    name: 'do.copy',
    group: 'edit',
    keys: ['Ctrl+C'],
    where: 'native',
    enabled: chosen,
    run: () => copyText('copy'),
  },
  {
    id: 'cut',
    name: 'do.cut',
    group: 'edit',
    keys: ['Ctrl+X'],
    where: 'native',
    enabled: chosen,
    run: () => copyText('cut'),
  },
  {
    id: 'paste',
    name: 'do.paste',
    group: 'edit',
    keys: ['Ctrl+V'],
    where: 'native',
    enabled: opened,
    run: ({ workspace, t }) => workspace.say(t('paste.by_key')),
  },
  {
    id: 'paste-wired',
    name: 'do.paste_wired',
    group: 'edit',
    keys: ['Ctrl+Shift+V'],
    where: 'native',
    enabled: opened,
    run: ({ workspace, t }) => workspace.say(t('paste.by_key')),
  },
  {
    id: 'duplicate',
    name: 'do.duplicate',
    group: 'edit',
    keys: ['Ctrl+D'],
    where: 'canvas',
    enabled: chosen,
    run: onSheet(duplicate),
  },
  {
    id: 'delete',
    name: 'do.delete',
    group: 'edit',
    keys: ['Delete', 'Backspace'],
    where: 'canvas',
    enabled: chosenAny,
    run: onSheet((context) => removeChosen(context, false)),
  },
  {
    id: 'delete-reconnect',
    name: 'do.delete_reconnect',
    group: 'edit',
    keys: ['Ctrl+Delete', 'Ctrl+Backspace'],
    where: 'canvas',
    enabled: chosen,
    run: onSheet((context) => removeChosen(context, true)),
  },
];
