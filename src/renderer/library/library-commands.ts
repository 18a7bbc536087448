// What a person does with the library: new, import, duplicate, delete, rename, file into folders, tag; and taking any of that back.

import type { LibraryChange, LibraryEdit } from '../../shared/api/library.ts';
import { emptyDocument, readDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';
import type { OpenDocument } from '../document/open-document.ts';
import type { Tabs } from '../document/tabs.ts';
import type { LibraryEntry, WorkspaceCore } from '../workspace.ts';

export interface Library {
  loadLibrary(): Promise<void>;
  newPipeline(title: string, folder?: string | null): Promise<void>;
  /** Takes a document into the library and opens it. */
  importPipeline(document: PipelineDocument): Promise<void>;
  /** Opens a copy with the same bindings and pins; with a document, a copy that holds that one, such as an earlier version. */
  duplicatePipeline(
    entry: Pick<LibraryEntry, 'id' | 'folder'>,
    title: string,
    document?: PipelineDocument,
  ): Promise<void>;
  removePipelines(entries: readonly Pick<LibraryEntry, 'id' | 'title'>[]): Promise<void>;
  renamePipeline(entry: Pick<LibraryEntry, 'id' | 'title'>, title: string): Promise<void>;
  tagPipeline(entry: Pick<LibraryEntry, 'id' | 'title' | 'tags'>, tags: readonly string[]): Promise<void>;
  movePipelines(
    entries: readonly Pick<LibraryEntry, 'id' | 'title' | 'folder'>[],
    folder: string | null,
  ): Promise<void>;
  addFolder(path: string): Promise<void>;
  renameFolder(path: string, to: string): Promise<void>;
  /** Takes a folder away; what was in it goes to the one around it. */
  removeFolder(path: string): Promise<void>;
  /** What the last edits of the library were, taken back or brought again; null when there was nothing. */
  undoLibrary(): Promise<LibraryEdit | null>;
  redoLibrary(): Promise<LibraryEdit | null>;
}

type OpenTabs = Pick<Tabs, 'openPipeline' | 'closeTab' | 'refreshOpen'>;

export function createLibrary({ host, store, fail, clear }: WorkspaceCore, tabs: () => OpenTabs): Library {
  const library: Library = {
    async loadLibrary() {
      try {
        const { entries, folders, undo, redo } = await host['library.list']({});
        store.setState({ library: entries, folders, libraryUndo: { undo, redo } });
        clear('library');
      } catch (thrown) {
        fail('library', thrown);
      }
    },
    newPipeline: (title, folder = null) => create(emptyDocument(title), null, folder, 'library.edit.create'),
    importPipeline: (document) => create(document, null, null, 'library.edit.import'),
    async duplicatePipeline({ id, folder }, title, given) {
      await attempt(async () => {
        await openOf(id)?.save();
        const { document, entries } = await host['library.open']({ id });
        if (entries.length > 0) await openOf(id)?.refresh();
        const copied = given ?? document;
        const meta = { ...copied.meta, title };
        await create({ ...copied, meta }, id, folder, 'library.edit.duplicate');
      });
    },
    removePipelines: (entries) =>
      edit(
        'library.edit.remove',
        entries,
        entries.map(({ id }) => ({ of: 'listed', id, before: true, after: false })),
      ),
    renamePipeline: (entry, title) =>
      edit('library.edit.rename', [entry], [{ of: 'title', id: entry.id, before: entry.title, after: title }]),
    tagPipeline: (entry, tags) =>
      edit('library.edit.tag', [entry], [{ of: 'tags', id: entry.id, before: [...entry.tags], after: [...tags] }]),
    movePipelines: (entries, folder) =>
      edit(
        'library.edit.move',
        entries,
        entries
          .filter((entry) => entry.folder !== folder)
          .map(({ id, folder: before }) => ({ of: 'place', id, before, after: folder })),
      ),
    addFolder: (path) =>
      edit('library.edit.folder', [{ title: path }], [{ of: 'folder', path, before: false, after: true }]),
    renameFolder: (path, to) => edit('library.edit.rename_folder', [{ title: path }], refiled(path, to)),
    removeFolder(path) {
      const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null;
      return edit('library.edit.remove_folder', [{ title: path }], refiled(path, parent));
    },
    undoLibrary: () => replay('library.undo'),
    redoLibrary: () => replay('library.redo'),
  };
  return library;

  function openOf(id: string): OpenDocument | undefined {
    return store.getState().tabs.find(({ open }) => open.store.getState().id === id)?.open;
  }

  async function attempt(act: () => Promise<void>): Promise<void> {
    try {
      clear('library');
      await act();
    } catch (thrown) {
      fail('library', thrown);
    }
  }

  async function create(document: PipelineDocument, from: string | null, folder: string | null, label: string) {
    await attempt(async () => {
      const { id } = await host['library.create']({ document, from, folder, entries: [], label });
      await library.loadLibrary();
      await tabs().openPipeline(id);
    });
  }

  async function edit(
    label: string,
    entries: readonly { readonly title: string }[],
    changes: readonly LibraryChange[],
  ): Promise<void> {
    if (changes.length === 0) return;
    await attempt(async () => {
      for (const change of changes) if ('id' in change) await openOf(change.id)?.save();
      const title = entries.map((entry) => entry.title).join(', ');
      await host['library.edit']({ edit: { label, title, changes: [...changes] } });
      await settle(changes);
    });
  }

  async function replay(name: 'library.undo' | 'library.redo'): Promise<LibraryEdit | null> {
    let done: LibraryEdit | null = null;
    await attempt(async () => {
      const { edit: found } = await host[name]({});
      done = found;
      await settle(found?.changes ?? []);
    });
    return done;
  }

  // What is open follows: a deleted pipeline's tab closes, a renamed one takes the new title in.
  async function settle(changes: readonly LibraryChange[]): Promise<void> {
    await library.loadLibrary();
    const listed = new Set(store.getState().library?.map(({ id }) => id));
    for (const { key, open } of store.getState().tabs)
      if (!listed.has(open.store.getState().id)) await tabs().closeTab(key);
    if (changes.some(({ of }) => of === 'title' || of === 'tags')) tabs().refreshOpen();
  }

  // A folder, those in it and what is filed in them go to another path; null: to none.
  function refiled(path: string, to: string | null): LibraryChange[] {
    const { folders, library: entries } = store.getState();
    const within = (candidate: string | null) => candidate === path || candidate?.startsWith(`${path}/`) === true;
    const moved = (candidate: string) => [to, candidate.slice(path.length + 1)].filter(Boolean).join('/');
    const inner = folders.filter(within);
    const after = inner.map(moved).filter((target) => target !== '' && !folders.includes(target));
    return [
      ...[...new Set(after)].map((target) => ({ of: 'folder', path: target, before: false, after: true }) as const),
      ...(entries ?? [])
        .filter((entry) => within(entry.folder))
        .map(({ id, folder }) => {
          const target = moved(folder ?? '');
          return { of: 'place', id, before: folder, after: target === '' ? null : target } as const;
        }),
      ...inner.toReversed().map((gone) => ({ of: 'folder', path: gone, before: true, after: false }) as const),
    ];
  }
}

/** A document from the text of a file or of the clipboard. Throws as readDocument does. */
export function documentFromText(text: string): PipelineDocument {
  return readDocument(text.replace(/^\uFEFF/, ''));
}
