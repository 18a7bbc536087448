// How one attempt at a model request ended, as the event that records it: priced by the run's own row, with a random number for the
// backoff that a later fold will want the same.

import { costOf } from '../../shared/cost/price.ts';
import type { CallModelEffect } from '../../shared/run/effects.ts';
import type { EventDraft, ModelBinding } from '../../shared/run/events.ts';
import type { ModelOutcome } from './hands.ts';

export interface ModelEventParts {
  readonly effect: CallModelEffect;
  readonly binding: ModelBinding;
  readonly outcome: ModelOutcome;
  /** Hash of the stored bytes of a failed attempt's answer; null when none came. */
  readonly raw: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In [0, 1). */
  readonly jitter: number;
}

/** `model.responded` or `model.failed` for an attempt. */
export function modelEvent({ effect, binding, outcome, raw, at, jitter }: ModelEventParts): EventDraft {
  const { id, activation, step, attempt } = effect;
  const { usage, durationMs } = outcome;
  const costNanoUsd = costOf(usage, binding.pricing, effect.reservedNanoUsd ?? 0);
  const common = { at, effect: id, activation, step, attempt, usage, costNanoUsd, durationMs };
  const reply = copied(outcome.reply);
  if (!('error' in outcome)) {
    const { verdict, finishReason, responseId, servedModel, firstTokenMs } = outcome;
    return {
      type: 'model.responded',
      ...common,
      verdict,
      reply,
      finishReason,
      responseId,
      servedModel,
      firstTokenMs,
    };
  }
  const { verdict, error, retryable, retryAfterMs, windowTokens = null } = outcome;
  return {
    type: 'model.failed',
    ...common,
    verdict,
    error,
    retryable,
    retryAfterMs,
    jitter,
    partial: reply,
    ...(windowTokens === null ? {} : { windowTokens }),
    ...(raw === null ? {} : { raw }),
  };
}

// Events hold arrays of their own.
function copied({ reasoningKeys, reasoningDetails, ...reply }: ModelOutcome['reply']) {
  return {
    ...reply,
    calls: [...reply.calls],
    ...(reasoningKeys === undefined ? {} : { reasoningKeys: [...reasoningKeys] }),
    ...(reasoningDetails === undefined ? {} : { reasoningDetails: [...reasoningDetails] }),
  };
}
