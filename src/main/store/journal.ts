// The events of runs as chained rows: appending, copying, reading back and verifying, synchronously and inside the caller's transaction.
// A row holds the event's text (event-text.ts) packed, and from 16 KiB on only the hash of a blob that holds it. Reading checks the
// chain as it goes, so that nothing that was altered is ever folded.

import { LonglineError } from '../../shared/errors.ts';
import type { Claim, ForkPlace } from '../drivers/journal.ts';
import type { Blobs } from './blobs.ts';
import { chainHash, chainOrigin } from './chain.ts';
import type { Connection } from './database.ts';
import { type DraftText, eventOf, type EventText, statusAfter } from './event-text.ts';
import { codecs, pack, unpack } from './packing.ts';
import type { NewRunText, Runs, StoredRun } from './runs.ts';
import { saltPool } from './salts.ts';

export const blobFromBytes = 16 * 1024;

export interface EventRows {
  /** Appends drafts and gives back the sequence number of the first. Throws `journal.claim_lost` before anything is written. */
  readonly append: (claim: Claim, drafts: readonly DraftText[], fromSeq?: number) => number;
  /**
   * Creates a run that begins with another one's events. Throws as creating does, and `journal.run_unknown`, `journal.corrupt` for the
   * other run.
   */
  readonly fork: (run: NewRunText & { readonly forked: ForkPlace }) => Claim;
  /** Verified rows from a sequence number on. Throws `journal.run_unknown`, `journal.corrupt` with `details.seq`. */
  readonly read: (runId: string, fromSeq: number, limit: number) => readonly EventText[];
  /** Walks the whole run, its plan and its row. Throws `journal.run_unknown`, `journal.corrupt` with `details.seq`. */
  readonly verify: (runId: string) => { readonly events: number; readonly head: string };
}

/** How many rows a fork copies at a time. */
const pageSize = 500;

interface StoredEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: number;
  readonly codec: number;
  readonly body: Uint8Array | null;
  readonly blob: Uint8Array | null;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

