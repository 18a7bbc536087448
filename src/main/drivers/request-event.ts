// The events that announce what a driver is about to do: written before the world is touched, so that a crash leaves a trace of it.
// What comes back from a model is model-event.ts.

import { canonicalJson } from '../../shared/json/canonical.ts';
import type { AskHumanEffect, CallModelEffect, CallToolEffect, WaitEffect } from '../../shared/run/effects.ts';
import type { EventDraft } from '../../shared/run/events.ts';

/** An effect that needs something from outside. */
export type ExternalEffect = CallModelEffect | CallToolEffect | AskHumanEffect | WaitEffect;

/** The request for an effect at a time in milliseconds since 1970; null for a wait, which leaves no trace before it is over. */
export function requestEvent(effect: ExternalEffect, at: number): EventDraft | null {
  const { id, activation } = effect;
  switch (effect.type) {
    case 'call-model': {
      const { step, attempt, model, count, digest, last, lastReason, purpose } = effect;
      const { maxOutputTokens, reservedNanoUsd } = effect;
      return {
        type: 'model.requested',
        at,
        effect: id,
        activation,
        step,
        attempt,
        model,
        messages: count,
        digest,
        last,
        ...(lastReason === null ? {} : { lastReason }),
        ...(purpose === 'summary' ? { purpose } : {}),
        maxOutputTokens,
        reservedNanoUsd,
      };
    }
    case 'call-tool':
      return {
        type: 'tool.requested',
        at,
        effect: id,
        activation,
        call: effect.call,
        kind: effect.kind,
        input: canonicalJson(effect.input),
      };
    case 'ask-human': {
      const { call, question, choices, purpose, approves } = effect;
      const approved = approves === null ? {} : { exact: approves.exact, exactSha256: approves.exactSha256 };
      return {
        type: 'human.asked',
        at,
        effect: id,
        activation,
        call,
        question,
        choices: [...choices],
        purpose,
        ...approved,
      };
    }
    case 'wait':
      return null;
  }
}
