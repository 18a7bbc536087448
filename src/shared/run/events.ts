// The events of a run: everything that happened and could not be computed. The machine, the panel, replay and the command line all
// fold the same events. An outcome names the effect that it answers; ids of effects are deterministic (effects.ts).

import { z } from 'zod';
import { pricingSchema } from '../cost/price.ts';
import { costSchema, usageSchema } from '../cost/usage.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';

const json = z.json() as unknown as z.ZodType<JsonValue>;
const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const count = z.int().min(0);

const errorSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  action: z.string().optional(),
});
export type RecordedError = Readonly<z.infer<typeof errorSchema>>;

/** How messages are written for one server; part of the run, so that a fold needs nothing else. */
export const dialectSchema = z.strictObject({
  /** Key under which reasoning is echoed. */
  reasoningKey: z.enum(['reasoning_content', 'reasoning']),
  /** `as-received`: the server's ids, made unique; `kimi`: `functions.NAME:INDEX` with an index that counts through the conversation. */
  callIds: z.enum(['as-received', 'kimi']),
  /** Field that limits the output. */
  maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']),
  /** Whether `tool_choice: "none"` is understood; without it the last step leaves the tools out. */
  toolChoiceNone: z.boolean(),
});
export type Dialect = Readonly<z.infer<typeof dialectSchema>>;

/** The model that an agent talks to, as resolved when the run started. */
export const modelBindingSchema = z.strictObject({
  endpoint: z.string(),
  profile: z.string(),
  origin: z.string(),
  model: z.string(),
  dialect: dialectSchema,
  pricing: pricingSchema,
  /** Tokens that fit into one request and its answer; null when the server does not tell. */
  windowTokens: z.int().positive().nullable(),
  /** True for the rehearsal endpoint: there is no model behind it. */
  rehearsal: z.boolean(),
});
export type ModelBinding = Readonly<z.infer<typeof modelBindingSchema>>;

export const limitsSchema = z.strictObject({
  /** Model requests of the whole run tree, retries of one step counted once; null: only each agent's own limit. */
  maxSteps: z.int().min(1).nullable(),
  /** Replaces each agent's own step limit; null: the limits of the agents hold. */
  agentSteps: z.int().min(1).nullable(),
  budgetNanoUsd: z.int().min(0).nullable(),
});
export type Limits = Readonly<z.infer<typeof limitsSchema>>;

/** Every way in which a model request can end. */
export const verdicts = [
  'final',
  'tool_calls',
  'think_only',
  'empty',
  'truncated',
  'filtered',
  'incomplete',
  'leaked_tool_tokens',
  'error',
  'aborted',
] as const;
export type Verdict = (typeof verdicts)[number];

const callSchema = z.strictObject({
  /** As the server gave it; may be empty or repeat. A call is known by step and index, never by this. */
  id: z.string(),
  name: z.string(),
  /** The arguments' JSON text, verbatim. */
  arguments: z.string(),
});
export type ModelCall = Readonly<z.infer<typeof callSchema>>;

const replySchema = z.strictObject({
  /** null: never seen; the empty text is a different thing and is echoed. */
  reasoning: z.string().nullable(),
  content: z.string().nullable(),
  calls: z.array(callSchema),
});
export type ModelReply = Readonly<z.infer<typeof replySchema>>;

const outcomeSchema = z.discriminatedUnion('status', [
  /** Values of the tool's output ports. */
  z.strictObject({ status: z.literal('ok'), outputs: jsonObject }),
  z.strictObject({ status: z.literal('error'), error: errorSchema }),
]);
export type Outcome = Readonly<z.infer<typeof outcomeSchema>>;

export const runStatuses = ['done', 'failed', 'limited'] as const;
export type RunStatus = (typeof runStatuses)[number];

const envelope = { runId: z.string(), seq: z.int().min(1), at: z.int().min(0) };
const answering = { effect: z.string(), activation: z.string() };
const attempting = { ...answering, step: z.int().min(1), attempt: z.int().min(1) };
const calling = { ...answering, call: z.strictObject({ step: z.int().min(1), index: count }).nullable() };

