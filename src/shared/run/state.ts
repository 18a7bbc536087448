// The state of a run: scopes (a pipeline being run), activations (a node firing in a scope), and what is due. Immutable and shared
// between versions; evolve.ts makes the next one from an event, due.ts reads what has to be done.

import { emptyLedger, type Ledger, type Usage } from '../cost/usage.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { Sha256 } from '../pipeline/compile.ts';
import type { Plan, PlanNode, PlanTool } from '../pipeline/plan.ts';
import type { Passage } from '../tool/ports.ts';
import type { AppendList } from './append-list.ts';
import type { AskHumanEffect, CallPlace, CallToolEffect, EvaluateEffect, WaitEffect } from './effects.ts';
import type { ModelCall, Outcome, RecordedError, RunEventOf, RunStatus } from './events.ts';
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
}

export interface AgentState {
  readonly step: number;
  readonly attempt: number;
  /** Failed attempts of the step in a row, by what they ask for. */
  readonly failures: number;
  readonly messages: AppendList<string>;
  /** Rolling: SHA-256 over the digest before and the message. */
  readonly digest: string;
  /** Calls of the step under way, in the model's order; empty while the model is asked. */
  readonly calls: readonly CallState[];
  /** Calls of all earlier steps. */
  readonly callsBefore: number;
  readonly passages: AppendList<Passage>;
  readonly lastUsage: Usage | null;
  /** UTF-8 bytes of messages that no usage has counted yet: a bound for their tokens. */
  readonly uncountedBytes: number;
  /** Set when the model has been told that this is the last step. */
  readonly last: RecordedError | null;
  readonly maxOutputTokens: number;
  readonly answer: string | null;
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
}

export interface RunState {
  readonly root: IndexedPlan;
  readonly inner: ReadonlyMap<string, IndexedPlan>;
  readonly sha256: Sha256;
  readonly seq: number;
  readonly started: RunEventOf<'run.started'> | null;
  readonly scopes: PersistentMap<Scope>;
  readonly activations: PersistentMap<Activation>;
  readonly due: PersistentMap<DueEntry>;
  readonly dueCount: number;
  readonly ledger: Ledger;
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

/** The state of a run of which nothing has happened yet. */
export function initialState(plan: Plan, sha256: Sha256): RunState {
  return {
    root: indexPlan(plan),
    inner: new Map(Object.entries(plan.plans).map(([hash, inner]) => [hash, indexPlan(inner)])),
    sha256,
    seq: 0,
    started: null,
    scopes: PersistentMap.empty(),
    activations: PersistentMap.empty(),
    due: PersistentMap.empty(),
    dueCount: 0,
    ledger: emptyLedger,
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

function indexPlan(plan: Plan): IndexedPlan {
  const consumers: number[][] = plan.nodes.map(() => []);
  plan.nodes.forEach((node, index) => {
    for (const input of node.inputs) for (const source of input.sources) consumers[source.node]?.push(index);
  });
  return { plan, consumers };
}
