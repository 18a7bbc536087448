// The events of a run: everything that happened and could not be computed. The machine, the panel, replay and the command line all
// fold the same events. An outcome names the effect that it answers; ids of effects are deterministic (effects.ts). A field that may be
// absent came after the first journals: its absence means what those journals did.

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

/** The keys under which servers send reasoning as text, and under which it is sent back to them. */
export const reasoningKeys = ['reasoning_content', 'reasoning'] as const;
export type ReasoningKey = (typeof reasoningKeys)[number];

/** How messages are written for one server; part of the run, so that a fold needs nothing else. */
export const dialectSchema = z.strictObject({
  /** Key under which reasoning is echoed. */
  reasoningKey: z.enum(reasoningKeys),
  /**
   * `observed`: reasoning goes back under the keys that it came under, `reasoningKey` only stands in for a reply that showed none.
   * `pinned`, and absent: always under `reasoningKey`.
   */
  reasoningEcho: z.enum(['observed', 'pinned']).optional(),
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
  /** Tokens of the whole run tree, input and output of all attempts together. */
  maxTokens: z.int().min(1).nullable().optional(),
  /** Time that the run may be at work; what it spends paused or suspended does not count. */
  maxWallMs: z.int().min(1).nullable().optional(),
});
export type Limits = Readonly<z.infer<typeof limitsSchema>>;

/** The ways in which a model request can end without a reply that counts. */
export const failedVerdicts = [
  'think_only',
  'empty',
  'truncated',
  'filtered',
  'incomplete',
  'leaked_tool_tokens',
  'repetitive',
  'error',
  'aborted',
] as const;

/** Every way in which a model request can end. */
export const verdicts = ['final', 'tool_calls', ...failedVerdicts] as const;
export type Verdict = (typeof verdicts)[number];

const callSchema = z.strictObject({
  /** As the server gave it; may be empty or repeat. A call is known by step and index, never by this. */
  id: z.string(),
  name: z.string(),
  /** The arguments' JSON text, verbatim unless it was repaired. */
  arguments: z.string(),
  /** What the model wrote, where that was no JSON and the author lets it be repaired. */
  written: z.string().optional(),
});
export type ModelCall = Readonly<z.infer<typeof callSchema>>;

