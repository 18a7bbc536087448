// The rows of runs: creating one, who may append to it (claim, lease, epoch), and what is known of it without its events. The events
// are journal.ts's. Every function is one statement or runs inside the caller's transaction.

import { LonglineError } from '../../shared/errors.ts';
import type { Claim, NewRun, RunRow } from '../drivers/journal.ts';
import { chainOrigin, sha256Hex } from './chain.ts';
import type { Connection } from './database.ts';
import type { Documents } from './documents.ts';
import { isGone, leaseMs, type Owner, ownerOf, ownerText } from './ownership.ts';
import { pack, unpack } from './packing.ts';

/** A new run with its plan as canonical text. */
export type NewRunText = Omit<NewRun, 'plan'> & { readonly planText: string };

/** A run as its row says, for those who work inside the store. */
export interface StoredRun {
  readonly number: number;
  readonly runId: string;
  readonly pipelineId: string | null;
  readonly title: string;
  readonly planHash: string;
  readonly bindings: string;
  readonly status: RunRow['status'];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastSeq: number;
  readonly head: Uint8Array;
  readonly epoch: number;
  readonly owner: string | null;
  readonly leaseUntil: number;
  readonly parentRunId: string | null;
  readonly forkedAtSeq: number | null;
}

export interface Runs {
  readonly create: (run: NewRunText) => Claim;
  readonly claim: (runId: string) => Claim;
  readonly renew: (claim: Claim) => void;
  readonly release: (claim: Claim) => void;
  readonly releaseAll: () => void;
  readonly run: (runId: string) => RunRow | null;
  readonly runs: (limit: number) => readonly RunRow[];
  readonly planText: (planHash: string) => string | null;
  /** The row; throws `journal.run_unknown`. */
  readonly stored: (runId: string) => StoredRun;
  /** Whether an owner that can still act holds a run. */
  readonly isHeld: (run: StoredRun) => boolean;
  /** The row of a run that this store may append to; throws `journal.claim_lost`. */
  readonly held: (claim: Claim) => StoredRun;
  /** The row after an append, in the same transaction; prolongs the lease. */
  readonly advance: (run: StoredRun, after: Pick<StoredRun, 'status' | 'updatedAt' | 'lastSeq' | 'head'>) => void;
}

