// The state of a run: scopes (a pipeline being run), activations (a node firing in a scope), and what is due. Immutable and shared
// between versions; evolve.ts makes the next one from an event, due.ts reads what has to be done.

import { emptyLedger, type Ledger } from '../cost/usage.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { Sha256 } from '../pipeline/compile.ts';
import type { Plan, PlanNode, PlanTool } from '../pipeline/plan.ts';
import type { Passage } from '../tool/ports.ts';
import type { AppendList } from './append-list.ts';
import type { Conversation } from './context/conversation.ts';
import type { AskHumanEffect, CallPlace, CallToolEffect, EvaluateEffect, WaitEffect } from './effects.ts';
import type { Limits, ModelBinding, ModelCall, Outcome, RecordedError, RunEventOf, RunStatus } from './events.ts';
import type { GuardState } from './guards.ts';
import type { FailureCounts } from './retry.ts';
import { PersistentMap } from './persistent-map.ts';

/** A plan with the tables that a run looks things up in. */
export interface IndexedPlan {
  readonly plan: Plan;
  /** For every node the nodes that read it, once per wire. */
  readonly consumers: readonly (readonly number[])[];
}

/** Who is told when a scope has ended. */
export type ScopeOwner =
  | { readonly of: 'run' }
  | { readonly of: 'node'; readonly activation: string }
  | { readonly of: 'item'; readonly activation: string; readonly index: number }
  /** One of several independent attempts of an agent at its task. */
  | { readonly of: 'trajectory'; readonly activation: string; readonly index: number }
  | { readonly of: 'call'; readonly activation: string; readonly call: CallPlace };

export interface Scope {
  /** Prefix of the activations in it: empty, or ending with `/`. */
  readonly path: string;
  readonly plan: IndexedPlan;
  readonly inputs: JsonObject;
  readonly owner: ScopeOwner;
  /** Activations that have not ended yet. */
  readonly remaining: number;
  /** Something in it failed and its result is known: nothing more is begun in it. */
  readonly abandoned: boolean;
}

export interface CallState {
  readonly call: ModelCall;
  /** As the conversation names it. */
  readonly id: string;
  readonly tool: PlanTool | null;
  readonly outcome: Outcome | null;
  /** The earlier call of the step that asks for the same, and whose result this one gets. */
  readonly sharedWith: number | null;
}

export interface AgentState {
  /** Key of its model among the run's; another one after an escalation. */
  readonly model: string;
  readonly step: number;
  readonly attempt: number;
  /** Failed attempts of the step, by how they failed. */
  readonly failures: FailureCounts;
  /** What is sent: the log as far as the context policy still shows it. */
  readonly conversation: Conversation;
  /** Rolling: SHA-256 over the digest before and the message. */
  readonly digest: string;
  /** Calls of the step under way, in the model's order; empty while the model is asked. */
  readonly calls: readonly CallState[];
  /** Calls of all earlier steps. */
  readonly callsBefore: number;
  readonly passages: AppendList<Passage>;
  /** Tokens that the server counted for the last request and reply; null before any. An upper bound for what of them is still sent. */
  readonly countedTokens: number | null;
  /** UTF-8 bytes of what no usage has counted yet: a bound for its tokens. */
  readonly uncountedBytes: number;
  /** The likely tokens of the next request. */
  readonly likelyTokens: number;
  /** Tokens of the functions as they are sent, estimated. */
  readonly functionTokens: number;
  /** Counted tokens for each estimated one, as seen so far with this model. */
  readonly tokenRatio: number;
  /** The window as the server named it when it refused a request; null: as bound. */
  readonly windowTokens: number | null;
  /** The server refused the conversation as too long, and it has not been shortened since. */
  readonly overflow: boolean;
  /** Shortenings since the last reply. */
  readonly compactions: number;
  /** The positions that a summary under way will replace, and its text when it is there. */
  readonly summary: { readonly changed: readonly number[]; readonly text: string | null } | null;
  /** Whole results that the conversation shows in part, by ref. */
  readonly artifacts: PersistentMap<string>;
  readonly guard: GuardState;
  /** Guards of this step that still want something: to be recorded, or to be answered by a person. */
  readonly guardsOpen: number;
  /** What guards tell the model with the results of this step. */
  readonly reminders: readonly string[];
  /** What people tell the model before its next step. */
  readonly steers: readonly string[];
  /** A guard wants the next step to be the last. */
  readonly stopping: RecordedError | null;
  /** The model has been told that its reply was none. */
  readonly nudged: boolean;
  /** Set when the model has been told that this is the last step. */
  readonly last: RecordedError | null;
  readonly maxOutputTokens: number;
  readonly answer: string | null;
}

/** The trajectories of an agent, before it weighs their answers. */
export interface TrajectoriesState {
  readonly count: number;
  readonly opened: number;
  readonly ended: number;
  /** Why the last one that failed did. */
  readonly error: RecordedError | null;
}

