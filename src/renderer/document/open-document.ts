// The open pipeline: its document, undo and redo, and what the host has of it. Every edit is told to the crash journal at once; saves
// follow by themselves, and a sample becomes a copy in the library with its first save. What an edit *is* comes from gestures.ts.

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiOutput, Host } from '../../shared/api/table.ts';
import { LonglineError, toEnvelope, type ErrorEnvelope } from '../../shared/errors.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import { applyEdit, invertEdit, squashEdits, type PipelineEdit } from '../../shared/pipeline/edits.ts';

type Opened = ApiOutput<'library.open'>;

export interface DocumentState {
  readonly id: string;
  readonly sample: boolean;
  readonly revision: number;
  readonly document: PipelineDocument;
  readonly past: readonly PipelineEdit[];
  readonly future: readonly PipelineEdit[];
  /** The document as the library has it. */
  readonly saved: PipelineDocument;
  readonly saving: boolean;
  /** Why the last save or the last word to the crash journal failed; null when it did not. */
  readonly failure: ErrorEnvelope | null;
  readonly handles: Opened['handles'];
}

export interface OpenDocument {
  readonly store: StoreApi<DocumentState>;
  /** Applies an edit as one step of undo. With `joins`, an edit of the same name made just before takes it in. */
  edit(edit: PipelineEdit, joins?: string): void;
  undo(): void;
  redo(): void;
  /** Saves what is not saved; resolves with the id it is saved under. Rejects with `library.*` and `host.*`. */
  save(): Promise<string>;
  /** Saves what is on screen as a new pipeline and goes on with that: the way out when another window has saved this one. */
  saveCopy(): Promise<string>;
  setHandles(handles: Opened['handles']): void;
  /** Saves what is not saved and stops; the store stays readable. */
  close(): Promise<void>;
}

export interface OpenDocumentOptions {
  readonly host: Pick<Host, 'library.create' | 'library.save' | 'library.open' | 'edits.append'>;
  readonly opened: Opened;
  /** Told after each save, and with the new id when a sample has become a copy. */
  readonly onSaved: (id: string) => void;
  /** How long after the last edit it is saved; null: only when asked. */
  readonly autosaveMs: number | null;
}

const joinMs = 1200;

/** An open pipeline over a host. */
export function openDocument({ host, opened, onSaved, autosaveMs }: OpenDocumentOptions): OpenDocument {
  const store = createStore<DocumentState>(() => ({
    id: opened.id,
    sample: opened.sample,
    revision: opened.revision,
    document: opened.edits.reduce(applyEdit, opened.document),
    past: opened.edits,
    future: [],
    saved: opened.document,
    saving: false,
    failure: null,
    handles: opened.handles,
  }));
  let untold: PipelineEdit[] = [];
  let telling = Promise.resolve();
  let underWay: Promise<string> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: { readonly joins: string; readonly at: number } | null = null;
  let closed = false;
  if (opened.edits.length > 0) saveLater();

  return {
    store,
    edit(edit, joins) {
      if (edit.changes.length === 0) return;
      const { document, past } = store.getState();
      const after = applyEdit(document, edit);
      const before = past.at(-1);
      const joined =
        joins !== undefined && last?.joins === joins && Date.now() - last.at < joinMs && before !== undefined;
      last = joins === undefined ? null : { joins, at: Date.now() };
      store.setState({
        document: after,
        past: joined ? [...past.slice(0, -1), squashEdits(before, edit)] : [...past, edit],
        future: [],
      });
      tell(edit);
    },
    undo() {
      const { document, past, future } = store.getState();
      const edit = past.at(-1);
      if (edit === undefined) return;
      const inverse = invertEdit(edit);
      last = null;
      store.setState({ document: applyEdit(document, inverse), past: past.slice(0, -1), future: [edit, ...future] });
      tell(inverse);
    },
    redo() {
      const { document, past, future } = store.getState();
      const [edit, ...rest] = future;
      if (edit === undefined) return;
      last = null;
      store.setState({ document: applyEdit(document, edit), past: [...past, edit], future: rest });
      tell(edit);
    },
    save: () => save(false),
    saveCopy: () => save(true),
    setHandles: (handles) => store.setState({ handles }),
    async close() {
      closed = true;
      clearTimeout(timer);
      await save(false).catch(() => undefined);
    },
  };

  function tell(edit: PipelineEdit): void {
    untold.push(edit);
    saveLater();
    // What a save is taking in, and what grew from it meanwhile, is told when the revision is known.
    if (underWay === null) telling = telling.then(tellNow);
  }

  async function tellNow(): Promise<void> {
    const { id, sample, revision } = store.getState();
    const edits = untold;
    if (sample || edits.length === 0) return;
    untold = [];
    try {
      await host['edits.append']({ id, revision, edits });
    } catch (thrown) {
      untold = [...edits, ...untold];
      store.setState({ failure: toEnvelope(thrown) });
    }
  }

  function saveLater(): void {
    clearTimeout(timer);
    if (autosaveMs === null || closed) return;
    timer = setTimeout(() => void save(false).catch(() => undefined), autosaveMs);
  }

  function save(asCopy: boolean): Promise<string> {
    clearTimeout(timer);
    underWay ??= saveNow(asCopy).finally(() => {
      underWay = null;
      if (untold.length > 0) {
        telling = telling.then(tellNow);
        saveLater();
      }
    });
    return underWay;
  }

  async function saveNow(asCopy: boolean): Promise<string> {
    await telling;
    const { id, sample, revision, document, saved } = store.getState();
    if (document === saved && !asCopy) return id;
    store.setState({ saving: true });
    untold = [];
    try {
      if (sample || asCopy) {
        const copy = await host['library.create']({ document, from: id });
        const { handles } = await host['library.open']({ id: copy.id });
        store.setState({
          id: copy.id,
          sample: false,
          revision: copy.revision,
          saved: document,
          handles,
          failure: null,
        });
        onSaved(copy.id);
        return copy.id;
      }
      const { revision: next } = await host['library.save']({ id, revision, document });
      store.setState({ revision: next, saved: document, failure: null });
      onSaved(id);
      return id;
    } catch (thrown) {
      store.setState({ failure: toEnvelope(thrown) });
      throw thrown instanceof LonglineError
        ? thrown
        : new LonglineError('library.save_failed', String(thrown), { cause: thrown });
    } finally {
      store.setState({ saving: false });
    }
  }
}