export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...envelope,
    type: z.literal('run.started'),
    machine: z.literal(1),
    program: z.string(),
    title: z.string(),
    planHash: z.string(),
    documentHash: z.string(),
    inputs: jsonObject,
    limits: limitsSchema,
    /** By reference key, see modelKey. */
    models: z.record(z.string(), modelBindingSchema),
    /** The fixed time that tools see, as ISO text; null: the real one. */
    now: z.string().nullable(),
  }),
  z.strictObject({ ...envelope, type: z.literal('run.resumed') }),
  z.strictObject({ ...envelope, type: z.literal('run.suspended'), reason: z.enum(['waiting', 'interrupted']) }),
  z.strictObject({
    ...envelope,
    type: z.literal('run.finished'),
    effect: z.literal('finish'),
    status: z.enum(runStatuses),
    reason: errorSchema.nullable(),
    outputs: jsonObject,
    usage: usageSchema,
    costNanoUsd: costSchema.nullable(),
    steps: count,
    stateHash: z.string(),
  }),
  z.strictObject({ ...envelope, type: z.literal('node.finished'), ...answering, outputs: jsonObject }),
  z.strictObject({ ...envelope, type: z.literal('node.failed'), ...answering, error: errorSchema }),
  z.strictObject({
    ...envelope,
    type: z.literal('model.requested'),
    ...attempting,
    /** Key into `run.started.models`. */
    model: z.string(),
    /** How many messages were sent, and their rolling digest. */
    messages: count,
    digest: z.string(),
    /** True for the last step, in which the model may call nothing. */
    last: z.boolean(),
    maxOutputTokens: z.int().positive(),
    /** Worst case of the attempt, reserved before it; null when the price is unknown. */
    reservedNanoUsd: count.nullable(),
  }),
  z.strictObject({
    ...envelope,
    type: z.literal('model.responded'),
    ...attempting,
    verdict: z.enum(['final', 'tool_calls']),
    reply: replySchema,
    finishReason: z.string().nullable(),
    usage: usageSchema.nullable(),
    costNanoUsd: costSchema.nullable(),
    responseId: z.string().nullable(),
    servedModel: z.string().nullable(),
    firstTokenMs: count.nullable(),
    durationMs: count,
  }),
  z.strictObject({
    ...envelope,
    type: z.literal('model.failed'),
    ...attempting,
    verdict: z.enum([
      'think_only',
      'empty',
      'truncated',
      'filtered',
      'incomplete',
      'leaked_tool_tokens',
      'error',
      'aborted',
    ]),
    error: errorSchema,
    retryable: z.boolean(),
    /** What the server asked for, and a random number in [0, 1) for the backoff's jitter. */
    retryAfterMs: count.nullable(),
    jitter: z.number().min(0).max(1),
    partial: replySchema.nullable(),
    usage: usageSchema.nullable(),
    costNanoUsd: costSchema.nullable(),
    durationMs: count,
  }),
  z.strictObject({ ...envelope, type: z.literal('wait.finished'), ...answering }),
  z.strictObject({ ...envelope, type: z.literal('tool.requested'), ...calling, kind: z.string(), input: z.string() }),
  z.strictObject({
    ...envelope,
    type: z.literal('tool.finished'),
    ...calling,
    outcome: outcomeSchema,
    durationMs: count,
  }),
  z.strictObject({
    ...envelope,
    type: z.literal('human.asked'),
    ...calling,
    question: z.string(),
    choices: z.array(z.string()),
  }),
  z.strictObject({ ...envelope, type: z.literal('human.answered'), ...calling, answer: json }),
]);

export type RunEvent = Readonly<z.infer<typeof eventSchema>>;
export type RunEventType = RunEvent['type'];
export type RunEventOf<Type extends RunEventType> = Extract<RunEvent, { type: Type }>;

type Without<Event, Keys extends PropertyKey> = Event extends unknown ? Omit<Event, Keys> : never;
/** An event before the journal has given it its place. */
export type EventDraft = Without<RunEvent, 'runId' | 'seq' | 'at'> & { readonly at: number };

/** A live piece of a reply; never journalled. `offset` counts the characters of its channel before it, in this attempt. */
export const deltaSchema = z.strictObject({
  type: z.literal('model.delta'),
  runId: z.string(),
  activation: z.string(),
  step: z.int().min(1),
  attempt: z.int().min(1),
  channel: z.enum(['reasoning', 'content', 'arguments']),
  /** Which call of the step, for `arguments`. */
  call: z.strictObject({ index: count, name: z.string() }).nullable(),
  offset: count,
  text: z.string(),
});
export type ModelDelta = Readonly<z.infer<typeof deltaSchema>>;

/** The key of a model in `run.started.models` for what an agent's params name. */
export function modelKey(endpoint: string | undefined, model: string | undefined): string {
  return `${endpoint ?? ''}/${model ?? ''}`;
}
