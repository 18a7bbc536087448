// The store as the rest of the main process sees it: the journal of runs, commands to them, and the library of pipelines. It turns
// values into the texts that rows hold and back; where the rows are (this thread or another) is decided by the `call` it is given.

import { canonicalJson } from '../../shared/json/canonical.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import type { Claim, Journal } from '../drivers/journal.ts';
import type { PendingCommand, RunCommand } from './commands.ts';
import type { OperationInput, OperationName, OperationOutput } from './core.ts';
import type { LoggedEdit } from './edit-log.ts';
import { draftText, eventOf, numbered } from './event-text.ts';
import type { NewPipeline, PipelineRow, PipelineText, RevisionRow, StoredPipeline } from './library.ts';

export interface Store extends Journal {
  readonly commands: StoreCommands;
  readonly library: StoreLibrary;
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

/** Pipelines by id. Documents and edits are texts here: canonical JSON, and the JSON of one PipelineEdit each. */
export interface StoreLibrary {
  /** Those that are not removed, last saved first. */
  list(): Promise<readonly PipelineRow[]>;
  /** The newest revision, or a kept one. Errors: `library.unknown`, `library.revision_unknown`, `storage.corrupt`. */
  open(id: string, revision?: number): Promise<StoredPipeline>;
  /** Stores a new pipeline as revision 1. Errors: `library.exists`. */
  create(pipeline: NewPipeline): Promise<PipelineRow>;
  /** Stores the revision after `base`. Errors: `library.unknown`, `library.conflict`. */
  save(id: string, base: number, text: PipelineText): Promise<PipelineRow>;
  /** Takes a pipeline out of the list; `restore` brings it back as it was. Errors: `library.unknown`. */
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Kept revisions, newest first. Errors: `library.unknown`. */
  revisions(id: string): Promise<readonly RevisionRow[]>;
  /** Logs edits made on a revision, all or none, and gives back the number of the last one. Works for samples too. */
  appendEdits(id: string, base: number, edits: readonly string[]): Promise<number>;
  /** Edits that came while this revision or a later one was current; with the newest revision those that no save has taken in. */
  editsSince(id: string, revision: number): Promise<readonly LoggedEdit[]>;
  /** Forgets the edits of a pipeline, for a sample whose edits went into a copy. */
  clearEdits(id: string): Promise<void>;
  /** Where handles point on this machine, by name. */
  bindings(id: string): Promise<Readonly<Record<string, string>>>;
  /** Binds a handle to a path; null unbinds it. */
  bind(id: string, handle: string, path: string | null): Promise<void>;
  /** Gives a copy the bindings of what it is a copy of. */
  copyBindings(from: string, to: string): Promise<void>;
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
    commands: {
      post: (runId, command) => call('postCommand', runId, command),
      pending: ({ runId, epoch }) => call('pendingCommands', { runId, epoch }),
      take: ({ runId, epoch }, ids) => call('takeCommands', { runId, epoch }, ids),
    },
    library: {
      list: () => call('listPipelines'),
      open: (id, revision) => call('openPipeline', id, revision ?? null),
      create: (pipeline) => call('createPipeline', pipeline),
      save: (id, base, text) => call('savePipeline', id, base, text),
      remove: (id) => call('removePipeline', id),
      restore: (id) => call('restorePipeline', id),
      revisions: (id) => call('listRevisions', id),
      appendEdits: (id, base, edits) => call('appendEdits', id, base, edits),
      editsSince: (id, revision) => call('editsSince', id, revision),
      clearEdits: (id) => call('clearEdits', id),
      bindings: (id) => call('bindings', id),
      bind: (id, handle, path) => call('bind', id, handle, path),
      copyBindings: (from, to) => call('copyBindings', from, to),
    },
    close,
  };
}
