// What the driver needs done in the world, and how each thing reports back. Nothing here throws: a failure is an outcome.

import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import type { Reach } from '../../shared/tool/kind.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import type { Usage } from '../../shared/cost/usage.ts';
import type {
  ModelBinding,
  ModelDelta,
  ModelReply,
  ModelStatus,
  Outcome,
  QuestionPurpose,
  RecordedError,
  Verdict,
} from '../../shared/run/events.ts';

/** A function as the wire wants it; `parameters` is a JSON Schema. */
export interface FunctionDeclaration {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}

export interface ModelRequest {
  /** The same for all requests of one conversation, so that bytes already written can be kept: `RUN/ACTIVATION`. */
  readonly conversation: string;
  readonly binding: ModelBinding;
  /**
   * The messages as JSON texts, each written once. Only the first `count` belong to this request; the array may grow later and is never
   * changed otherwise.
   */
  readonly messages: readonly string[];
  readonly count: number;
  readonly functions: readonly FunctionDeclaration[];
  /** The model may call nothing in this step. */
  readonly last: boolean;
  readonly maxOutputTokens: number;
  /** Functions whose arguments may be repaired when they are no JSON; absent: none. */
  readonly repair?: readonly string[];
}

/** How one attempt ended. `final` and `tool_calls` carry a whole reply; every other verdict carries what there was and an error. */
export type ModelOutcome = {
  readonly reply: ModelReply;
  readonly usage: Usage | null;
  readonly finishReason: string | null;
  readonly responseId: string | null;
  readonly servedModel: string | null;
  readonly firstTokenMs: number | null;
  readonly durationMs: number;
} & (
  | { readonly verdict: 'final' | 'tool_calls' }
  | {
      readonly verdict: Exclude<Verdict, 'final' | 'tool_calls'>;
      readonly error: RecordedError;
      readonly retryable: boolean;
      readonly retryAfterMs: number | null;
      /** The window that the server named when it refused a request as too long. */
      readonly windowTokens?: number | null;
      /** The bytes of the answer as they came; absent or null when none came. */
      readonly raw?: Uint8Array | null;
    }
);

/** A piece of a reply as it comes; the driver adds whose it is. */
export type DeltaPiece = Pick<ModelDelta, 'channel' | 'call' | 'offset' | 'text'>;

/** What holds a request up, while it does. */
export type StatusPiece = Pick<ModelStatus, 'status' | 'reason' | 'until'>;

export interface ToolRequest {
  /** Deterministic, the same when a crash makes the call run again: an idempotency key. */
  readonly callId: string;
  readonly kind: string;
  readonly version: number;
  readonly params: JsonObject;
  /** Already valid against the kind's input schema. */
  readonly input: JsonObject;
  readonly outputs: readonly PortSpec[];
  readonly reach: Reach;
  readonly timeoutMs: number | null;
  readonly run: RunSurroundings;
}

/** What tools may know of the run around them. */
export interface RunSurroundings {
  readonly runId: string;
  /** Fixed time that tools see, as ISO text; null: the real one. */
  readonly now: string | null;
  readonly bindings: Readonly<Record<string, string>>;
}

export interface HumanQuestion {
  readonly runId: string;
  readonly effect: string;
  readonly activation: string;
  readonly question: string;
  readonly choices: readonly string[];
  readonly purpose: QuestionPurpose;
  /** For an approval: the exact call as canonical JSON. */
  readonly exact: string | null;
}

export interface Hands {
  /** One attempt at a model request. Must not throw. Ends early with verdict `aborted` when the signal does. */
  callModel(
    request: ModelRequest,
    onPiece: (piece: DeltaPiece | StatusPiece) => void,
    signal: AbortSignal,
  ): Promise<ModelOutcome>;
  /** One tool call. Must not throw. */
  callTool(request: ToolRequest, signal: AbortSignal): Promise<Outcome>;
  /** Asks a person; null when there is nobody to ask here or the signal ended the wait. Must not throw. */
  askHuman(question: HumanQuestion, signal: AbortSignal): Promise<JsonValue | null>;
  /** Resolves after the time or when the signal aborts. Must not throw. */
  wait(delayMs: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
}
