// A journal in memory that can be told to die: after that many events nothing is stored any more and every call fails, as if the
// process had been killed. What had been stored is there for a survivor.

import type { Claim, Journal, NewRun, RunRow } from '../../src/main/drivers/journal.ts';
import { LonglineError } from '../../src/shared/errors.ts';
import type { EventDraft, RunEvent } from '../../src/shared/run/events.ts';
import { sha256 } from './pipelines.ts';

interface StoredRun {
  readonly run: NewRun;
  epoch: number;
  held: boolean;
  events: RunEvent[];
}

export interface MemoryJournal extends Journal {
  /** A journal with what had been stored, owned by nobody. */
  survivor(): MemoryJournal;
}

/** A journal without runs. `dieAfterAppends`: how many events are stored before it dies. */
export function memoryJournal(options: { readonly dieAfterAppends?: number } = {}, kept = new Map<string, StoredRun>()): MemoryJournal {
  const blobs = new Map<string, Uint8Array>();
  let left = options.dieAfterAppends ?? Infinity;
  const dead = () => new LonglineError('storage.unavailable', 'The journal has died.');
  const stored = (runId: string): StoredRun => {
    const run = kept.get(runId);
    if (run === undefined) throw new LonglineError('journal.run_unknown', `There is no run ${runId}.`);
    return run;
  };
  const held = ({ runId, epoch }: Claim): StoredRun => {
    const run = stored(runId);
    if (run.epoch !== epoch || !run.held) throw new LonglineError('journal.claim_lost', `Somebody else drives run ${runId}.`);
    return run;
  };
  return {
    async create(run) {
      if (left <= 0) throw dead();
      if (kept.has(run.runId)) throw new LonglineError('journal.run_exists', `There is a run ${run.runId} already.`);
      kept.set(run.runId, { run, epoch: 1, held: true, events: [] });
      return { runId: run.runId, epoch: 1 };
    },
    async claim(runId) {
      const run = stored(runId);
      if (run.held) throw new LonglineError('journal.run_owned', `Run ${runId} is being driven.`);
      run.epoch += 1;
      run.held = true;
      return { runId, epoch: run.epoch };
    },
    async renew(claim) {
      held(claim);
    },
    async release(claim) {
      held(claim).held = false;
    },
    async append(claim, drafts: readonly EventDraft[]) {
      const run = held(claim);
      const events = drafts.map((draft, index): RunEvent => ({ runId: claim.runId, seq: run.events.length + index + 1, ...draft }));
      // All or none, as one transaction would have it.
      if (left < events.length) {
        left = 0;
        throw dead();
      }
      left -= events.length;
      run.events.push(...(JSON.parse(JSON.stringify(events)) as RunEvent[]));
      return events;
    },
    async read(runId, fromSeq, limit = Infinity) {
      return stored(runId).events.slice(fromSeq - 1, fromSeq - 1 + limit);
    },
    async verify(runId) {
      const { events } = stored(runId);
      return { events: events.length, head: sha256(JSON.stringify(events)) };
    },
    async run(runId) {
      const run = kept.get(runId);
      return run === undefined ? null : rowOf(run);
    },
    async runs(limit) {
      return [...kept.values()].map(rowOf).toReversed().slice(0, limit);
    },
    async plan(planHash) {
      return [...kept.values()].find(({ run }) => run.planHash === planHash)?.run.plan ?? null;
    },
    async putBlob(bytes) {
      const hash = sha256(Buffer.from(bytes).toString('latin1'));
      blobs.set(hash, bytes);
      return hash;
    },
    async blob(hash) {
      return blobs.get(hash) ?? null;
    },
    survivor: () => memoryJournal({}, new Map([...kept].map(([id, run]) => [id, { ...run, held: false, events: [...run.events] }]))),
  };
}

function rowOf({ run, events }: StoredRun): RunRow {
  const { runId, pipelineId, title, planHash, createdAt, bindings } = run;
  const last = events.findLast((event) => event.type.startsWith('run.'));
  const status = last?.type === 'run.finished' ? last.status : last?.type === 'run.suspended' ? last.reason : 'running';
  return { runId, pipelineId, title, planHash, status, createdAt, updatedAt: events.at(-1)?.at ?? createdAt, lastSeq: events.length, bindings };
}
