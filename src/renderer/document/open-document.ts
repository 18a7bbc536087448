// The open pipeline: its document, undo and redo, and what the host has of it. Every edit is told to the host's log at once and comes
// before anything that is saved; what another window has told meanwhile goes first. Saves follow by themselves, and a sample becomes a
// copy in the library with its first edit. What an edit *is* comes from gestures.ts.

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiOutput, Host } from '../../shared/api/table.ts';
import { LonglineError, toEnvelope, type ErrorEnvelope } from '../../shared/errors.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import { applyEdit, applyPins, invertEdit, type PipelineEdit, type Pins } from '../../shared/pipeline/edits.ts';
import { extendHistory, type History, type HistoryEntry } from '../../shared/pipeline/history.ts';

type Opened = ApiOutput<'library.open'>;

/** What entries are folded into: the document, what is pinned, and what can be taken back. */
interface Work {
  readonly document: PipelineDocument;
  readonly pins: Pins;
  readonly history: History;
}

export interface DocumentState extends Work {
  readonly id: string;
  readonly sample: boolean;
  readonly revision: number;
  /** The document as the library has it. */
  readonly saved: PipelineDocument;
  readonly saving: boolean;
  /** Why the last save or the last word to the log failed; null when it did not. */
  readonly failure: ErrorEnvelope | null;
  readonly handles: Opened['handles'];
  /** When it was last edited here, in milliseconds since 1970; 0: not yet. */
  readonly editedAt: number;
}

export interface OpenDocument {
  readonly store: StoreApi<DocumentState>;
  /** Applies an edit as one step of undo. With `joins`, an edit of the same name made just before takes it in. */
  edit(edit: PipelineEdit, joins?: string): void;
  /** Takes the last step back and gives back what was done by that; null when there is none. */
  undo(): PipelineEdit | null;
  redo(): PipelineEdit | null;
  /** Saves what is not saved; resolves with the id it is saved under. Rejects with `library.*`, `edits.*` and `host.*`. */
  save(): Promise<string>;
  /** Takes in what other windows did to this pipeline. Does not reject; a failure is in the state. */
  refresh(): Promise<void>;
  setHandles(handles: Opened['handles']): void;
  /** Saves what is not saved and stops; the store stays readable. */
  close(): Promise<void>;
}

export interface OpenDocumentOptions {
  readonly host: Pick<Host, 'library.create' | 'library.save' | 'library.open' | 'edits.append' | 'edits.since'>;
  readonly opened: Opened;
  /** Told after each save, and with the new id when a sample has become a copy. */
  readonly onSaved: (id: string) => void;
  /** How long after the last edit it is saved, and after a failure it is tried again; null: only when asked. */
  readonly autosaveMs: number | null;
}

const joinMs = 1200;
const mostRebases = 5;

