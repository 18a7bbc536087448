// What people see of a run: steps with reasoning and calls, states of nodes, usage and cost, evidence, and everything that guards, limits
// and people did to it. Only the shapes; the folds that fill them stand beside this file.

import { emptyLedger, type Ledger } from '../../cost/usage.ts';
import type { JsonObject } from '../../json/value.ts';
import type { Passage } from '../../tool/ports.ts';
import type {
  ContextStage,
  Guard,
  GuardAction,
  Limits,
  ModelBinding,
  QuestionPurpose,
  RecordedError,
  RunStatus,
  Verdict,
} from '../events.ts';
import { PersistentMap } from '../persistent-map.ts';
import { emptyPrefix, type PrefixReport, type PrefixState } from '../prefix-report.ts';
import type { Retention, RetentionState } from '../retention.ts';

export interface CallView {
  readonly index: number;
  readonly name: string;
  /** JSON text as the model wrote it, growing while it streams. */
  readonly arguments: string;
  readonly status: 'writing' | 'waiting' | 'running' | 'asking' | 'ok' | 'error';
  readonly outputs?: JsonObject;
  readonly error?: RecordedError;
  readonly startedAt?: number;
  readonly durationMs?: number;
  /** The earlier call of the step whose result this is. */
  readonly sharedWith?: number;
}

/** An attempt of a step that failed. */
export interface FailureView {
  readonly attempt: number;
  readonly verdict: Exclude<Verdict, 'final' | 'tool_calls'>;
  readonly error: RecordedError;
  readonly retryable: boolean;
  readonly raw: string | null;
}

export interface GuardView {
  readonly activation: string;
  readonly step: number;
  readonly guard: Guard;
  readonly count: number;
  readonly action: GuardAction;
  readonly message: string;
}

/** A shortening of a conversation before one of its steps. */
export interface ContextView {
  readonly activation: string;
  readonly step: number;
  readonly stage: ContextStage;
  /** How many results were hidden or messages left out. */
  readonly changed: number;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
}

export interface StepView {
  /** `ACTIVATION@STEP`; a summary before that step is `ACTIVATION@STEP~summary`. */
  readonly key: string;
  readonly activation: string;
  readonly step: number;
  readonly attempt: number;
  readonly last: boolean;
  readonly model: string;
  readonly status: 'thinking' | 'calling' | 'done' | 'retrying' | 'failed';
  /** `summary`: the model sums the conversation up before the step that follows. */
  readonly purpose: 'step' | 'summary';
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly firstTokenMs?: number;
  readonly reasoning: string;
  readonly content: string;
  readonly calls: readonly CallView[];
  readonly verdict?: Verdict;
  readonly error?: RecordedError;
  /** Every attempt that failed, also once another one has succeeded. */
  readonly failures: readonly FailureView[];
  readonly guards: readonly GuardView[];
  /** What holds the request up now; absent when nothing does. */
  readonly held?: { readonly reason: string; readonly until: number | null };
  /** Set aside for the attempt under way, in nano-USD; null when the price is unknown. */
  readonly reservedNanoUsd: number | null;
  /** All attempts of the step together. */
  readonly ledger: Ledger;
}

export interface NodeView {
  readonly status: 'running' | 'asking' | 'done' | 'failed';
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly steps: number;
  readonly ledger: Ledger;
  readonly outputs?: JsonObject;
  readonly error?: RecordedError;
}

export interface QuestionView {
  readonly effect: string;
  readonly activation: string;
  readonly question: string;
  readonly choices: readonly string[];
  readonly purpose: QuestionPurpose;
  /** For an approval: the exact call as canonical JSON (`{kind, version, params, input}`) and its SHA-256. */
  readonly exact: string | null;
  readonly exactSha256: string | null;
  readonly call: { readonly step: number; readonly index: number } | null;
}

export interface SteerView {
  /** null: every agent at work was told. */
  readonly activation: string | null;
  readonly text: string;
  readonly at: number;
  /** Key of the newest step at that time; null before any. */
  readonly step: string | null;
}

export interface ForkView {
  readonly from: string;
  /** The first step of the run's own, `ACTIVATION@STEP`. */
  readonly step: string;
  readonly seq: number;
  /** How many of the view's steps, from the first on, the other run took and paid. */
  readonly inherited: number;
}

export interface RunView {
  readonly runId: string;
  readonly title: string;
  readonly status: 'running' | 'paused' | 'waiting' | 'interrupted' | RunStatus;
  readonly reason: RecordedError | null;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly lastSeq: number;
  readonly inputs: JsonObject;
  readonly limits: Limits;
  readonly models: Readonly<Record<string, ModelBinding>>;
  /** True when every model of the run is the rehearsal endpoint, so that there is no model behind any answer. */
  readonly rehearsal: boolean;
  readonly steps: readonly StepView[];
  /** By activation. */
  readonly nodes: Readonly<Record<string, NodeView>>;
  readonly questions: readonly QuestionView[];
  readonly ledger: Ledger;
  /** Every passage that a tool returned, by id. */
  readonly evidence: Readonly<Record<string, Passage>>;
  readonly outputs: JsonObject;
  readonly stateHash: string | null;
  readonly guards: readonly GuardView[];
  readonly contextChanges: readonly ContextView[];
  /** What people told the models, in order. */
  readonly steers: readonly SteerView[];
  /** How much of the working time is used up: nearly (`soft`) or wholly (`hard`); null while there is plenty, or no limit. */
  readonly expired: 'soft' | 'hard' | null;
  /** Where the run parted from another one; what lies before was paid there. */
  readonly forked: ForkView | null;
  /** Whether servers kept what was sent to them, from token arithmetic; by activation. */
  readonly retention: Readonly<Record<string, Retention>>;
  /** Where the prefix cache was missed, why, and what that cost. */
  readonly prefix: PrefixReport;
  /** What the two fields before are folded from; nothing to look at. */
  readonly reports: { readonly retention: PersistentMap<RetentionState>; readonly prefix: PrefixState };
}

export const emptyRunView: RunView = {
  runId: '',
  title: '',
  status: 'running',
  reason: null,
  startedAt: 0,
  updatedAt: 0,
  lastSeq: 0,
  inputs: {},
  limits: { maxSteps: null, agentSteps: null, budgetNanoUsd: null },
  models: {},
  rehearsal: false,
  steps: [],
  nodes: {},
  questions: [],
  ledger: emptyLedger,
  evidence: {},
  outputs: {},
  stateHash: null,
  guards: [],
  contextChanges: [],
  steers: [],
  expired: null,
  forked: null,
  retention: {},
  prefix: emptyPrefix.report,
  reports: { retention: PersistentMap.empty(), prefix: emptyPrefix },
};
