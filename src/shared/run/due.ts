// What has to be done next, read from the state. Limits are kept here: no model request is offered whose worst case does not fit into
// the budget, and the last step of a limit is offered as the last.

import { affordableOutput, worstCost } from '../cost/price.ts';
import { utf8Length } from '../json/utf8.ts';
import { conflict } from './accesses.ts';
import { agentAt, bindingOf, contextLimitsAt, functionsAt, nextDigest, paramsAt } from './agent-state.ts';
import { contextDue, summaryMessages } from './context-step.ts';
import { summaryMaxTokens, summaryRequest } from './context/summary.ts';
import { timeReason } from './control.ts';
import type { Access, Effect } from './effects.ts';
import type { RecordedError } from './events.ts';
import { lastStepMessage } from './loop.ts';
import type { AgentState, DueModel, RunState } from './state.ts';

/** Bytes of what the machine itself may add to a request: the words for a last step, or for a summary. */
const wordsOfOurs = Math.max(utf8Length(lastStepMessage), utf8Length(summaryRequest()));
/** Output tokens that a step should have; with less, the budget is as good as spent and the model must answer. */
const usefulOutputTokens = 8192;
/** With less than this, not even a last answer makes sense. */
const leastOutputTokens = 512;
/** When not even a further request with this much output fits after a request, that request is the last. */
const furtherOutputTokens = 1024;
/** Kept free between request and window for what estimates miss. */
const windowMarginTokens = 1024;

/**
 * Everything that is due, in the order in which it became due; a finished run has nothing due. A model request that is under way is not
 * offered again: it is answered, or run.resumed makes a new attempt of it. Tool calls and questions are offered until they are answered.
 */
export function due(state: RunState): readonly Effect[] {
  if (state.started === null || state.finished !== null) return [];
  if (state.ending !== null) return [{ type: 'finish', id: 'finish', activation: '', ...state.ending }];
  if (state.complete) {
    const reason = state.limited;
    return [{ type: 'finish', id: 'finish', activation: '', status: reason === null ? 'done' : 'limited', reason }];
  }
  const entries = [...state.due.values()].toSorted((left, right) => left.order - right.order);
  // Money, tokens and steps that requests under way, and those offered in this very list, take.
  const taken: Taken = { nanoUsd: 0, tokens: 0, steps: 0 };
  for (const entry of entries) {
    taken.nanoUsd += entry.reservedNanoUsd;
    taken.tokens += entry.reservedTokens;
  }
  const touched: Access[][] = [];
  const effects: Effect[] = [];
  for (const { effect, requested } of entries) {
    // While a run is paused nothing goes out that has not gone out; what needs nothing from outside is still taken in.
    if (state.paused && !requested && effect.type !== 'evaluate') continue;
    if (effect.type === 'call-model') {
      const offered = requested ? null : modelEffect(state, effect, taken);
      if (offered !== null) effects.push(offered);
      if (offered?.type !== 'call-model') continue;
      taken.nanoUsd += offered.reservedNanoUsd ?? 0;
      taken.tokens += boundTokens(agentAt(state, effect.activation)) + offered.maxOutputTokens;
      if (offered.attempt === 1) taken.steps += 1;
    } else if (effect.type === 'call-tool') {
      // A call waits its turn behind every earlier one that it conflicts with.
      const waits = !requested && touched.some((accesses) => conflict(accesses, effect.accesses));
      touched.push([...effect.accesses]);
      if (!waits) effects.push(effect);
    } else effects.push(effect);
  }
  return effects;
}

interface Taken {
  nanoUsd: number;
  tokens: number;
  steps: number;
}

/** Why a request must be the last of its agent, from limits alone; the same answer when a journal is folded again. */
export function lastReason(
  state: RunState,
  effect: Pick<DueModel, 'activation' | 'step' | 'attempt'>,
  stepsAhead = 0,
): RecordedError | null {
  const agent = agentAt(state, effect.activation);
  if (agent.last !== null) return agent.last;
  if (agent.stopping !== null) return agent.stopping;
  if (state.timeUp) return timeReason(state);
  const { limits } = state;
  const cap = limits.agentSteps ?? paramsAt(state, effect.activation).maxSteps;
  const begun = state.steps + stepsAhead + (effect.attempt === 1 ? 1 : 0);
  const spent = limits.maxSteps !== null && begun >= limits.maxSteps;
  if (effect.step >= cap || spent) {
    const steps = effect.step >= cap ? cap : limits.maxSteps;
    return { code: 'limit.steps', message: `The step limit of ${steps} was reached.` };
  }
  return null;
}

/** The reason for a last step that the budget forces. */
export const budgetReason: RecordedError = { code: 'limit.budget', message: 'The budget was used up.' };

// The reason for a last step that the limit of tokens forces.
const tokensReason: RecordedError = { code: 'limit.tokens', message: 'The token limit was reached.' };