export interface MapState {
  readonly items: readonly JsonValue[];
  readonly opened: number;
  readonly ended: number;
}

export interface Activation {
  readonly scope: string;
  readonly node: number;
  /** Wires into it whose source has not ended yet. */
  readonly unresolved: number;
  readonly status: 'pending' | 'active' | 'finished' | 'failed' | 'skipped';
  readonly outputs: JsonObject | null;
  readonly error: RecordedError | null;
  readonly agent: AgentState | null;
  readonly map: MapState | null;
  readonly trajectories: TrajectoriesState | null;
}

/** A model request that is due; budget and limits are worked out when it is asked for. */
export interface DueModel {
  readonly type: 'call-model';
  readonly id: string;
  readonly activation: string;
  readonly step: number;
  readonly attempt: number;
}

export interface DueEntry {
  readonly effect: EvaluateEffect | CallToolEffect | AskHumanEffect | WaitEffect | DueModel;
  /** Counts up: effects are offered in the order in which they became due. */
  readonly order: number;
  /** A request for it is in the journal. */
  readonly requested: boolean;
  /** Nano-USD set aside for a model request under way. */
  readonly reservedNanoUsd: number;
  /** Tokens set aside for it, input and output. */
  readonly reservedTokens: number;
}

export interface RunState {
  readonly root: IndexedPlan;
  readonly inner: ReadonlyMap<string, IndexedPlan>;
  readonly sha256: Sha256;
  readonly seq: number;
  readonly started: RunEventOf<'run.started'> | null;
  /** By key; those of the start, with what a fork replaced. */
  readonly models: Readonly<Record<string, ModelBinding>>;
  readonly limits: Limits;
  readonly paused: boolean;
  /** Ids of the messages of people that have been taken in. */
  readonly steered: PersistentMap<true>;
  /** Time of the last event; null while the run does not work. */
  readonly workingSince: number | null;
  readonly workedMs: number;
  /** Set when the limit of working time is nearly reached. */
  readonly timeUp: boolean;
  readonly scopes: PersistentMap<Scope>;
  readonly activations: PersistentMap<Activation>;
  readonly due: PersistentMap<DueEntry>;
  readonly dueCount: number;
  readonly ledger: Ledger;
  /** Tokens of all attempts; an attempt that nobody counted counts with all that was set aside for it. */
  readonly spentTokens: number;
  readonly steps: number;
  /** Set when nothing more may be begun. */
  readonly ending: { readonly status: RunStatus; readonly reason: RecordedError } | null;
  /** The limit that cut an agent short which still gave an answer. */
  readonly limited: RecordedError | null;
  readonly complete: boolean;
  readonly finished: RunEventOf<'run.finished'> | null;
}

/** A state being made: its parts can be replaced, and activations that are free to run are noted until advance.ts begins them. */
export type Draft = { -readonly [Key in keyof RunState]: RunState[Key] } & { readonly ready: string[] };

/** No limit but those of the agents. */
export const noLimits: Limits = { maxSteps: null, agentSteps: null, budgetNanoUsd: null };

/** The state of a run of which nothing has happened yet. */
export function initialState(plan: Plan, sha256: Sha256): RunState {
  return {
    root: indexPlan(plan),
    inner: new Map(Object.entries(plan.plans).map(([hash, inner]) => [hash, indexPlan(inner)])),
    sha256,
    seq: 0,
    started: null,
    models: {},
    limits: noLimits,
    paused: false,
    steered: PersistentMap.empty(),
    workingSince: null,
    workedMs: 0,
    timeUp: false,
    scopes: PersistentMap.empty(),
    activations: PersistentMap.empty(),
    due: PersistentMap.empty(),
    dueCount: 0,
    ledger: emptyLedger,
    spentTokens: 0,
    steps: 0,
    ending: null,
    limited: null,
    complete: false,
    finished: null,
  };
}

/** The plan node behind an activation. */
export function nodeOf(state: RunState, activation: Activation): PlanNode {
  const node = state.scopes.get(activation.scope)?.plan.plan.nodes[activation.node];
  if (node === undefined) throw new Error(`no node ${activation.node} in scope "${activation.scope}"`);
  return node;
}

/** An activation that must exist. */
export function activationAt(state: RunState, path: string): Activation {
  const activation = state.activations.get(path);
  if (activation === undefined) throw new Error(`no activation "${path}"`);
  return activation;
}

/** A plan with its tables. */
export function indexPlan(plan: Plan): IndexedPlan {
  const consumers: number[][] = plan.nodes.map(() => []);
  plan.nodes.forEach((node, index) => {
    for (const input of node.inputs) for (const source of input.sources) consumers[source.node]?.push(index);
  });
  return { plan, consumers };
}
