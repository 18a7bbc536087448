// Builds one reply from the chunks of a stream: reasoning, content, calls and usage, with live pieces on the way. Knows all servers'
// spellings and no network; what the reply is worth is decided in verdict.ts.

import type { DeltaPiece } from '../drivers/hands.ts';
import type { Usage } from '../../shared/cost/usage.ts';
import type { ModelReply } from '../../shared/run/events.ts';
import { CallSlots } from './call-slots.ts';
import { normalizeUsage } from './usage.ts';

/** Everything that a stream said, in one value. */
export interface Accumulated {
  readonly reply: ModelReply;
  readonly usage: Usage | null;
  /** All finish reasons in order; some servers send two. */
  readonly finishReasons: readonly string[];
  readonly responseId: string | null;
  readonly servedModel: string | null;
  /** An error that came inside the stream, as the server wrote it. */
  readonly streamError: { readonly value: unknown } | null;
}

export interface Accumulator {
  /** Takes one chunk, or a whole completion. Chunks that are not objects are errors of the stream. */
  readonly take: (chunk: unknown) => void;
  readonly takeError: (value: unknown) => void;
  readonly result: () => Accumulated;
}

/** An accumulator for one reply; `onPiece` gets each piece as it comes, with its offset in characters. */
export function createAccumulator(onPiece: (piece: DeltaPiece) => void): Accumulator {
  const slots = new CallSlots();
  const finishReasons: string[] = [];
  let reasoning: string | null = null;
  let content: string | null = null;
  let usage: unknown = null;
  let choiceUsage: unknown = null;
  let timings: unknown = null;
  let responseId: string | null = null;
  let servedModel: string | null = null;
  let streamError: { readonly value: unknown } | null = null;

  const takeDelta = (delta: Fields): void => {
    const thought = reasoningOf(delta);
    if (thought !== null) {
      if (thought !== '') onPiece({ channel: 'reasoning', call: null, offset: reasoning?.length ?? 0, text: thought });
      reasoning = reasoning === null ? thought : reasoning + thought;
    }
    const said = textOf(delta['content']);
    if (said !== null) {
      if (said !== '') onPiece({ channel: 'content', call: null, offset: content?.length ?? 0, text: said });
      content = content === null ? said : content + said;
    }
    const calls = delta['tool_calls'];
    if (!Array.isArray(calls)) return;
    for (const fragment of calls as readonly unknown[]) {
      const piece = slots.take(fragment);
      if (piece === null) continue;
      const { index, name, offset, text } = piece;
      onPiece({ channel: 'arguments', call: { index, name }, offset, text });
    }
  };

  return {
    take(chunk) {
      if (!isFields(chunk)) {
        streamError ??= { value: chunk };
        return;
      }
      const error = errorIn(chunk);
      if (error !== undefined) streamError ??= { value: error };
      if (responseId === null && typeof chunk['id'] === 'string' && chunk['id'] !== '') responseId = chunk['id'];
      if (servedModel === null && typeof chunk['model'] === 'string' && chunk['model'] !== '')
        servedModel = chunk['model'];
      if (isFields(chunk['usage'])) usage = chunk['usage'];
      if (isFields(chunk['timings'])) timings = chunk['timings'];
      const choices = chunk['choices'];
      if (!Array.isArray(choices)) return;
      for (const choice of choices as readonly unknown[]) {
        if (!isFields(choice) || (choice['index'] ?? 0) !== 0) continue;
        if (isFields(choice['usage'])) choiceUsage = choice['usage'];
        const delta = choice['delta'] ?? choice['message'];
        if (isFields(delta)) takeDelta(delta);
        const reason = choice['finish_reason'];
        if (typeof reason === 'string' && reason !== '') finishReasons.push(reason);
      }
    },
    takeError(value) {
      streamError ??= { value };
    },
    result: () => ({
      reply: { reasoning, content, calls: [...slots.calls()] },
      usage: normalizeUsage(usage ?? choiceUsage, timings),
      finishReasons,
      responseId,
      servedModel,
      streamError,
    }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Servers that send several spellings send the same thought in each: it is counted once.
function reasoningOf(delta: Fields): string | null {
  const first = delta['reasoning_content'];
  if (typeof first === 'string' && first !== '') return first;
  const second = delta['reasoning'];
  if (typeof second === 'string') return second;
  if (typeof first === 'string') return first;
  const details = delta['reasoning_details'];
  return Array.isArray(details) ? partsText(details as readonly unknown[]) : null;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? partsText(value as readonly unknown[]) : null;
}

function partsText(parts: readonly unknown[]): string | null {
  let text: string | null = null;
  for (const part of parts) {
    if (isFields(part) && typeof part['text'] === 'string') text = (text ?? '') + part['text'];
  }
  return text;
}

// `{"error": …}`, the flat `{"object": "error", …}`, and `{"detail": …}` of servers without either.
function errorIn(chunk: Fields): unknown {
  if (chunk['error'] !== undefined && chunk['error'] !== null) return chunk['error'];
  if (chunk['object'] === 'error' || chunk['type'] === 'error') return chunk;
  if (chunk['choices'] === undefined && chunk['detail'] !== undefined) return { message: chunk['detail'] };
  return undefined;
}
