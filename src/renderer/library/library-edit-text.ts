// What an edit of the library was, in words: for "Undone: …" and the tooltip of undo.

import type { LibraryEdit } from '../../shared/api/library.ts';
import type { MessageKey, Words } from '../i18n/words.ts';

const names: Readonly<Record<string, MessageKey>> = {
  'library.edit.create': 'library.edit.create',
  'library.edit.import': 'library.edit.import',
  'library.edit.duplicate': 'library.edit.duplicate',
  'library.edit.remove': 'library.edit.remove',
  'library.edit.rename': 'library.edit.rename',
  'library.edit.tag': 'library.edit.tag',
  'library.edit.move': 'library.edit.move',
  'library.edit.folder': 'library.edit.folder',
  'library.edit.rename_folder': 'library.edit.rename_folder',
  'library.edit.remove_folder': 'library.edit.remove_folder',
};

/** What an edit of the library was, such as `delete “News brief”`. One that this window has no words for is named by what it was done to. */
export function libraryEditText(t: Words, { label, title }: Pick<LibraryEdit, 'label' | 'title'>): string {
  const name = names[label];
  return name === undefined ? title : t(name, { title });
}