/** The rows of runs in an open database, on behalf of one owner. `now` tells milliseconds since 1970. */
export function openRuns(
  connection: Connection,
  owner: Owner,
  now: () => number,
  documents: Pick<Documents, 'put'>,
): Runs {
  const me = ownerText(owner);
  const byId = connection.prepare<[string], StoredRun>('SELECT * FROM run WHERE runId = ?');
  const newest = connection.prepare<[number], StoredRun>(
    'SELECT * FROM run ORDER BY createdAt DESC, number DESC LIMIT ?',
  );
  const addPlan = connection.prepare(
    'INSERT INTO plan(hash, codec, bytes, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const findPlan = connection.prepare<[string], { codec: number; bytes: number; body: Uint8Array }>(
    'SELECT codec, bytes, body FROM plan WHERE hash = ?',
  );
  const addRun = connection.prepare(
    `INSERT INTO run(runId, pipelineId, title, planHash, bindings, status, createdAt, updatedAt, lastSeq, head, epoch, owner, leaseUntil, parentRunId, forkedAtSeq)
     VALUES (?, ?, ?, ?, ?, 'running', ?, ?, 0, ?, 1, ?, ?, ?, ?)`,
  );
  const take = connection.prepare('UPDATE run SET epoch = epoch + 1, owner = ?, leaseUntil = ? WHERE number = ?');
  // A stop or a pause is meant for the owner that was there; what people said or allowed waits for the next one.
  const dropMomentary = connection.prepare(
    `UPDATE command SET takenAt = ? WHERE run = ? AND takenAt IS NULL AND body ->> '$.kind' IN ('stop', 'pause', 'continue')`,
  );
  const prolong = connection.prepare('UPDATE run SET leaseUntil = ? WHERE runId = ? AND epoch = ? AND owner = ?');
  const giveBack = connection.prepare(
    'UPDATE run SET owner = NULL, leaseUntil = 0 WHERE runId = ? AND epoch = ? AND owner = ?',
  );
  const giveBackAll = connection.prepare('UPDATE run SET owner = NULL, leaseUntil = 0 WHERE owner = ?');
  const advanceRow = connection.prepare(
    'UPDATE run SET status = ?, updatedAt = ?, lastSeq = ?, head = ?, leaseUntil = ? WHERE number = ?',
  );

  const stored = (runId: string): StoredRun => {
    const run = byId.get(runId);
    if (run === undefined) throw runUnknown(runId);
    return run;
  };

  // Given back here, also where a full disk kept that from being written: the run can go on as soon as there is space again.
  const returned = new Set<string>();
  const isReturned = ({ runId, epoch, owner: by }: StoredRun) => by === me && returned.has(`${runId} ${epoch}`);
  const isHeld = ({ owner: by, leaseUntil }: StoredRun) => by !== null && !isGone(ownerOf(by), leaseUntil, now());

  return {
    create(run) {
      if (sha256Hex(run.planText) !== run.planHash) throw planMismatch(run.planHash);
      if (byId.get(run.runId) !== undefined) throw runExists(run.runId);
      const packed = pack(Buffer.from(run.planText));
      addPlan.run(run.planHash, packed.codec, Buffer.byteLength(run.planText), packed.body);
      if (run.document !== undefined) documents.put(run.document);
      const { runId, pipelineId, title, planHash, bindings, createdAt, forked } = run;
      const until = now() + leaseMs;
      const bound = JSON.stringify(bindings);
      const parent = [forked?.from ?? null, forked?.seq ?? null] as const;
      addRun.run(
        runId,
        pipelineId,
        title,
        planHash,
        bound,
        createdAt,
        createdAt,
        chainOrigin(run),
        me,
        until,
        ...parent,
      );
      return { runId, epoch: 1 };
    },
    claim(runId) {
      const run = stored(runId);
      if (run.owner !== null && isHeld(run) && !isReturned(run)) throw runOwned(run, ownerOf(run.owner), now());
      take.run(me, now() + leaseMs, run.number);
      dropMomentary.run(now(), run.number);
      return { runId, epoch: run.epoch + 1 };
    },
    renew(claim) {
      if (prolong.run(now() + leaseMs, claim.runId, claim.epoch, me).changes === 0) throw claimLost(claim.runId);
    },
    release(claim) {
      returned.add(`${claim.runId} ${claim.epoch}`);
      giveBack.run(claim.runId, claim.epoch, me);
    },
    releaseAll() {
      giveBackAll.run(me);
    },
    run(runId) {
      const run = byId.get(runId);
      return run === undefined ? null : runRow(run);
    },
    runs(limit) {
      return newest.all(limit).map(runRow);
    },
    planText(planHash) {
      const found = findPlan.get(planHash);
      if (found === undefined) return null;
      const bytes = unpack(found.codec, found.body, found.bytes);
      if (bytes === null || sha256Hex(bytes) !== planHash) {
        throw new LonglineError('journal.corrupt', `The plan ${planHash} is not what was stored.`, {
          details: { planHash },
          action: 'Restore the database from a backup; runs of this plan can no longer be trusted.',
        });
      }
      return Buffer.from(bytes).toString('utf8');
    },
    stored,
    isHeld,
    held(claim) {
      const run = byId.get(claim.runId);
      if (run === undefined || run.epoch !== claim.epoch || run.owner !== me) throw claimLost(claim.runId);
      return run;
    },
    advance(run, after) {
      advanceRow.run(after.status, after.updatedAt, after.lastSeq, after.head, now() + leaseMs, run.number);
    },
  };
}

function runRow(run: StoredRun): RunRow {
  const { runId, pipelineId, title, planHash, status, createdAt, updatedAt, lastSeq, parentRunId, forkedAtSeq } = run;
  const bindings = JSON.parse(run.bindings) as RunRow['bindings'];
  const forked = parentRunId === null || forkedAtSeq === null ? null : { from: parentRunId, seq: forkedAtSeq };
  return { runId, pipelineId, title, planHash, status, createdAt, updatedAt, lastSeq, bindings, forked };
}

export function runUnknown(runId: string): LonglineError {
  return new LonglineError('journal.run_unknown', `There is no run ${runId} here.`, {
    details: { runId },
    action: 'Look at the list of runs for the right id; runs of another data directory are not seen here.',
  });
}

export function runExists(runId: string): LonglineError {
  return new LonglineError('journal.run_exists', `There is a run ${runId} already.`, {
    details: { runId },
    action: 'Resume that run, or start one under a new id.',
  });
}

export function claimLost(runId: string): LonglineError {
  return new LonglineError('journal.claim_lost', `The run ${runId} is no longer held here, so nothing was recorded.`, {
    details: { runId },
    action: 'Watch the run where it goes on, or resume it when it has stopped there.',
  });
}

export function planMismatch(planHash: string): LonglineError {
  return new LonglineError(
    'journal.plan_mismatch',
    `The plan does not have the hash ${planHash} under which it was to be stored.`,
    {
      details: { planHash },
    },
  );
}

function runOwned(run: StoredRun, owner: Owner, now: number): LonglineError {
  const leaseLeftMs = run.leaseUntil - now;
  return new LonglineError(
    'journal.run_owned',
    `The run ${run.runId} is being driven by process ${owner.pid} on ${owner.host}.`,
    {
      details: { runId: run.runId, pid: owner.pid, host: owner.host, leaseLeftMs },
      action: 'Stop it there first, or wait until that process has ended.',
    },
  );
}
