// What a run needs done next. Effects are derived from state and never stored; their ids are deterministic, so that a journal entry
// can name the effect it answers and a repeated call can carry the same id.

import type { JsonObject } from '../json/value.ts';
import type { EffectClass, Reach } from '../tool/kind.ts';
import type { PortSpec } from '../tool/ports.ts';
import type { PlanTool } from '../pipeline/plan.ts';
import type { Guard, GuardAction, ContextStage, QuestionPurpose, RecordedError, RunStatus } from './events.ts';

/** A call of a step, counted from 0. */
export interface CallPlace {
  readonly step: number;
  readonly index: number;
}

interface EffectBase {
  readonly id: string;
  readonly activation: string;
}

/** Computed by shared code (evaluate.ts) and recorded; touches nothing outside. */
export interface EvaluateEffect extends EffectBase {
  readonly type: 'evaluate';
  readonly what:
    | { readonly of: 'node' }
    /** A call that cannot run (unknown tool, invalid arguments), or whose pipeline has ended. */
    | { readonly of: 'call'; readonly call: CallPlace; readonly error: RecordedError | null }
    /** A call that asks for the same as an earlier one of its step, and gets its result. */
    | { readonly of: 'shared'; readonly call: CallPlace; readonly with: number }
    /** The model pages through a result that it was shown in part. */
    | { readonly of: 'artifact'; readonly call: CallPlace; readonly input: JsonObject }
    | {
        readonly of: 'guard';
        readonly step: number;
        readonly guard: Guard;
        readonly count: number;
        readonly action: GuardAction;
        readonly message: string;
      }
    | {
        readonly of: 'context';
        readonly step: number;
        readonly stage: ContextStage;
        readonly changed: readonly number[];
      }
    | { readonly of: 'limit'; readonly error: RecordedError };
}

export interface CallModelEffect extends EffectBase {
  readonly type: 'call-model';
  readonly step: number;
  readonly attempt: number;
  /** Key into the run's models. */
  readonly model: string;
  readonly messages: readonly string[];
  readonly count: number;
  readonly digest: string;
  readonly tools: readonly PlanTool[];
  readonly last: boolean;
  /** Why it is the last, where the model learns it with this request. */
  readonly lastReason: RecordedError | null;
  readonly purpose: 'step' | 'summary';
  /** Functions whose arguments may be repaired when they are no JSON. */
  readonly repair: readonly string[];
  readonly maxOutputTokens: number;
  readonly reservedNanoUsd: number | null;
}

/** Something that a call reads or changes, by a name that is the same for all who mean the same thing. */
export interface Access {
  readonly mode: 'read' | 'write';
  readonly resource: string;
}

export interface CallToolEffect extends EffectBase {
  readonly type: 'call-tool';
  readonly call: CallPlace | null;
  readonly kind: string;
  readonly version: number;
  readonly params: JsonObject;
  readonly input: JsonObject;
  readonly outputs: readonly PortSpec[];
  readonly effect: EffectClass;
  readonly reach: Reach;
  readonly timeoutMs: number | null;
  /** A call waits for earlier ones that it conflicts with: two that touch one resource, one of them to change it. */
  readonly accesses: readonly Access[];
}

export interface AskHumanEffect extends EffectBase {
  readonly type: 'ask-human';
  readonly call: CallPlace | null;
  readonly question: string;
  readonly choices: readonly string[];
  /** The port that gets the answer. */
  readonly port: string;
  readonly purpose: QuestionPurpose;
  /** Which guard asks, for that purpose. */
  readonly guard: Guard | null;
  /** For an approval: the call that runs when it is given, and the exact bytes that the person sees. */
  readonly approves: { readonly effect: CallToolEffect; readonly exact: string; readonly exactSha256: string } | null;
  /** Set when the question is whether this interrupted call had happened; the answer `again` makes it due once more. */
  readonly doubted: CallToolEffect | null;
}

export interface WaitEffect extends EffectBase {
  readonly type: 'wait';
  readonly delayMs: number;
  /** Set for the limit of working time: the wait is answered by `time.expired`, and alone it keeps no run from waiting for a person. */
  readonly phase: 'soft' | 'hard' | null;
}

export interface FinishEffect extends EffectBase {
  readonly type: 'finish';
  readonly status: RunStatus;
  readonly reason: RecordedError | null;
}

export type Effect = EvaluateEffect | CallModelEffect | CallToolEffect | AskHumanEffect | WaitEffect | FinishEffect;

/** The id of an effect on a whole node. */
export function nodeEffectId(activation: string): string {
  return `node:${activation}`;
}

export function callEffectId(activation: string, call: CallPlace): string {
  return `call:${activation}@${call.step}.${call.index}`;
}

export function modelEffectId(activation: string, step: number, attempt: number): string {
  return `model:${activation}@${step}#${attempt}`;
}

export function waitEffectId(activation: string, step: number, attempt: number): string {
  return `wait:${activation}@${step}#${attempt}`;
}

export function guardEffectId(activation: string, step: number, guard: Guard): string {
  return `guard:${activation}@${step}.${guard}`;
}

export function approvalEffectId(activation: string, call: CallPlace): string {
  return `approve:${activation}@${call.step}.${call.index}`;
}

/** A limit of time has its own id for each length, so that a changed limit is a new wait. */
export function timeEffectId(phase: 'soft' | 'hard', delayMs: number): string {
  return `time:${phase}:${delayMs}`;
}
