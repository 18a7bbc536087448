// The journal as the driver sees it. Every store that keeps runs implements this and passes tests/promises/journal.ts; the one that
// ships is src/main/store.

import { LonglineError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import type { EventDraft, RunEvent } from '../../shared/run/events.ts';

export interface NewRun {
  readonly runId: string;
  /** Library id of the pipeline, or null for a run of a loose file. */
  readonly pipelineId: string | null;
  readonly title: string;
  readonly planHash: string;
  readonly plan: Plan;
  /** Where this machine's handles point; kept beside the journal and never part of it. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly createdAt: number;
  /** Canonical JSON of the document on the canvas, to be kept by its hash with the run; absent: it is not kept. */
  readonly document?: string;
  /** The run whose events this one begins with, and the first event that is its own; absent: none. */
  readonly forked?: ForkPlace;
}

export interface ForkPlace {
  readonly from: string;
  readonly seq: number;
}

/** The right to append to a run: given to one owner at a time, void when somebody else has claimed the run since. */
export interface Claim {
  readonly runId: string;
  readonly epoch: number;
}

/**
 * What is known of a run without folding it. `waiting`, `interrupted`: suspended so; `running`, `paused`: nobody has said that it
 * stopped.
 */
export interface RunRow {
  readonly runId: string;
  readonly pipelineId: string | null;
  readonly title: string;
  readonly planHash: string;
  readonly status: 'running' | 'paused' | 'waiting' | 'interrupted' | 'done' | 'failed' | 'limited';
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastSeq: number;
  readonly bindings: Readonly<Record<string, string>>;
  /** Where it parted from another run; null for a run of its own. */
  readonly forked: ForkPlace | null;
}

/** The epoch of the claim that a new run is created with. */
export const firstEpoch = 1;

export interface Journal {
  /**
   * Stores the plan and a run without events, claimed by the caller with `firstEpoch`. What is appended in the same tick becomes durable
   * together with it. Errors: `journal.run_exists`, `journal.plan_mismatch`, `storage.*`.
   */
  create(run: NewRun): Promise<Claim>;

  /**
   * Stores a run that begins with another one's events, all before `forked.seq`, claimed by the caller with `firstEpoch`. Large bodies
   * are shared, the chain is the new run's own. All or nothing; what is appended in the same tick becomes durable together with it.
   * Errors: `journal.run_exists`, `journal.run_unknown`, `journal.corrupt`, `storage.*`.
   */
  fork(run: NewRun & { readonly forked: ForkPlace }): Promise<Claim>;

  /**
   * Takes over a run whose owner is gone. Errors: `journal.run_unknown`; `journal.run_owned` while another living owner holds it and has
   * renewed its lease in time; by a clock that jumps ahead a lease lapses, and the epoch then stops the old owner at its next write.
   */
  claim(runId: string): Promise<Claim>;

  /** Keeps a claim alive; owners call it at least every 5 seconds. Errors: `journal.claim_lost`. */
  renew(claim: Claim): Promise<void>;

  /** Gives a claim back. */
  release(claim: Claim): Promise<void>;

  /**
   * Appends events in order and resolves with them, numbered, when they are durable. Appends made in one tick are one transaction.
   * Either all drafts of a call are stored or none. Given `fromSeq`, the first of them gets that number or nothing is stored: what
   * was to follow a write that failed fails as well. Errors: `journal.claim_lost`, `journal.gap`, `storage.*`; after an error nothing was
   * stored.
   */
  append(claim: Claim, drafts: readonly EventDraft[], fromSeq?: number): Promise<readonly RunEvent[]>;

  /** Events of a run from a sequence number on, at most `limit`. Errors: `journal.run_unknown`, `journal.corrupt`. */
  read(runId: string, fromSeq: number, limit?: number): Promise<readonly RunEvent[]>;

  /** Walks the chain of a run, its plan, and every blob that its events name. Errors: `journal.corrupt` (with `details.seq`), `journal.run_unknown`. */
  verify(runId: string): Promise<{ readonly events: number; readonly head: string }>;

  run(runId: string): Promise<RunRow | null>;
  /** Newest first. */
  runs(limit: number): Promise<readonly RunRow[]>;
  plan(planHash: string): Promise<Plan | null>;

  /** Stores bytes by their SHA-256 (hex) and gives it back; storing the same again costs nothing. */
  putBlob(bytes: Uint8Array): Promise<string>;
  blob(hash: string): Promise<Uint8Array | null>;
}

/** `journal.run_unknown`. */
export function unknownRun(runId: string): LonglineError {
  return new LonglineError('journal.run_unknown', `There is no run ${runId}.`, {
    details: { runId },
    action: 'List the runs with: longline runs',
  });
}