export function openEventRows(connection: Connection, runs: Runs, blobs: Blobs): EventRows {
  const add = connection.prepare(
    'INSERT INTO event(run, seq, type, at, codec, body, blob, salt, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const from = connection.prepare<[number, number, number], StoredEvent>(
    'SELECT seq, type, at, codec, body, blob, salt, hash FROM event WHERE run = ? AND seq >= ? ORDER BY seq LIMIT ?',
  );
  const hashAt = connection
    .prepare<[number, number], Uint8Array>('SELECT hash FROM event WHERE run = ? AND seq = ?')
    .pluck();

  /** The body of a row; null when it cannot be had. */
  const bodyOf = (row: StoredEvent): Uint8Array | null => {
    if (row.codec !== codecs.blob) return row.body === null ? null : unpack(row.codec, row.body, blobFromBytes);
    return row.blob === null ? null : blobs.get(row.blob);
  };

  const nextSalt = saltPool();

  /** Rows in order, each checked against the one before; throws at the first that is wrong or missing. */
  function* walk(run: StoredRun, fromSeq: number, limit: number): Generator<CheckedRow> {
    const start = Math.max(1, fromSeq);
    let previous = start === 1 ? whole(run.runId, 1, () => chainOrigin(run)) : hashAt.get(run.number, start - 1);
    if (previous === undefined) {
      if (start - 1 <= run.lastSeq) throw corrupt(run.runId, start - 1, 'is missing');
      return;
    }
    let expected = start;
    for (const row of from.iterate(run.number, start, limit)) {
      if (row.seq !== expected) throw corrupt(run.runId, expected, 'is missing');
      if (row.seq > run.lastSeq) throw corrupt(run.runId, row.seq, 'was added behind the end');
      const body = whole(run.runId, row.seq, () => bodyOf(row));
      if (body === null) throw corrupt(run.runId, row.seq, 'has lost its bytes');
      const before: Uint8Array = previous;
      const event = { ...row, runId: run.runId };
      const hash = whole(run.runId, row.seq, () => chainHash(before, event, row.salt, body));
      if (!hash.equals(row.hash)) throw corrupt(run.runId, row.seq, 'is not what was recorded');
      yield { row, body };
      previous = row.hash;
      expected += 1;
    }
    if (expected - start < limit && expected <= run.lastSeq) throw corrupt(run.runId, expected, 'is missing');
    if (expected > run.lastSeq && !Buffer.from(previous).equals(run.head)) {
      throw corrupt(run.runId, run.lastSeq, 'is not the end that was recorded');
    }
  }

  return {
    append(claim, drafts, fromSeq) {
      const run = runs.held(claim);
      if (fromSeq !== undefined && fromSeq !== run.lastSeq + 1) throw gap(run.runId, fromSeq, run.lastSeq);
      let { lastSeq, head, updatedAt, status } = run;
      for (const draft of drafts) {
        lastSeq += 1;
        const bytes = Buffer.from(draft.body);
        const salt = nextSalt();
        head = chainHash(head, { runId: run.runId, seq: lastSeq, type: draft.type, at: draft.at }, salt, bytes);
        const isBlob = bytes.length >= blobFromBytes;
        const { codec, body } = isBlob ? { codec: codecs.blob, body: null } : pack(bytes);
        add.run(run.number, lastSeq, draft.type, draft.at, codec, body, isBlob ? blobs.put(bytes) : null, salt, head);
        updatedAt = draft.at;
        status = draft.status ?? status;
      }
      if (drafts.length > 0) runs.advance(run, { status, updatedAt, lastSeq, head });
      return run.lastSeq + 1;
    },
    fork(run) {
      const { from: sourceId, seq } = run.forked;
      const source = runs.stored(sourceId);
      const claim = runs.create(run);
      const copy = runs.held(claim);
      let { head, updatedAt, status } = copy;
      let copied = 0;
      while (copied < seq - 1) {
        const page = [...walk(source, copied + 1, Math.min(pageSize, seq - 1 - copied))];
        if (page.length === 0) throw corrupt(sourceId, copied + 1, 'is missing');
        for (const { row, body } of page) {
          const salt = nextSalt();
          head = chainHash(head, { runId: run.runId, seq: row.seq, type: row.type, at: row.at }, salt, body);
          add.run(copy.number, row.seq, row.type, row.at, row.codec, row.body, row.blob, salt, head);
          updatedAt = row.at;
          status = statusOf(sourceId, { row, body }) ?? status;
        }
        copied += page.length;
      }
      runs.advance(copy, { status, updatedAt, lastSeq: copied, head });
      return claim;
    },
    read(runId, fromSeq, limit) {
      return [...walk(runs.stored(runId), fromSeq, limit)].map(textOf);
    },
    verify(runId) {
      const run = runs.stored(runId);
      if (runs.planText(run.planHash) === null) throw corrupt(runId, 0, 'has lost its plan');
      let status: StoredRun['status'] = 'running';
      let updatedAt = run.createdAt;
      for (const checked of walk(run, 1, Number.MAX_SAFE_INTEGER)) {
        status = statusOf(runId, checked) ?? status;
        updatedAt = checked.row.at;
        const named = rawOf(runId, checked);
        if (named !== null && whole(runId, checked.row.seq, () => blobs.get(Buffer.from(named, 'hex'))) === null)
          throw corrupt(runId, checked.row.seq, "has lost the bytes of its server's answer");
      }
      if (status !== run.status || updatedAt !== run.updatedAt)
        throw corrupt(runId, run.lastSeq, 'does not say what its row says');
      return { events: run.lastSeq, head: Buffer.from(run.head).toString('hex') };
    },
  };
}

/** A row that fits into its chain, and its body's bytes. */
interface CheckedRow {
  readonly row: StoredEvent;
  readonly body: Uint8Array;
}

function textOf({ row, body }: CheckedRow): EventText {
  return { seq: row.seq, type: row.type, at: row.at, body: Buffer.from(body).toString('utf8') };
}

// Only these bodies need to be read as events.
function statusOf(runId: string, checked: CheckedRow): StoredRun['status'] | null {
  return checked.row.type.startsWith('run.') ? statusAfter(eventOf(runId, textOf(checked))) : null;
}

/** The blob that an event names beside its body. */
function rawOf(runId: string, checked: CheckedRow): string | null {
  if (checked.row.type !== 'model.failed') return null;
  const event = eventOf(runId, textOf(checked));
  return event.type === 'model.failed' ? (event.raw ?? null) : null;
}

/** A result that only an altered row keeps from being had: bytes that do not unpack, a text that is no text. */
function whole<Result>(runId: string, seq: number, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof LonglineError) throw corrupt(runId, seq, 'cannot be read');
    throw thrown;
  }
}

/** `journal.corrupt`, naming the first bad event; 0 is the run's own row. */
export function corrupt(runId: string, seq: number, what: string): LonglineError {
  return new LonglineError('journal.corrupt', `Event ${seq} of run ${runId} ${what}.`, {
    details: { runId, seq },
    action: 'Do not resume this run; restore the database from a backup, or start the run again.',
  });
}

/** The error for an event that would not follow the last one that is stored, such as one whose predecessor could not be stored. */
export function gap(runId: string, fromSeq: number, lastSeq: number): LonglineError {
  return new LonglineError('journal.gap', `Event ${fromSeq} of run ${runId} does not follow event ${lastSeq}.`, {
    details: { runId, seq: fromSeq },
  });
}
