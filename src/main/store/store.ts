// The store as the rest of the main process sees it: the journal of runs, commands to them, and the library of pipelines. It turns
// values into the texts that rows hold and back; where the rows are (this thread or another) is decided by the `call` it is given.

import type { LibraryEdit } from '../../shared/api/library.ts';
import { canonicalJson } from '../../shared/json/canonical.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import type { Claim, Journal } from '../drivers/journal.ts';
import type { PendingCommand, RunCommand } from './commands.ts';
import type { OperationInput, OperationName, OperationOutput } from './core.ts';
import type { LogEntry, LoggedEntry } from './edit-log.ts';
import { draftText, eventOf, numbered } from './event-text.ts';
import type { RewrittenPipeline, StepWay } from './library-edits.ts';
import type { StepRow } from './library-steps.ts';
import type {
  Description,
  NewPipeline,
  PipelineHead,
  PipelineNews,
  PipelineRow,
  PipelineText,
  StoredPipeline,
} from './library.ts';
import type { PinRow } from './pins.ts';
import type { RevisionRow } from './revisions.ts';

export interface Store extends Journal {
  /** What windows remember between starts, as texts by key. */
  settings(): Promise<Readonly<Record<string, string>>>;
  /** null takes a setting away. */
  changeSettings(changes: Readonly<Record<string, string | null>>): Promise<void>;
  readonly commands: StoreCommands;
  readonly library: StoreLibrary;
  /** Canonical JSON of a document that a run was started from, by its hash; null: not kept. Errors: `storage.corrupt`. */
  document(documentHash: string): Promise<string | null>;
  /** Waits for what was asked before, gives back the runs held here and closes the file. Later calls fail: `storage.unavailable`. */
  close(): Promise<void>;
}

/** Steering a run from another process. */
export interface StoreCommands {
  /** Leaves a command for the run's owner. Errors: `journal.run_unknown`. */
  post(runId: string, command: RunCommand): Promise<void>;
  /** Commands that no owner has taken yet, oldest first; cheap enough to ask every second. Errors: `journal.claim_lost`. */
  pending(claim: Claim): Promise<readonly PendingCommand[]>;
  /** Marks commands as done with, after what they asked for was recorded. Errors: `journal.claim_lost`. */
  take(claim: Claim, ids: readonly number[]): Promise<void>;
}

/**
 * Pipelines by id. What the store does not look into is text here: documents are canonical JSON, edits, tags, pictures and pinned outputs
 * JSON.
 */
export interface StoreLibrary {
  /** Those that are not removed, last saved first. */
  list(): Promise<readonly PipelineRow[]>;
  /** Every folder, by path. */
  folders(): Promise<readonly string[]>;
  /** Those of the list whose rows do not say what is in them: they were saved before rows did. */
  undescribed(): Promise<readonly string[]>;
  /** Says what is in a revision; nothing when a newer one was saved since. */
  describe(id: string, revision: number, description: Description): Promise<void>;
  /** Those that hold every word (as `searchedWords` gives them), last saved first, with the place where the first was found. */
  search(words: readonly string[]): Promise<readonly { readonly id: string; readonly found: string }[]>;
  /** The newest revision, or a kept one. Errors: `library.unknown`, `library.revision_unknown`, `storage.corrupt`. */
  open(id: string, revision?: number): Promise<StoredPipeline>;
  /** Says that a window opened it now. */
  opened(id: string): Promise<void>;
  /** The newest revision and what came after it, of one that is removed too. Errors: `library.unknown`, `storage.corrupt`. */
  head(id: string): Promise<PipelineHead>;
  /** Stores a new pipeline as revision 1, its log and what it gets from its original. Errors: `library.exists`, `library.folder_unknown`. */
  create(pipeline: NewPipeline): Promise<{ readonly row: PipelineRow; readonly seq: number }>;
  /** Stores the next revision, which has all entries up to `seq` in it. Errors: `library.unknown`, `edits.behind`. */
  save(id: string, seq: number, text: PipelineText): Promise<PipelineRow>;
  /**
   * Does an edit of the library as a whole; the documents that it changes come with it. Errors: `library.unknown`,
   * `library.folder_unknown`, `library.folder_taken`; `edits.behind` and `library.step_moved` say that it has to be made ready again.
   */
  edit(edit: LibraryEdit, rewritten: readonly RewrittenPipeline[], step: StepWay): Promise<void>;
  /** The step that undo would take back, or that redo would bring again. */
  nextStep(way: 'undo' | 'redo'): Promise<StepRow | null>;
  /** Kept revisions, newest first. Errors: `library.unknown`. */
  revisions(id: string): Promise<readonly RevisionRow[]>;
  /** Names a revision; null takes the name away. Errors: `library.unknown`, `library.revision_unknown`. */
  nameRevision(id: string, revision: number, label: string | null): Promise<void>;
  /** Logs what follows the entry `after`, all or none, and gives back the last number. Works for samples too. Errors: `edits.behind`. */
  appendEdits(id: string, after: number, entries: readonly LogEntry[]): Promise<number>;
  /** Kept entries after a number. */
  logged(id: string, after: number): Promise<readonly LoggedEntry[]>;
  /** What was done since an entry. Errors: `library.unknown`, `edits.forgotten`. */
  editsSince(id: string, after: number): Promise<PipelineNews>;
  /** Pinned outputs by node. */
  pins(id: string): Promise<readonly PinRow[]>;
  /** Where handles point on this machine, by name. */
  bindings(id: string): Promise<Readonly<Record<string, string>>>;
  /** Binds a handle to a path; null unbinds it. */
  bind(id: string, handle: string, path: string | null): Promise<void>;
}

