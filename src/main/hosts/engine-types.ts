// What a host gets from the engine: one object that starts, resumes, replays and answers the window's contract. Built in engine.ts.

import type { Host, RunEstimate, WatchFrame } from '../../shared/api/table.ts';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import type { RunPart } from '../../shared/pipeline/part.ts';
import type { RunDiff } from '../../shared/run/diff.ts';
import type { Limits, RunEvent } from '../../shared/run/events.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import type { HumanQuestion } from '../drivers/hands.ts';
import type { Regression } from '../drivers/regress.ts';
import type { Endpoints } from '../endpoints/registry.ts';
import type { RunCommand } from '../store/commands.ts';
import type { Store } from '../store/store.ts';

export interface EngineOptions {
  readonly host: 'desktop' | 'browser' | 'cli';
  /** Opens the host's folder dialog; null when nothing was chosen. Absent where there is none. */
  readonly chooseFolder?: () => Promise<string | null>;
  /** Folders that a browser host offers for handles, by absolute path. */
  readonly roots?: readonly string[];
}

export type { Regression };

/** Answers questions of runs; null when there is nobody to ask. */
export type People = (question: HumanQuestion, signal: AbortSignal) => Promise<JsonValue | null>;

export interface StartRequest {
  readonly document: PipelineDocument;
  /** Library id, `sample:NAME`, or null for a loose file. */
  readonly pipelineId: string | null;
  /** Absolute paths by handle name. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly inputs: JsonObject;
  /** Name or URL; null: the pipeline's choice, else the rehearsal endpoint. */
  readonly endpoint: string | null;
  readonly model: string | null;
  readonly maxSteps: number | null;
  readonly budgetUsd: number | null;
  /** Tokens of the whole run tree; absent or null: no limit. */
  readonly maxTokens?: number | null;
  /** Working time of the run; absent or null: no limit. */
  readonly maxWallMs?: number | null;
  /** Whether calls that reach outside wait for a person; absent: they do. */
  readonly approvals?: 'ask' | 'allow';
  /** Fixed time that tools see, as ISO text. */
  readonly now: string | null;
  readonly rehearsal: { readonly steps: number | null; readonly delayMs: number } | null;
  /** What of the document runs; inputs that it does not need are passed over. Absent or null: all of it. */
  readonly part?: RunPart | null;
}

export interface RunEnd {
  readonly runId: string;
  readonly end: 'finished' | 'waiting' | 'interrupted';
  readonly lastSeq: number;
  /** The closing line of `run --json`: the recorded run.finished, or a summary with status `waiting` or `interrupted`. */
  readonly summary: RunSummary;
}

export interface RunSummary {
  readonly runId: string;
  readonly seq: number;
  readonly type: 'run.finished';
  readonly status: 'done' | 'failed' | 'limited' | 'waiting' | 'paused' | 'interrupted';
  readonly reason: { readonly code: string; readonly message: string; readonly action?: string | undefined } | null;
  readonly outputs: JsonObject;
  readonly usage: Readonly<Record<string, number | null>>;
  readonly costNanoUsd: { readonly low: number; readonly high: number } | null;
  readonly steps: number;
  readonly stateHash: string;
}

export interface LiveRun {
  readonly runId: string;
  /** Rejects with `storage.*`, `journal.*` or `run.no_progress`; a run that failed by itself ends normally with status `failed`. */
  readonly done: Promise<RunEnd>;
  /** Ends what is under way and records that the run was interrupted; `done` resolves. */
  interrupt(): void;
  /** Gives the run a command, as another process would through the store. */
  command(command: RunCommand): void;
  /**
   * Recorded events from `fromSeq` on and live pieces, until the run ends or the signal aborts; with `events`, of live pieces only what
   * holds requests up.
   */
  watch(fromSeq: number, signal: AbortSignal, wants?: 'events' | 'everything'): AsyncIterable<WatchFrame>;
}

export interface Replayed {
  readonly events: number;
  /** Hash of the state that the journal leads to now; for a run that has not ended, of the state so far. */
  readonly stateHash: string;
  /** The one in the journal; null for a run that has not ended. */
  readonly recorded: string | null;
  readonly summary: RunSummary;
}

export interface ForkRequest {
  readonly runId: string;
  /** `STEP` (counted over the run) or `ACTIVATION@STEP`: the first step that is not shared. */
  readonly step: string;
  readonly endpoint: string | null;
  readonly model: string | null;
  /** Changed params by node id, `SCOPE/NODE` within inner pipelines. */
  readonly params: Readonly<Record<string, JsonObject>>;
  /** null: those of the run. */
  readonly limits: Limits | null;
}

export interface Engine {
  readonly api: Host;
  /** The store, opened when it is first needed: what only checks and refuses must not leave a trace on disk. */
  store(): Promise<Store>;
  readonly catalog: Catalog;
  /** Cards of all kinds, structural ones first. */
  readonly cards: readonly KindCard[];
  readonly registry: Endpoints;
  /** Checks everything that can be checked before it writes anything. Errors: `document.*`, `part.*`, `input.*`, `endpoint.*`, `folder.unbound`, `run.price_unknown`, `storage.*`. */
  start(request: StartRequest, people?: People): Promise<LiveRun>;
  /** Errors: `journal.run_unknown`, `journal.run_owned`, `run.ended`, `run.diverged`. */
  resume(runId: string, people?: People): Promise<LiveRun>;
  /**
   * Folds a journal offline; never touches the network. With `to` (`STEP` or `ACTIVATION@STEP`) only what came before that step's end.
   * Errors: `run.no_step`, `run.diverged`, `journal.*`.
   */
  replay(runId: string, onEvents?: (events: readonly RunEvent[]) => void, to?: string): Promise<Replayed>;
  /**
   * Gives a run a command, wherever it is driven. Of a run that nobody drives, answers, messages and limits wait for whoever resumes it;
   * the rest is `run.not_running`. Errors: `journal.run_unknown`, `run.ended`, `run.not_running`, `run.price_unknown`, `run.no_agent`.
   */
  command(runId: string, command: RunCommand): Promise<void>;
  /** Errors: `run.no_step`, `run.fork_param`, `endpoint.*`, `journal.*`. */
  fork(request: ForkRequest, people?: People): Promise<LiveRun>;
  /** Aligns two runs by what they did. */
  diff(left: string, right: string): Promise<RunDiff>;
  /** Folds a stored run against an edited pipeline and says where it first differs. Offline. Errors: `document.*`, `journal.*`. */
  regress(runId: string, document: PipelineDocument): Promise<Regression>;
  /** Walks chain and blobs. Errors: `journal.corrupt`, `journal.run_unknown`. */
  verify(runId: string): Promise<{ readonly events: number; readonly head: string }>;
  /** What a start would cost. Errors: as for `start`. */
  estimate(request: StartRequest): Promise<RunEstimate>;
  close(): Promise<void>;
}
