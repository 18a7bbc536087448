// A chat request as the rehearsal endpoint understands it after checking, and the refusal it answers with when it does not.
// Reading bytes is in body.ts, the rules are in check-messages.ts and check-settings.ts.

import type { JsonObject } from '../../../shared/json/value.ts';

export interface WireCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as they stand in the message: JSON text of an object, or empty. */
  readonly argumentsText: string;
}

export type WireMessage =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly WireCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly text: string };

export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments; an empty object where the tool takes none. */
  readonly parameters: JsonObject;
}

export type ToolChoice =
  | { readonly kind: 'auto' }
  | { readonly kind: 'none' }
  | { readonly kind: 'required' }
  | { readonly kind: 'named'; readonly name: string };

export type AnswerFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  | { readonly kind: 'schema'; readonly schema: JsonObject };

/** Everything of a request but its messages. */
export interface RequestSettings {
  readonly tools: readonly OfferedTool[];
  readonly toolChoice: ToolChoice;
  readonly answerFormat: AnswerFormat;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Most tokens of reasoning, content and arguments together; null for no limit. */
  readonly maxTokens: number | null;
  /** Whether the answer carries reasoning, and the history has to. */
  readonly thinking: boolean;
}

/** An answer that is an error, in the form of Moonshot's API. */
export class Refusal extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.type = type;
  }
}

/** The refusal of a request that breaks a rule (HTTP 400). */
export function invalidRequest(message: string): Refusal {
  return new Refusal(400, 'invalid_request_error', message);
}
