// Builds one reply from the chunks of a stream: reasoning, content, calls and usage, with live pieces on the way. Knows all servers'
// spellings and no network; what the reply is worth is decided in verdict.ts. Stops a reply that repeats itself.

import type { DeltaPiece } from '../drivers/hands.ts';
import type { Usage } from '../../shared/cost/usage.ts';
import { LonglineError } from '../../shared/errors.ts';
import { reasoningKeys, type ModelReply, type ReasoningKey } from '../../shared/run/events.ts';
import { CallSlots } from './call-slots.ts';
import { ReasoningDetails } from './reasoning-details.ts';
import { RepetitionWatch } from './repetition.ts';
import { ThinkTags } from './think-tags.ts';
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
  /**
   * Takes one chunk, or a whole completion. Chunks that are not objects are errors of the stream. Throws `endpoint.too_large`, and
   * `endpoint.repetitive` when a text has fallen into repeating itself.
   */
  readonly take: (chunk: unknown) => void;
  readonly takeError: (value: unknown) => void;
  /** What there is. Called once, when nothing more comes: it gives out what was held back. */
  readonly result: () => Accumulated;
}

/**
 * An accumulator for one reply. `onPiece` gets each piece as it comes, with its offset in characters. A piece of content with offset 0
 * withdraws the content before it: it has turned out to be thought, and was told again as such.
 */
export function createAccumulator(onPiece: (piece: DeltaPiece) => void): Accumulator {
  const slots = new CallSlots();
  const details = new ReasoningDetails();
  const keys = new Set<ReasoningKey>();
  const thoughtWatch = new RepetitionWatch();
  const contentWatch = new RepetitionWatch();
  const argumentWatches: RepetitionWatch[] = [];
  const finishReasons: string[] = [];
  let reasoning: string | null = null;
  let content: string | null = null;
  let usage: unknown = null;
  let choiceUsage: unknown = null;
  let timings: unknown = null;
  let responseId: string | null = null;
  let servedModel: string | null = null;
  let streamError: { readonly value: unknown } | null = null;

  const think = (text: string): void => {
    const before = reasoning ?? '';
    reasoning = before + text;
    if (text === '') return;
    onPiece({ channel: 'reasoning', call: null, offset: before.length, text });
    if (thoughtWatch.take(text)) throw repetitive();
  };
  const say = (text: string): void => {
    const before = content ?? '';
    content = before + text;
    if (text === '') return;
    onPiece({ channel: 'content', call: null, offset: before.length, text });
    if (contentWatch.take(text)) throw repetitive();
  };
  const tags = new ThinkTags({
    thought: think,
    said: say,
    recall(tagCharacters, more) {
      const said = content ?? '';
      content = '';
      onPiece({ channel: 'content', call: null, offset: 0, text: '' });
      think(said.slice(0, said.length - tagCharacters) + more);
    },
  });

  const takeDelta = (delta: Fields): void => {
    for (const key of reasoningKeys) if (typeof delta[key] === 'string') keys.add(key);
    const parts = delta['reasoning_details'];
    if (Array.isArray(parts)) details.take(parts as readonly unknown[]);
    const thought = reasoningOf(delta);
    if (thought !== null) think(thought);
    const said = textOf(delta['content']);
    if (said !== null) {
      content ??= '';
      tags.take(said, keys.size > 0 && reasoning !== null && reasoning !== '');
    }
    const calls = delta['tool_calls'];
    if (!Array.isArray(calls)) return;
    for (const fragment of calls as readonly unknown[]) {
      const piece = slots.take(fragment);
      if (piece === null) continue;
      const { index, name, offset, text } = piece;
      onPiece({ channel: 'arguments', call: { index, name }, offset, text });
      const watch = (argumentWatches[index] ??= new RepetitionWatch());
      if (watch.take(text)) throw repetitive();
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
        if (choice['error'] !== undefined && choice['error'] !== null) streamError ??= { value: choice['error'] };
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
    result() {
      tags.end();
      const seen = reasoningKeys.filter((key) => keys.has(key));
      const all = details.all();
      return {
        reply: {
          reasoning,
          content,
          calls: [...slots.calls()],
          ...(seen.length === 0 ? {} : { reasoningKeys: seen }),
          ...(all.length === 0 ? {} : { reasoningDetails: [...all] }),
        },
        usage: normalizeUsage(usage ?? choiceUsage, timings),
        finishReasons,
        responseId,
        servedModel,
        streamError,
      };
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Servers that send several spellings send the same thought in each: it is counted once. Some put it among the parts of the content.
function reasoningOf(delta: Fields): string | null {
  const first = delta['reasoning_content'];
  if (typeof first === 'string' && first !== '') return first;
  const second = delta['reasoning'];
  if (typeof second === 'string' && second !== '') return second;
  const details = delta['reasoning_details'];
  const detailed = Array.isArray(details) ? partsText(details as readonly unknown[], () => true) : null;
  if (detailed !== null) return detailed;
  if (typeof first === 'string' || typeof second === 'string') return '';
  const parts = delta['content'];
  return Array.isArray(parts) ? partsText(parts as readonly unknown[], isThought) : null;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? partsText(value as readonly unknown[], (part) => !isThought(part)) : null;
}

function isThought(part: Fields): boolean {
  return part['type'] === 'thinking' || part['type'] === 'reasoning';
}

/** The text of the parts of one kind, joined; null when there is none. A part's text is a text, or parts again. */
function partsText(parts: readonly unknown[], wanted: (part: Fields) => boolean): string | null {
  let joined: string | null = null;
  for (const part of parts) {
    if (!isFields(part) || !wanted(part)) continue;
    const within = part['text'] ?? part['summary'] ?? part['thinking'];
    const text = Array.isArray(within) ? partsText(within as readonly unknown[], () => true) : within;
    if (typeof text === 'string') joined = (joined ?? '') + text;
  }
  return joined;
}

// `{"error": …}`, the flat `{"object": "error", …}`, `{"detail": …}`, and `{"code", "message"}` of servers that have none of these.
function errorIn(chunk: Fields): unknown {
  if (chunk['error'] !== undefined && chunk['error'] !== null) return chunk['error'];
  if (chunk['object'] === 'error' || chunk['type'] === 'error') return chunk;
  if (chunk['choices'] !== undefined || chunk['object'] !== undefined) return undefined;
  if (chunk['detail'] !== undefined) return { message: chunk['detail'] };
  return typeof chunk['message'] === 'string' || typeof chunk['msg'] === 'string' ? chunk : undefined;
}

function repetitive(): LonglineError {
  return new LonglineError('endpoint.repetitive', 'The reply has fallen into repeating itself.', { retryable: true });
}
