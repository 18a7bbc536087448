// Whether a server keeps what it is sent: from the token counts of consecutive steps it can be told when reasoning was dropped or the
// history was cut without a word. Estimates are rough, so it speaks only when the gap is clear.

import { canonicalJson } from '../json/canonical.ts';
import { estimateTokens } from './context/tokens.ts';
import type { Outcome, RunEvent, RunEventOf } from './events.ts';

export type RetentionVerdict = 'unknown' | 'kept' | 'reasoning-dropped' | 'history-truncated';

/** What is known of one conversation's server. */
export interface Retention {
  readonly verdict: RetentionVerdict;
  /** The step at which it was seen first, null for `unknown`. */
  readonly step: number | null;
  /** Pairs of steps that could be compared. */
  readonly compared: number;
  /** Tokens missing at that step, against what was sent. */
  readonly missingTokens: number;
}

/** A conversation's retention, and what is needed to compare its next step. */
export interface RetentionState {
  readonly retention: Retention;
  /** The request under way, unless it asks for a summary. */
  readonly sent: { readonly model: string; readonly messages: number } | null;
  /** The newest step whose tokens are known; null when the next one cannot be compared with it. */
  readonly before: Compared | null;
  /** Pairs in a row that missed the reasoning. */
  readonly missed: number;
  /** Tokens that were missing at the first of them, and its step. */
  readonly firstMissed: { readonly step: number; readonly tokens: number } | null;
  /** Pairs that had it. */
  readonly had: number;
}

/** Every conversation's, by activation. */
export type Retentions = Readonly<Record<string, RetentionState>>;

export const emptyRetentions: Retentions = {};

/** What is known of one conversation. */
export function retentionOf(retentions: Retentions, activation: string): Retention {
  return (retentions[activation] ?? noState).retention;
}

interface Compared {
  readonly model: string;
  readonly messages: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Part of completionTokens that was sent back as reasoning. */
  readonly reasoningTokens: number;
  readonly calls: number;
  /** Estimated tokens of the results so far, by the place of their call. */
  readonly results: Readonly<Record<number, number>>;
}

const unknownRetention: Retention = { verdict: 'unknown', step: null, compared: 0, missingTokens: 0 };

const noState: RetentionState = {
  retention: unknownRetention,
  sent: null,
  before: null,
  missed: 0,
  firstMissed: null,
  had: 0,
};

/** How far the estimate of results may be off, as a share of them; real tokenizers stay within. */
const estimateError = 0.25;
/** Less reasoning than this says nothing. */
const leastReasoning = 150;
/** Shares of the reasoning: more missing is a drop, less is none. */
const droppedShare = 0.6;
const keptShare = 0.4;
/** A longer result may have been shown in part: what it added cannot be told. */
const surelyShown = 1000;
/** Tokens by which counts may differ for no reason of interest. */
const noise = 48;
/** So many pairs in a row decide. */
const pairsNeeded = 2;

/**
 * What is known of each conversation, by activation, after one more event. A step is compared with the one before it only when nothing
 * else came between: no change of context, no other model, no message but the reply and its results. Servers whose templates keep the
 * reasoning of the current run of calls only are not blamed for dropping it at a person's message.
 */
export function retentionEvent(states: Retentions, event: RunEvent): Retentions {
  switch (event.type) {
    case 'model.requested': {
      const { model, messages } = event;
      const sent = event.purpose === 'summary' ? null : { model, messages };
      return put(states, event.activation, { ...(states[event.activation] ?? noState), sent });
    }
    case 'model.responded':
      return responded(states, event);
    case 'tool.finished': {
      const state = states[event.activation];
      if (event.call === null || state === undefined || state.before === null) return states;
      const results = { ...state.before.results, [event.call.index]: outcomeTokens(event.outcome) };
      return put(states, event.activation, { ...state, before: { ...state.before, results } });
    }
    case 'context.changed':
      return forget(states, event.activation);
    case 'run.steered':
      return event.activation === null ? forgetAll(states) : forget(states, event.activation);
    case 'run.forked':
      return forgetAll(states);
    case 'run.started':
    case 'run.resumed':
    case 'run.suspended':
    case 'run.paused':
    case 'run.continued':
    case 'run.finished':
    case 'limits.changed':
    case 'time.expired':
    case 'guard.raised':
    case 'node.finished':
    case 'node.failed':
    case 'model.failed':
    case 'wait.finished':
    case 'tool.requested':
    case 'human.asked':
    case 'human.answered':
      return states;
  }
}