/** Performs one operation where the database is. Rejects with a LonglineError. */
export type Call = <Name extends OperationName>(
  name: Name,
  ...input: OperationInput<Name>
) => Promise<OperationOutput<Name>>;

/** A store over whatever performs its operations. */
export function storeOver(call: Call, close: () => Promise<void>): Store {
  return {
    async create({ plan, ...run }) {
      return await call('createRun', { ...run, planText: canonicalJson(plan) });
    },
    async fork({ plan, ...run }) {
      return await call('forkRun', { ...run, planText: canonicalJson(plan) });
    },
    claim: (runId) => call('claim', runId),
    renew: ({ runId, epoch }) => call('renew', { runId, epoch }),
    release: ({ runId, epoch }) => call('release', { runId, epoch }),
    async append({ runId, epoch }, drafts, fromSeq) {
      return numbered(runId, await call('append', { runId, epoch }, drafts.map(draftText), fromSeq), drafts);
    },
    async read(runId, fromSeq, limit = Number.MAX_SAFE_INTEGER) {
      const texts = await call('read', runId, fromSeq, Math.max(0, limit));
      return texts.map((text) => eventOf(runId, text));
    },
    verify: (runId) => call('verify', runId),
    run: (runId) => call('run', runId),
    runs: (limit) => call('runs', Math.max(0, limit)),
    async plan(planHash) {
      const text = await call('planText', planHash);
      return text === null ? null : (JSON.parse(text) as Plan);
    },
    // A copy, because the bytes are taken later and a view would carry its whole buffer along.
    putBlob: (bytes) => call('putBlob', new Uint8Array(bytes)),
    blob: (hash) => call('blob', hash),
    document: (documentHash) => call('documentText', documentHash),
    settings: () => call('settings'),
    changeSettings: (changes) => call('changeSettings', changes),
    commands: {
      post: (runId, command) => call('postCommand', runId, command),
      pending: ({ runId, epoch }) => call('pendingCommands', { runId, epoch }),
      take: ({ runId, epoch }, ids) => call('takeCommands', { runId, epoch }, ids),
    },
    library: {
      list: () => call('listPipelines'),
      folders: () => call('listFolders'),
      undescribed: () => call('undescribed'),
      describe: (id, revision, description) => call('describe', id, revision, description),
      search: (words) => call('searchPipelines', words),
      open: (id, revision) => call('openPipeline', id, revision ?? null),
      opened: (id) => call('markOpened', id),
      head: (id) => call('pipelineHead', id),
      create: (pipeline) => call('createPipeline', pipeline),
      save: (id, seq, text) => call('savePipeline', id, seq, text),
      edit: (edit, rewritten, step) => call('editLibrary', edit, rewritten, step),
      nextStep: (way) => call('nextStep', way),
      revisions: (id) => call('listRevisions', id),
      nameRevision: (id, revision, label) => call('nameRevision', id, revision, label),
      appendEdits: (id, after, entries) => call('appendEdits', id, after, entries),
      logged: (id, after) => call('loggedEdits', id, after),
      editsSince: (id, after) => call('editsSince', id, after),
      pins: (id) => call('pins', id),
      bindings: (id) => call('bindings', id),
      bind: (id, handle, path) => call('bind', id, handle, path),
    },
    close,
  };
}