const replySchema = z.strictObject({
  /** null: never seen; the empty text is a different thing and is echoed. */
  reasoning: z.string().nullable(),
  content: z.string().nullable(),
  calls: z.array(callSchema),
  /** Every key under which the reasoning came, in the order of `reasoningKeys`; absent when none was seen. */
  reasoningKeys: z.array(z.enum(reasoningKeys)).optional(),
  /** OpenRouter's `reasoning_details`, put together from their pieces and sent back unchanged. */
  reasoningDetails: z.array(json).optional(),
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

/** What watches an agent for going in circles. */
export const guards = ['repeat', 'alternation', 'no-evidence', 'mismatch'] as const;
export type Guard = (typeof guards)[number];

/** What is done when a guard speaks up: tell the model, ask a person, go on with a stronger model, make this the last step. */
export const guardActions = ['remind', 'ask', 'escalate', 'stop'] as const;
export type GuardAction = (typeof guardActions)[number];

/** How a conversation was shortened, from the mildest to the last resort. */
export const contextStages = ['hide', 'summarise', 'discard'] as const;
export type ContextStage = (typeof contextStages)[number];

/** What a question to a person is about: what the model or author asks, a call in doubt after a crash, leave for a call, a guard. */
export const questionPurposes = ['question', 'doubt', 'approval', 'guard'] as const;
export type QuestionPurpose = (typeof questionPurposes)[number];

const envelope = { runId: z.string(), seq: z.int().min(1), at: z.int().min(0) };
const answering = { effect: z.string(), activation: z.string() };
const attempting = { ...answering, step: z.int().min(1), attempt: z.int().min(1) };
const calling = { ...answering, call: z.strictObject({ step: z.int().min(1), index: count }).nullable() };

export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...envelope,
    type: z.literal('run.started'),
    /** The rules that the journal was made by: 2 knows guards, clamped results, shared calls, approvals and limits of tokens and time. */
    machine: z.union([z.literal(1), z.literal(2)]),
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
    /** Whether calls that reach outside wait for a person; absent: they do. */
    approvals: z.enum(['ask', 'allow']).optional(),
    /** Set where only a part of the document ran: from and up to which node, and whose outputs were given. Absent: all of it. */
    part: z
      .strictObject({ from: z.string().nullable(), to: z.string().nullable(), given: z.array(z.string()) })
      .optional(),
  }),
  z.strictObject({ ...envelope, type: z.literal('run.resumed') }),
  z.strictObject({ ...envelope, type: z.literal('run.suspended'), reason: z.enum(['waiting', 'interrupted']) }),
  /** Nothing new is begun until it is continued; what was under way has been let end. */
  z.strictObject({ ...envelope, type: z.literal('run.paused') }),
  z.strictObject({ ...envelope, type: z.literal('run.continued') }),
  /** A person's message to the models of a run, put before their next steps; `activation` null: to every agent at work. */
  z.strictObject({
    ...envelope,
    type: z.literal('run.steered'),
    id: z.string(),
    activation: z.string().nullable(),
    text: z.string(),
  }),
  z.strictObject({ ...envelope, type: z.literal('limits.changed'), limits: limitsSchema }),
  /**
   * The first event of a fork's own: everything before it was copied from another run. What the fork changes follows: models by key,
   * params by node id (`SCOPE/NODE` within inner pipelines), limits. What came before was paid by the other run.
   */
  z.strictObject({
    ...envelope,
    type: z.literal('run.forked'),
    from: z.string(),
    fromSeq: z.int().min(1),
    /** The step before which the runs part, `ACTIVATION@STEP`. */
    step: z.string(),
    models: z.record(z.string(), modelBindingSchema),
    params: z.record(z.string(), jsonObject),
    limits: limitsSchema,
  }),
  /** The run's working time is nearly (`soft`) or wholly (`hard`) used up. */
  z.strictObject({
    ...envelope,
    type: z.literal('time.expired'),
    effect: z.string(),
    phase: z.enum(['soft', 'hard']),
  }),
  z.strictObject({
    ...envelope,
    type: z.literal('guard.raised'),
    ...answering,
    step: z.int().min(1),
    guard: z.enum(guards),
    /** How often it has happened: calls in a row, rounds, steps without new evidence. */
    count: z.int().min(1),
    action: z.enum(guardActions),
    /** What the model, or the person, is told. */
    message: z.string(),
  }),
  /** A conversation was shortened for its next request. The events keep everything; this says what the model no longer sees. */
  z.strictObject({
    ...envelope,
    type: z.literal('context.changed'),
    ...answering,
    step: z.int().min(1),
    stage: z.enum(contextStages),
    /** Positions in the conversation as it was: results hidden, or messages left out. */
    changed: z.array(count),
    /** Estimated tokens before and after. */
    tokensBefore: count,
    tokensAfter: count,
    /** The conversation as it is now: its messages and their rolling digest. */
    messages: count,
    digest: z.string(),
  }),
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
    /** Why it is the last; absent where the model had been told before, and in journals that do not say. */
    lastReason: errorSchema.optional(),
    /** `summary`: the model is asked to sum the conversation up, not to take a step; absent: a step. */
    purpose: z.enum(['step', 'summary']).optional(),
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
    verdict: z.enum(failedVerdicts),
    error: errorSchema,
    retryable: z.boolean(),
    /** What the server asked for, and a random number in [0, 1) for the backoff's jitter. */
    retryAfterMs: count.nullable(),
    jitter: z.number().min(0).max(1),
    partial: replySchema.nullable(),
    /** The window that the server named when it refused a request as too long. */
    windowTokens: z.int().positive().nullable().optional(),
    /** Blob with the bytes of the answer as they came, kept for failures only; absent or null when none came. */
    raw: z.string().nullable().optional(),
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
    /** The earlier call of the same step whose result this is: the model asked twice for the same. */
    sharedWith: count.optional(),
  }),
  z.strictObject({
    ...envelope,
    type: z.literal('human.asked'),
    ...calling,
    question: z.string(),
    choices: z.array(z.string()),
    /** Absent: `question`, or `doubt` in journals that have no such field. */
    purpose: z.enum(questionPurposes).optional(),
    /** For an approval the exact call as canonical JSON, and its SHA-256: what is approved is what runs. */
    exact: z.string().optional(),
    exactSha256: z.string().optional(),
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

/** What holds a model request up, live and never journalled: the endpoint's own limits, or its breaker after failures. */
export const statusSchema = z.strictObject({
  type: z.literal('model.status'),
  runId: z.string(),
  activation: z.string(),
  step: z.int().min(1),
  attempt: z.int().min(1),
  status: z.enum(['queued', 'asking']),
  /** Why it waits, in a sentence; empty once it is asked. */
  reason: z.string(),
  /** When it will go on, milliseconds since 1970; null when that is not known. */
  until: count.nullable(),
});
export type ModelStatus = Readonly<z.infer<typeof statusSchema>>;
export type LivePiece = ModelDelta | ModelStatus;

/** The key of a model in `run.started.models` for what an agent's params name. */
export function modelKey(endpoint: string | undefined, model: string | undefined): string {
  return `${endpoint ?? ''}/${model ?? ''}`;
}