function responded(states: Retentions, event: RunEventOf<'model.responded'>): Retentions {
  const state = states[event.activation];
  if (state === undefined || state.sent === null) return states;
  const { sent, before } = state;
  if (event.usage === null) return put(states, event.activation, { ...state, sent: null, before: null });
  const { promptTokens, completionTokens } = event.usage;
  const comparable =
    before !== null && before.model === sent.model && sent.messages === before.messages + 1 + before.calls;
  const judged = comparable ? judge(state, before, promptTokens, event.step) : state;
  const now: Compared = {
    model: sent.model,
    messages: sent.messages,
    promptTokens,
    completionTokens,
    reasoningTokens: reasoningOf(event),
    calls: event.reply.calls.length,
    results: {},
  };
  return put(states, event.activation, { ...judged, sent: null, before: now });
}

function judge(state: RetentionState, before: Compared, promptTokens: number, step: number): RetentionState {
  const retention = { ...state.retention, compared: state.retention.compared + 1 };
  if (retention.verdict === 'reasoning-dropped' || retention.verdict === 'history-truncated')
    return { ...state, retention };
  const shown = Object.values(before.results);
  const whole = shown.every((tokens) => tokens <= surelyShown);
  const results = whole ? shown.reduce((sum, tokens) => sum + tokens, 0) : 0;
  const missing = before.completionTokens + results - (promptTokens - before.promptTokens);
  const surely = missing - results * estimateError;
  // More than the whole reply did not arrive: something older must have gone, too.
  if (surely > before.completionTokens + noise) {
    const missingTokens = Math.round(missing);
    return { ...state, retention: { ...retention, verdict: 'history-truncated', step, missingTokens } };
  }
  const reasoning = before.reasoningTokens;
  if (!whole || reasoning < leastReasoning) return { ...state, retention };
  if (surely > leastReasoning && surely > reasoning * droppedShare) {
    const missed = state.missed + 1;
    const firstMissed = state.firstMissed ?? { step, tokens: Math.round(missing) };
    if (missed < pairsNeeded) return { ...state, retention, missed, firstMissed };
    // A server that had kept reasoning does not begin to drop it: it has run out of room.
    const verdict = state.had > 0 ? 'history-truncated' : 'reasoning-dropped';
    const found = { ...retention, verdict, step: firstMissed.step, missingTokens: firstMissed.tokens } as const;
    return { ...state, retention: found, missed, firstMissed };
  }
  if (missing + results * estimateError >= reasoning * keptShare) return { ...state, retention };
  const had = state.had + 1;
  const told =
    had < pairsNeeded || retention.verdict === 'kept' ? retention : { ...retention, verdict: 'kept' as const, step };
  return { ...state, retention: told, missed: 0, firstMissed: null, had };
}

// The server's count where it tells one, else the reply's share of reasoning.
function reasoningOf({ reply, usage }: RunEventOf<'model.responded'>): number {
  const { reasoning, content, calls } = reply;
  if (usage === null || reasoning === null || reasoning === '') return 0;
  const { completionTokens, reasoningTokens } = usage;
  if (reasoningTokens !== null && reasoningTokens > 0) return Math.min(reasoningTokens, completionTokens);
  const thought = estimateTokens(reasoning);
  const called = calls.reduce(
    (sum, call) => sum + estimateTokens(call.name) + estimateTokens(call.arguments) + callTokens,
    0,
  );
  return Math.round((completionTokens * thought) / (thought + estimateTokens(content ?? '') + called));
}

/** About what templates write around a call. */
const callTokens = 12;

function outcomeTokens(outcome: Outcome): number {
  if (outcome.status === 'error') return estimateTokens(outcome.error.message);
  const values = Object.values(outcome.outputs);
  const [only] = values;
  return estimateTokens(values.length === 1 && typeof only === 'string' ? only : canonicalJson(outcome.outputs));
}

function put(states: Retentions, activation: string, state: RetentionState): Retentions {
  return { ...states, [activation]: state };
}

function forget(states: Retentions, activation: string): Retentions {
  const state = states[activation];
  return state === undefined ? states : put(states, activation, { ...state, before: null });
}

function forgetAll(states: Retentions): Retentions {
  return Object.fromEntries(
    Object.entries(states).map(([activation, state]) => [activation, { ...state, before: null }]),
  );
}
