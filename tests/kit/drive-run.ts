// Starts, drives and resumes runs of test pipelines over any journal with scripted hands.

import { drive, type DriveResult, type Inbox } from '../../src/main/drivers/drive.ts';
import type { Journal } from '../../src/main/drivers/journal.ts';
import { foldRun } from '../../src/main/drivers/replay.ts';
import type { JsonObject } from '../../src/shared/json/value.ts';
import type { CompiledPlan } from '../../src/shared/pipeline/compile.ts';
import { evolve } from '../../src/shared/run/evolve.ts';
import type { Limits, LivePiece, ModelBinding, RunEvent } from '../../src/shared/run/events.ts';
import { initialState } from '../../src/shared/run/state.ts';
import type { ScriptedHands } from './scripted-hands.ts';
import { sha256, testModel } from './pipelines.ts';

export interface TestRun {
  readonly journal: Journal;
  readonly compiled: CompiledPlan;
  readonly hands: ScriptedHands;
  readonly inputs?: JsonObject;
  readonly limits?: Partial<Limits>;
  readonly model?: Partial<ModelBinding>;
  /** Further models by key. */
  readonly models?: Readonly<Record<string, ModelBinding>>;
  readonly runId?: string;
  /** Whether calls that reach outside wait for a person; here they do not unless a test says so. */
  readonly approvals?: 'ask' | 'allow';
  readonly signal?: AbortSignal;
  readonly onEvents?: (events: readonly RunEvent[]) => void;
  readonly inbox?: Inbox;
  readonly onDelta?: (piece: LivePiece) => void;
}

/** Creates a run and drives it to its end. */
export async function startRun(test: TestRun): Promise<DriveResult> {
  const { journal, compiled, hands } = test;
  const runId = test.runId ?? 'run-1';
  const claim = await journal.create({
    runId,
    pipelineId: null,
    title: compiled.plan.title,
    planHash: compiled.hash,
    plan: compiled.plan,
    bindings: {},
    createdAt: hands.now(),
  });
  const [started] = await journal.append(claim, [
    {
      type: 'run.started',
      at: hands.now(),
      machine: 2,
      program: 'longline/test',
      title: compiled.plan.title,
      planHash: compiled.hash,
      documentHash: compiled.hash,
      inputs: test.inputs ?? {},
      limits: { maxSteps: null, agentSteps: null, budgetNanoUsd: null, ...test.limits },
      models: { '/': { ...testModel, ...test.model }, ...test.models },
      now: null,
      approvals: test.approvals ?? 'allow',
    },
  ]);
  if (started === undefined) throw new Error('nothing was appended');
  test.onEvents?.([started]);
  const state = evolve(initialState(compiled.plan, sha256), started);
  return drive({ ...driveOptions(test), claim, state });
}

/** Takes a run over and drives it on. */
export async function resumeRun(test: TestRun): Promise<DriveResult> {
  const { journal, hands } = test;
  const runId = test.runId ?? 'run-1';
  const claim = await journal.claim(runId);
  const before = await foldRun(journal, runId, sha256);
  if (before.finished !== null) return { end: 'finished', state: before };
  const [resumed] = await journal.append(claim, [{ type: 'run.resumed', at: hands.now() }]);
  if (resumed === undefined) throw new Error('nothing was appended');
  return drive({ ...driveOptions(test), claim, state: evolve(before, resumed) });
}

function driveOptions(test: TestRun) {
  return {
    journal: test.journal,
    hands: test.hands,
    bindings: {},
    signal: test.signal ?? new AbortController().signal,
    onEvents: test.onEvents ?? (() => undefined),
    onDelta: test.onDelta ?? (() => undefined),
    ...(test.inbox === undefined ? {} : { inbox: test.inbox }),
  };
}
