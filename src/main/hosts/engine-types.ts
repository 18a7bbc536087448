// What a host gets from the engine: one object that starts, resumes, replays and answers the window's contract. Built in engine.ts.

import type { Host, WatchFrame } from '../../shared/api/table.ts';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import type { HumanQuestion } from '../drivers/hands.ts';
import type { Endpoints } from '../endpoints/registry.ts';
import type { Store } from '../store/store.ts';

export interface EngineOptions {
  readonly host: 'desktop' | 'browser' | 'cli';
  /** Opens the host's folder dialog; null when nothing was chosen. Absent where there is none. */
  readonly chooseFolder?: () => Promise<string | null>;
  /** Folders that a browser host offers for handles, by absolute path. */
  readonly roots?: readonly string[];
}

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
  /** Fixed time that tools see, as ISO text. */
  readonly now: string | null;
  readonly rehearsal: { readonly steps: number | null; readonly delayMs: number } | null;
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
  readonly status: 'done' | 'failed' | 'limited' | 'waiting' | 'interrupted';
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
  /** Recorded events from `fromSeq` on and live deltas, until the run ends or the signal aborts. */
  watch(fromSeq: number, signal: AbortSignal): AsyncIterable<WatchFrame>;
}

export interface Replayed {
  readonly events: number;
  /** Hash of the state that the journal leads to now; for a run that has not ended, of the state so far. */
  readonly stateHash: string;
  /** The one in the journal; null for a run that has not ended. */
  readonly recorded: string | null;
  readonly summary: RunSummary;
}

export interface Engine {
  readonly api: Host;
  /** The store, opened when it is first needed: what only checks and refuses must not leave a trace on disk. */
  store(): Promise<Store>;
  readonly catalog: Catalog;
  /** Cards of all kinds, structural ones first. */
  readonly cards: readonly KindCard[];
  readonly registry: Endpoints;
  /** Checks everything that can be checked before it writes anything. Errors: `document.*`, `input.*`, `endpoint.*`, `folder.unbound`, `run.price_unknown`, `storage.*`. */
  start(request: StartRequest, people?: People): Promise<LiveRun>;
  /** Errors: `journal.run_unknown`, `journal.run_owned`, `run.ended`, `run.diverged`. */
  resume(runId: string, people?: People): Promise<LiveRun>;
  /** Folds a journal offline; never touches the network. */
  replay(runId: string, onEvents?: (events: readonly RunEvent[]) => void): Promise<Replayed>;
  close(): Promise<void>;
}
