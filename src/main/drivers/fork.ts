// Forking: a new run that shares everything before a step of another one, and pays only from there. The events are copied, so that each
// run can be read, verified and removed by itself; run.forked says where the new one begins and what it changes.

import type { Sha256 } from '../../shared/pipeline/compile.ts';
import type { JsonObject } from '../../shared/json/value.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import { evolve } from '../../shared/run/evolve.ts';
import type { EventDraft, Limits, ModelBinding } from '../../shared/run/events.ts';
import type { RunState } from '../../shared/run/state.ts';
import { findStep, nameOf, type StepPlace } from './find-step.ts';
import { firstEpoch, unknownRun, type Claim, type Journal, type RunRow } from './journal.ts';
import { foldRun, planOf } from './replay.ts';

/** The place where a run is about to part from another one. */
export interface ForkPoint {
  readonly row: RunRow;
  readonly plan: Plan;
  readonly place: StepPlace;
  /** The run as it was before the step. */
  readonly state: RunState;
}

/** What a fork changes from its first event of its own on. */
export interface ForkChanges {
  /** Models that are replaced or added, by key. */
  readonly models: Readonly<Record<string, ModelBinding>>;
  /** By node id, `SCOPE/NODE` within inner pipelines. */
  readonly params: Readonly<Record<string, JsonObject>>;
  readonly limits: Limits;
}

export interface NewFork {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Finds the step and checks the run's chain and blobs: a fork of a damaged run would hide the damage. `step` as findStep takes it.
 * Errors: `run.no_step`, `run.diverged`, `journal.corrupt`, `journal.run_unknown`.
 */
export async function forkPoint(journal: Journal, runId: string, step: string, sha256: Sha256): Promise<ForkPoint> {
  const row = await journal.run(runId);
  if (row === null) throw unknownRun(runId);
  await journal.verify(runId);
  const place = await findStep(journal, runId, step);
  const state = await foldRun(journal, runId, sha256, { toSeq: place.firstSeq - 1 });
  return { row, plan: await planOf(journal, runId), place, state };
}

/**
 * Stores the new run, claimed by the caller, and gives back its state. All or nothing: no crash leaves a copy that does not know what it
 * is. Errors: `storage.*`, `journal.*`.
 */
export async function forkRun(
  journal: Journal,
  { row, plan, place, state }: ForkPoint,
  { models, params, limits }: ForkChanges,
  { runId, at }: NewFork,
): Promise<{ readonly claim: Claim; readonly state: RunState }> {
  const { runId: from, pipelineId, title, planHash, bindings } = row;
  const forked: EventDraft = {
    type: 'run.forked',
    at,
    from,
    fromSeq: place.firstSeq,
    step: nameOf(place),
    models: { ...models },
    params: { ...params },
    limits,
  };
  // Asked for in one tick and so stored as one.
  const [claim, events] = await Promise.all([
    journal.fork({
      runId,
      pipelineId,
      title,
      planHash,
      plan,
      bindings,
      createdAt: at,
      forked: { from, seq: place.firstSeq },
    }),
    journal.append({ runId, epoch: firstEpoch }, [forked]),
  ]);
  return { claim, state: events.reduce(evolve, state) };
}