function modelEffect(state: RunState, entry: DueModel, taken: Taken): Effect | null {
  const { activation, step, attempt, id } = entry;
  const { limits } = state;
  if (attempt === 1 && limits.maxSteps !== null && state.steps + taken.steps >= limits.maxSteps) {
    if (taken.steps > 0) return null;
    return limitEffect(entry, { code: 'limit.steps', message: `The step limit of ${limits.maxSteps} was reached.` });
  }
  const agent = agentAt(state, activation);
  const shortening = contextDue(state, activation);
  if (shortening !== null && (shortening.stage !== 'summarise' || agent.summary !== null)) {
    const { stage, changed } = shortening;
    return { type: 'evaluate', id, activation, what: { of: 'context', step, stage, changed } };
  }
  if (shortening === null && tooLong(state, agent, activation)) return limitEffect(entry, tooLongReason);
  const fitting = fit(state, agent, taken, shortening === null ? agent.maxOutputTokens : summaryMaxTokens);
  if ('exhausted' in fitting)
    return taken.nanoUsd > 0 || taken.tokens > 0 ? null : limitEffect(entry, fitting.exhausted);
  const { maxOutputTokens, reservedNanoUsd } = fitting;
  const common = {
    type: 'call-model',
    id,
    activation,
    step,
    attempt,
    model: agent.model,
    tools: functionsAt(state, activation),
    repair: repairable(state, activation),
    maxOutputTokens,
    reservedNanoUsd,
  } as const;
  if (shortening !== null) {
    const { messages, digest } = summaryMessages(state, agent, shortening.changed);
    // The functions stay in the request, so that its beginning is as the server has it; the model may call none.
    return { ...common, messages, count: messages.length, digest, last: true, lastReason: null, purpose: 'summary' };
  }
  const last = lastReason(state, entry, taken.steps) ?? fitting.last;
  const told = last !== null && agent.last === null;
  const messages = told ? agent.conversation.messages.push(lastStepMessage) : agent.conversation.messages;
  const digest = told ? nextDigest(state, agent.digest, lastStepMessage) : agent.digest;
  return {
    ...common,
    messages: messages.backing,
    count: messages.length,
    digest,
    last: last !== null,
    lastReason: told ? last : null,
    purpose: 'step',
  };
}

// A conversation that could not be shortened enough for a window that is known: a server might cut it without a word. Estimates run
// high now and then, so what only eats into the room for the answer is tried.
function tooLong(state: RunState, agent: AgentState, path: string): boolean {
  const known = agent.windowTokens ?? bindingOf(state, agent).windowTokens;
  return contextLimitsAt(state, path) !== null && known !== null && agent.likelyTokens + leastOutputTokens > known;
}

const tooLongReason: RecordedError = {
  code: 'context.exhausted',
  message: "The conversation does not fit into the model's window, and nothing more can be left out.",
  action: 'Choose a model with a larger window, or give the agent less to begin with.',
};

// What only reads may be guessed at, if the author says so; a write never is.
function repairable(state: RunState, path: string): readonly string[] {
  if (!paramsAt(state, path).repairArguments) return [];
  return functionsAt(state, path).flatMap(({ name, effect }) => (effect === 'read' ? [name] : []));
}

type Fitting =
  | { readonly maxOutputTokens: number; readonly reservedNanoUsd: number | null; readonly last: RecordedError | null }
  /** Not even a last answer fits, because of this limit. */
  | { readonly exhausted: RecordedError };

// How much output fits into window, money and tokens, and whether it is so little that the model must answer.
function fit(state: RunState, agent: AgentState, taken: Taken, wanted: number): Fitting {
  const { limits } = state;
  const { pricing, windowTokens } = bindingOf(state, agent);
  const window = agent.windowTokens ?? windowTokens;
  const promptTokens = boundTokens(agent);
  const room = window === null ? Number.MAX_SAFE_INTEGER : window - agent.likelyTokens - windowMarginTokens;
  let maxOutputTokens = Math.max(leastOutputTokens, Math.min(wanted, room));
  let last: RecordedError | null = null;
  const affordable: [number, RecordedError][] = [];
  if (limits.budgetNanoUsd !== null) {
    const remaining = limits.budgetNanoUsd - (state.ledger.cost?.high ?? Number.MAX_SAFE_INTEGER) - taken.nanoUsd;
    const worst = worstCost(promptTokens, maxOutputTokens, pricing) ?? Number.MAX_SAFE_INTEGER;
    if (worst > remaining && pricing.kind === 'unknown') return { exhausted: budgetReason };
    if (worst > remaining) affordable.push([affordableOutput(promptTokens, remaining, pricing), budgetReason]);
    const least = worstCost(promptTokens, furtherOutputTokens, pricing) ?? 0;
    if (remaining < 2 * least) last ??= budgetReason;
  }
  const mostTokens = limits.maxTokens ?? null;
  if (mostTokens !== null) {
    const remaining = mostTokens - state.spentTokens - taken.tokens - promptTokens;
    if (remaining < maxOutputTokens) affordable.push([remaining, tokensReason]);
    if (remaining < promptTokens + 2 * furtherOutputTokens) last ??= tokensReason;
  }
  for (const [output, reason] of affordable) {
    if (output < leastOutputTokens) return { exhausted: reason };
    if (output < usefulOutputTokens) last ??= reason;
    maxOutputTokens = Math.min(maxOutputTokens, output);
  }
  return { maxOutputTokens, reservedNanoUsd: worstCost(promptTokens, maxOutputTokens, pricing), last };
}

function limitEffect({ id, activation }: DueModel, error: RecordedError): Effect {
  return { type: 'evaluate', id, activation, what: { of: 'limit', error } };
}

/** The most tokens that a request can have: what the server counted last, and every byte since as a token. */
export function boundTokens(agent: AgentState): number {
  return (agent.countedTokens ?? 0) + agent.uncountedBytes + wordsOfOurs;
}
