// What a person does with entries of the library, each with the sentence that says so and takes it back.

import { exportDocument } from './files.ts';
import { toEnvelope } from '../../shared/errors.ts';
import { errorText } from '../i18n/said.ts';
import { useWords, type Words } from '../i18n/words.ts';
import { useWorkspace, type LibraryEntry, type Workspace } from '../workspace.ts';
import { nameOf } from './library-rows.ts';

export interface LibraryActs {
  open(entry: Pick<LibraryEntry, 'id'>): void;
  rename(entry: LibraryEntry, title: string): void;
  duplicate(entry: LibraryEntry): void;
  move(entries: readonly LibraryEntry[], folder: string | null): void;
  tag(entry: LibraryEntry, tags: readonly string[]): void;
  remove(entries: readonly LibraryEntry[]): void;
  exportToFile(entry: LibraryEntry): void;
  versions(entry: LibraryEntry): void;
  addFolder(path: string): void;
  moveFolder(path: string, to: string): void;
  removeFolder(path: string): void;
}

/** The acts on the library of this window. */
export function useLibrary(): LibraryActs {
  const t = useWords();
  const workspace = useWorkspace();
  return {
    open({ id }) {
      // A double click opens once.
      if (workspace.store.getState().opening !== id) void workspace.openPipeline(id);
    },
    rename(entry, title) {
      if (title === entry.title || title.trim() === '') return;
      void told(
        workspace,
        t,
        () => workspace.renamePipeline(entry, title.trim()),
        t('library.renamed', { title: title.trim() }),
      );
    },
    duplicate: (entry) => void workspace.duplicatePipeline(entry, t('library.copy_title', { title: entry.title })),
    move(entries, folder) {
      const moved = entries.filter((entry) => !entry.sample && entry.folder !== folder);
      if (moved.length === 0) return;
      const what = whatOf(t, moved);
      const sentence =
        folder === null ? t('library.unfiled', { what }) : t('library.moved', { what, folder: nameOf(folder) });
      void told(workspace, t, () => workspace.movePipelines(moved, folder), sentence);
    },
    tag(entry, tags) {
      if (tags.join('\n') === entry.tags.join('\n')) return;
      void told(
        workspace,
        t,
        () => workspace.tagPipeline(entry, tags),
        t('library.tags_changed', { title: entry.title }),
      );
    },
    remove(entries) {
      const own = entries.filter((entry) => !entry.sample);
      if (own.length === 0) return;
      void told(workspace, t, () => workspace.removePipelines(own), t('library.removed', { what: whatOf(t, own) }));
    },
    exportToFile: (entry) => void exportEntry(workspace, entry),
    versions(entry) {
      void workspace.openPipeline(entry.id).then(() => {
        if (workspace.store.getState().open?.store.getState().id === entry.id)
          workspace.set({ overlay: { of: 'versions' } });
      });
    },
    addFolder: (path) => void workspace.addFolder(path),
    moveFolder(path, to) {
      if (path === to || to.startsWith(`${path}/`)) return;
      void told(
        workspace,
        t,
        () => workspace.renameFolder(path, to),
        t('library.folder_moved', { name: nameOf(path), to }),
      );
    },
    removeFolder: (path) =>
      void told(workspace, t, () => workspace.removeFolder(path), t('library.folder_removed', { name: nameOf(path) })),
  };
}

// Does something to the library and says so, with the way back, unless it failed.
async function told(workspace: Workspace, t: Words, act: () => Promise<void>, sentence: string): Promise<void> {
  await act();
  if (workspace.store.getState().failures.library !== undefined) return;
  const made = workspace.store.getState().libraryUndo.undo?.at;
  workspace.say(sentence, {
    action: {
      text: t('common.undo'),
      run: () => {
        // What was done since then is not taken back instead.
        if (workspace.store.getState().libraryUndo.undo?.at === made) void workspace.undoLibrary();
        else workspace.say(t('library.undo_late'));
      },
    },
  });
}

async function exportEntry({ host, store, say }: Workspace, { id }: LibraryEntry): Promise<void> {
  const open = store.getState().tabs.find((tab) => tab.open.store.getState().id === id)?.open;
  try {
    exportDocument(open?.store.getState().document ?? (await host['library.open']({ id })).document);
  } catch (thrown) {
    say(errorText(toEnvelope(thrown)), { tone: 'fail' });
  }
}

function whatOf(t: Words, entries: readonly LibraryEntry[]): string {
  const [only] = entries;
  return entries.length === 1 && only !== undefined
    ? t('library.one', { title: only.title })
    : t('library.several', { count: entries.length });
}