/** An open pipeline over a host. */
export function openDocument({ host, opened, onSaved, autosaveMs }: OpenDocumentOptions): OpenDocument {
  // What the host's log holds, up to `seq`; what is on screen is this and then the entries that it has not been told.
  let told: Work = opened.entries.reduce(extendWork, {
    document: opened.document,
    pins: Object.fromEntries(opened.pins.map(({ node, outputs }) => [node, outputs])),
    history: { past: opened.past, future: opened.future },
  });
  let seq = opened.seq;
  let untold: HistoryEntry[] = [];
  const store = createStore<DocumentState>(() => ({
    ...told,
    id: opened.id,
    sample: opened.sample,
    revision: opened.revision,
    saved: opened.document,
    saving: false,
    failure: null,
    handles: opened.handles,
    editedAt: 0,
  }));
  // Everything that goes to the host goes in this order, one after the other.
  let queue: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: { readonly joins: string; readonly at: number } | null = null;
  let closed = false;
  if (opened.entries.length > 0) saveLater();

  return {
    store,
    edit(edit, joins) {
      if (edit.changes.length === 0) return;
      const now = Date.now();
      const { past } = store.getState().history;
      const joined = joins !== undefined && last?.joins === joins && now - last.at < joinMs && past.length > 0;
      last = joins === undefined ? null : { joins, at: now };
      enter({ op: joined ? 'join' : 'do', edit });
    },
    undo() {
      const edit = store.getState().history.past.at(-1);
      if (edit === undefined) return null;
      return step('undo', invertEdit(edit));
    },
    redo() {
      const edit = store.getState().history.future[0];
      if (edit === undefined) return null;
      return step('redo', edit);
    },
    save,
    refresh: () => inTurn(catchUp).catch(() => undefined),
    setHandles: (handles) => store.setState({ handles }),
    async close() {
      closed = true;
      clearTimeout(timer);
      await save().catch(() => undefined);
    },
  };

  // A step that no longer applies, because another window took away what it was about, changes nothing and is passed over.
  function step(op: 'undo' | 'redo', edit: PipelineEdit): PipelineEdit {
    try {
      return enter({ op, edit });
    } catch (thrown) {
      if (toEnvelope(thrown).code !== 'edit.conflict') throw thrown;
      return enter({ op, edit: { label: edit.label, changes: [] } });
    }
  }

  function enter(entry: HistoryEntry): PipelineEdit {
    if (entry.op !== 'do' && entry.op !== 'join') last = null;
    store.setState((state) => ({ ...extendWork(state, entry), editedAt: Date.now() }));
    untold.push(entry);
    void inTurn(tell).catch(() => undefined);
    saveLater();
    return entry.edit;
  }

  /** Does something after everything before it; a failure is shown and passed on. */
  function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const done = queue.then(act);
    queue = done.catch(() => undefined);
    return done.catch((thrown: unknown) => {
      store.setState({ failure: toEnvelope(thrown) });
      if (autosaveMs !== null && !closed && toEnvelope(thrown).retryable) saveLater();
      throw thrown;
    });
  }

  // What grew while it was told is told next.
  async function tell(): Promise<void> {
    if (store.getState().sample) return await copy();
    for (let tries = 0; untold.length > 0; tries += 1) {
      const { id } = store.getState();
      const entries = untold;
      try {
        const { seq: now } = await host['edits.append']({ id, after: seq, entries });
        settle(entries.length, now);
        store.setState({ failure: null });
      } catch (thrown) {
        if (toEnvelope(thrown).code !== 'edits.behind' || tries === mostRebases) throw thrown;
        await catchUp();
      }
    }
  }

  // The first `count` entries are in the log now.
  function settle(count: number, now: number): void {
    const entered = untold.slice(0, count);
    untold = untold.slice(count);
    const { document, pins, history } = store.getState();
    told = untold.length === 0 ? { document, pins, history } : entered.reduce(extendWork, told);
    seq = now;
  }

  async function catchUp(): Promise<void> {
    const { id, sample } = store.getState();
    if (sample) return;
    const since = await host['edits.since']({ id, after: seq });
    if (since.entries.length === 0) return;
    told = since.entries.reduce(extendWork, told);
    seq = since.seq;
    const kept: HistoryEntry[] = [];
    let work = told;
    for (const entry of untold) {
      try {
        work = extendWork(work, entry);
        kept.push(entry);
      } catch {
        // What the other window did leaves nothing that this edit could change.
      }
    }
    const dropped = untold.length - kept.length;
    untold = kept;
    store.setState({
      ...work,
      revision: since.revision,
      ...(since.savedSeq === seq ? { saved: told.document } : {}),
      failure:
        dropped === 0
          ? null
          : toEnvelope(
              new LonglineError(
                'edits.dropped',
                `Another window changed the same at the same time; ${dropped} of your edits could not be kept.`,
                { details: { count: dropped } },
              ),
            ),
    });
    if (untold.length > 0) void inTurn(tell).catch(() => undefined);
  }

  async function copy(): Promise<void> {
    const { id: from, document } = store.getState();
    const entries = untold;
    if (entries.length === 0) return;
    const made = await host['library.create']({ document, from, folder: null, entries, label: null });
    settle(entries.length, made.seq);
    const { handles } = await host['library.open']({ id: made.id });
    const { id, revision } = made;
    store.setState({ id, revision, sample: false, saved: document, handles, failure: null });
    onSaved(id);
    if (untold.length > 0) await tell();
  }

  function saveLater(): void {
    clearTimeout(timer);
    if (autosaveMs === null || closed) return;
    timer = setTimeout(() => void save().catch(() => undefined), autosaveMs);
  }

  function save(): Promise<string> {
    clearTimeout(timer);
    return inTurn(async () => {
      for (let tries = 0; ; tries += 1) {
        await tell();
        const { id, document, saved } = store.getState();
        if (document === saved) return id;
        store.setState({ saving: true });
        try {
          const { revision } = await host['library.save']({ id, seq, document: told.document });
          store.setState({ revision, saved: told.document, failure: null });
          onSaved(id);
          if (untold.length > 0) saveLater();
          return id;
        } catch (thrown) {
          if (toEnvelope(thrown).code !== 'edits.behind' || tries === mostRebases) throw thrown;
          await catchUp();
        } finally {
          store.setState({ saving: false });
        }
      }
    });
  }
}

function extendWork(work: Work, entry: HistoryEntry): Work {
  return {
    document: applyEdit(work.document, entry.edit),
    pins: applyPins(work.pins, entry.edit),
    history: extendHistory(work.history, entry),
  };
}
