// How the gate reads an attempt's outcome, and the outcomes of attempts that it does not let through. What makes a failure is said in
// endpoints/failure.ts; here it only counts whether the server was reached, whether it was asked too much, and what it computed.

import type { Usage } from '../../../shared/cost/usage.ts';
import type { ModelOutcome } from '../../drivers/hands.ts';
import { errorOf, type Failure } from '../failure.ts';
import { waitInWords } from '../retry-after.ts';
import type { Shown } from './breaker.ts';

const tooMuch: ReadonlySet<string> = new Set(['endpoint.rate_limited', 'endpoint.overloaded']);
// Refusals: nothing was computed, and no server bills them (Moonshot says so of 429).
const unbilled: ReadonlySet<string> = new Set([
  ...tooMuch,
  'endpoint.unreachable',
  'endpoint.quota',
  'endpoint.context_overflow',
  'endpoint.refused_history',
  'endpoint.request_refused',
]);

const nothingUsed: Usage = { promptTokens: 0, completionTokens: 0, cachedTokens: 0, reasoningTokens: 0 };

/** The pause that the server asks of everybody, in milliseconds (0: none named), when it was asked too much; else null. */
export function refusedAsTooMuch(outcome: ModelOutcome): { readonly pauseMs: number } | null {
  if (!('error' in outcome) || !tooMuch.has(outcome.error.code)) return null;
  return { pauseMs: outcome.retryAfterMs ?? 0 };
}

/** What an outcome says about the server: a refusal is an answer, a broken connection and an error of the server are none. */
export function shownBy(outcome: ModelOutcome): Shown {
  switch (outcome.verdict) {
    case 'error':
      return outcome.retryable && !tooMuch.has(outcome.error.code) ? 'failed' : 'answered';
    case 'incomplete':
      return 'failed';
    case 'aborted':
      return 'unknown';
    case 'final':
    case 'tool_calls':
    case 'think_only':
    case 'empty':
    case 'truncated':
    case 'filtered':
    case 'leaked_tool_tokens':
    case 'repetitive':
      return 'answered';
  }
}

/** The outcome with what is known of its use: one that was refused before its first piece used nothing. */
export function withKnownUsage(outcome: ModelOutcome): ModelOutcome {
  const refused = 'error' in outcome && unbilled.has(outcome.error.code);
  return refused && outcome.usage === null && outcome.firstTokenMs === null
    ? { ...outcome, usage: nothingUsed }
    : outcome;
}

/** The outcome of an attempt that was not made because the server rests. `name` is the server in a sentence. */
export function restingOutcome(name: string, restMs: number): ModelOutcome {
  const message = `${name} has failed several times in a row and is left alone for ${waitInWords(restMs)}.`;
  const error = errorOf('endpoint.resting', message, 'Check the server; it is tried again by itself.');
  return unmade({ verdict: 'error', error, retryable: true, retryAfterMs: restMs });
}

/** The outcome of an attempt that does not happen. */
export function unmade(failure: Failure): ModelOutcome {
  return {
    reply: { reasoning: null, content: null, calls: [] },
    usage: nothingUsed,
    finishReason: null,
    responseId: null,
    servedModel: null,
    firstTokenMs: null,
    durationMs: 0,
    ...failure,
  };
}
