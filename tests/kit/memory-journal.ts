// A journal in memory that keeps the promises of tests/promises/journal.ts and can die: after a number of appends every call fails, as
// when a process is killed, and `survivor` is what another process then finds. What is kept is text, as on a disk.

import { LonglineError } from '../../src/shared/errors.ts';
import { canonicalJson } from '../../src/shared/json/canonical.ts';
import type { Plan } from '../../src/shared/pipeline/plan.ts';
import type { EventDraft, RunEvent } from '../../src/shared/run/events.ts';
import type { Claim, Journal, NewRun, RunRow } from '../../src/main/drivers/journal.ts';
import { chainHash, chainOrigin, sha256Hex } from '../../src/main/store/chain.ts';
import { draftText, type DraftText, eventOf, numbered } from '../../src/main/store/event-text.ts';
import { corrupt, gap } from '../../src/main/store/journal.ts';
import { claimLost, planMismatch, runExists, runUnknown } from '../../src/main/store/runs.ts';

export interface MemoryJournalOptions {
  /** So many appends are stored; the next one fails, and everything after it. */
  readonly dieAfterAppends?: number;
  /** With `dieAfterAppends`: the last of them is stored but never answered. */
  readonly dieBeforeAnswer?: boolean;
}

export interface MemoryJournal extends Journal {
  /** What another process finds after this one was killed, which it is from now on. */
  survivor(options?: MemoryJournalOptions): MemoryJournal;
  /** Another owner of the same runs. */
  rival(): MemoryJournal;
  /** Lets the time of every lease run out. */
  expireLeases(): void;
  /** Whether it has died. */
  isDead(): boolean;
}

interface KeptRun {
  readonly run: Omit<NewRun, 'plan'>;
  readonly rows: { readonly text: DraftText; readonly hash: Uint8Array }[];
  epoch: number;
  owner: object | null;
  leased: boolean;
}

interface Kept {
  readonly runs: Map<string, KeptRun>;
  readonly plans: Map<string, string>;
  readonly blobs: Map<string, Uint8Array>;
}

/** An empty journal; with options, one that will die. */
export function memoryJournal(options: MemoryJournalOptions = {}): MemoryJournal {
  return journalOver({ runs: new Map(), plans: new Map(), blobs: new Map() }, options);
}

const noSalt = new Uint8Array(0);

function journalOver(kept: Kept, options: MemoryJournalOptions): MemoryJournal {
  const me = {};
  let appends = 0;
  let dead = false;

  const alive = () => {
    if (dead) throw new LonglineError('storage.unavailable', 'The journal has died.', { action: 'Ask its survivor.' });
  };
  const known = (runId: string): KeptRun => {
    const found = kept.runs.get(runId);
    if (found === undefined) throw runUnknown(runId);
    return found;
  };
  const held = (claim: Claim): KeptRun => {
    const found = kept.runs.get(claim.runId);
    if (found === undefined || found.epoch !== claim.epoch || found.owner !== me) throw claimLost(claim.runId);
    return found;
  };
  const hold = (found: KeptRun): Claim => {
    found.epoch += 1;
    found.owner = me;
    found.leased = true;
    return { runId: found.run.runId, epoch: found.epoch };
  };

  const added = ({ plan, ...run }: NewRun): Claim => {
    const planText = canonicalJson(plan);
    if (sha256Hex(planText) !== run.planHash) throw planMismatch(run.planHash);
    if (kept.runs.has(run.runId)) throw runExists(run.runId);
    kept.plans.set(run.planHash, planText);
    const found: KeptRun = { run: structuredClone(run), rows: [], epoch: 0, owner: null, leased: false };
    kept.runs.set(run.runId, found);
    return hold(found);
  };

  return {
    async create(run) {
      alive();
      return added(run);
    },
    async fork({ plan, ...run }) {
      alive();
      const { from, seq } = run.forked;
      const source = known(from);
      const claim = added({ plan, ...run });
      const { rows, run: copy } = held(claim);
      for (const { text } of source.rows.slice(0, seq - 1))
        rows.push({ text, hash: chained(copy, rows, rows.length + 1, text) });
      return claim;
    },
    async claim(runId) {
      alive();
      const found = known(runId);
      if (found.owner !== null && found.leased) {
        throw new LonglineError('journal.run_owned', `The run ${runId} is being driven elsewhere.`, {
          details: { runId },
        });
      }
      return hold(found);
    },
    async renew(claim) {
      alive();
      held(claim).leased = true;
    },
    async release(claim) {
      alive();
      const found = kept.runs.get(claim.runId);
      if (found !== undefined && found.epoch === claim.epoch && found.owner === me) found.owner = null;
    },
    async append(claim, drafts, fromSeq) {
      alive();
      const texts = drafts.map((draft: EventDraft) => draftText(draft));
      if (appends === options.dieAfterAppends) dead = true;
      alive();
      const { rows, run } = held(claim);
      const firstSeq = rows.length + 1;
      if (fromSeq !== undefined && fromSeq !== firstSeq) throw gap(claim.runId, fromSeq, rows.length);
      for (const text of texts) rows.push({ text, hash: chained(run, rows, rows.length + 1, text) });
      held(claim).leased = true;
      appends += 1;
      if (options.dieBeforeAnswer === true && appends === options.dieAfterAppends) dead = true;
      alive();
      return numbered(run.runId, firstSeq, drafts);
    },
    async read(runId, fromSeq, limit = Number.MAX_SAFE_INTEGER): Promise<readonly RunEvent[]> {
      alive();
      const from = Math.max(1, fromSeq);
      const rows = known(runId).rows.slice(from - 1, from - 1 + Math.max(0, limit));
      return rows.map(({ text }, index) => eventOf(runId, { ...text, seq: from + index }));
    },
    async verify(runId) {
      alive();
      const { run, rows } = known(runId);
      rows.forEach(({ text, hash }, index) => {
        if (!chained(run, rows, index + 1, text).equals(hash))
          throw corrupt(runId, index + 1, 'is not what was recorded');
      });
      return { events: rows.length, head: Buffer.from(rows.at(-1)?.hash ?? chainOrigin(run)).toString('hex') };
    },
    async run(runId) {
      alive();
      const found = kept.runs.get(runId);
      return found === undefined ? null : rowOf(found);
    },
    async runs(limit) {
      alive();
      const newest = [...kept.runs.values()].toReversed().toSorted((a, b) => b.run.createdAt - a.run.createdAt);
      return newest.slice(0, Math.max(0, limit)).map(rowOf);
    },
    async plan(planHash) {
      alive();
      const text = kept.plans.get(planHash);
      return text === undefined ? null : (JSON.parse(text) as Plan);
    },
    async putBlob(bytes) {
      alive();
      const hash = sha256Hex(bytes);
      if (!kept.blobs.has(hash)) kept.blobs.set(hash, new Uint8Array(bytes));
      return hash;
    },
    async blob(hash) {
      alive();
      const bytes = kept.blobs.get(hash);
      return bytes === undefined ? null : new Uint8Array(bytes);
    },
    survivor(next = {}) {
      dead = true;
      const copies = [...kept.runs].map(([id, found]): [string, KeptRun] => [
        id,
        { ...found, rows: [...found.rows], owner: null },
      ]);
      return journalOver({ runs: new Map(copies), plans: new Map(kept.plans), blobs: new Map(kept.blobs) }, next);
    },
    rival: () => journalOver(kept, {}),
    expireLeases() {
      for (const found of kept.runs.values()) found.leased = false;
    },
    isDead: () => dead,
  };
}

function chained(run: KeptRun['run'], rows: KeptRun['rows'], seq: number, text: DraftText): Buffer {
  const previous = rows[seq - 2]?.hash ?? chainOrigin(run);
  return chainHash(previous, { runId: run.runId, seq, type: text.type, at: text.at }, noSalt, Buffer.from(text.body));
}

function rowOf({ run, rows }: KeptRun): RunRow {
  const status = rows.findLast(({ text }) => text.status !== null)?.text.status ?? 'running';
  const { runId, pipelineId, title, planHash, createdAt, bindings, forked = null } = run;
  const updatedAt = rows.at(-1)?.text.at ?? createdAt;
  return { runId, pipelineId, title, planHash, status, createdAt, updatedAt, lastSeq: rows.length, bindings, forked };
}
