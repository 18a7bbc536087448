// What has to be done next, read from the state. Limits are kept here: no model request is offered whose worst case does not fit into
// the budget, and the last step of a limit is offered as the last.

import { affordableOutput, worstCost } from '../cost/price.ts';
import { utf8Length } from '../json/utf8.ts';
import { agentParamsOf } from '../pipeline/kinds/agent.ts';
import type { CallModelEffect, Effect } from './effects.ts';
import type { RecordedError } from './events.ts';
import { agentAt, agentModelKey, bindingOf, lastStepMessage, nextDigest } from './loop.ts';
import { activationAt, nodeOf, type AgentState, type DueModel, type RunState } from './state.ts';

/** Output tokens that a step should have; with less, the budget is as good as spent and the model must answer. */
const usefulOutputTokens = 8192;
/** With less than this, not even a last answer makes sense. */
const leastOutputTokens = 512;
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
  // Money and steps that requests under way, and those offered in this very list, take.
  let reserved = 0;
  let offeredSteps = 0;
  for (const entry of entries) reserved += entry.reservedNanoUsd;
  const effects: Effect[] = [];
  for (const entry of entries) {
    const effect =
      entry.effect.type === 'call-model'
        ? entry.requested
          ? null
          : modelEffect(state, entry.effect, reserved, offeredSteps)
        : entry.effect;
    if (effect === null) continue;
    effects.push(effect);
    if (effect.type === 'call-model') {
      reserved += effect.reservedNanoUsd ?? 0;
      if (effect.attempt === 1) offeredSteps += 1;
    }
  }
  return effects;
}

/** Why a request must be the last of its agent, from limits alone; the same answer when a journal is folded again. */
export function lastReason(
  state: RunState,
  effect: Pick<DueModel, 'activation' | 'step' | 'attempt'>,
  stepsAhead = 0,
): RecordedError | null {
  const agent = agentAt(state, effect.activation);
  if (agent.last !== null) return agent.last;
  const limits = state.started?.limits;
  const cap =
    limits?.agentSteps ?? agentParamsOf(nodeOf(state, activationAt(state, effect.activation)).params).maxSteps;
  const begun = state.steps + stepsAhead + (effect.attempt === 1 ? 1 : 0);
  const spent = limits?.maxSteps !== null && limits?.maxSteps !== undefined && begun >= limits.maxSteps;
  if (effect.step >= cap || spent) {
    const steps = effect.step >= cap ? cap : limits?.maxSteps;
    return { code: 'limit.steps', message: `The step limit of ${steps} was reached.` };
  }
  return null;
}

/** The reason for a last step that the budget forces. */
export const budgetReason: RecordedError = { code: 'limit.budget', message: 'The budget was used up.' };

function modelEffect(state: RunState, entry: DueModel, reserved: number, stepsAhead: number): Effect | null {
  const { activation, step, attempt, id } = entry;
  const limits = state.started?.limits;
  if (
    attempt === 1 &&
    limits?.maxSteps !== null &&
    limits?.maxSteps !== undefined &&
    state.steps + stepsAhead >= limits.maxSteps
  ) {
    if (stepsAhead > 0) return null;
    const error = { code: 'limit.steps', message: `The step limit of ${limits.maxSteps} was reached.` };
    return { type: 'evaluate', id, activation, what: { of: 'limit', error } };
  }
  const node = nodeOf(state, activationAt(state, activation));
  const agent = agentAt(state, activation);
  const binding = bindingOf(state, node);
  const promptTokens = promptBound(agent);
  const room =
    binding.windowTokens === null
      ? Number.MAX_SAFE_INTEGER
      : binding.windowTokens - promptEstimate(agent) - windowMarginTokens;
  let maxOutputTokens = Math.max(leastOutputTokens, Math.min(agent.maxOutputTokens, room));
  let last = lastReason(state, entry, stepsAhead);
  if (limits?.budgetNanoUsd !== null && limits?.budgetNanoUsd !== undefined) {
    const spent = state.ledger.cost?.high ?? Number.MAX_SAFE_INTEGER;
    const remaining = limits.budgetNanoUsd - spent - reserved;
    const worst = worstCost(promptTokens, maxOutputTokens, binding.pricing) ?? Number.MAX_SAFE_INTEGER;
    if (worst > remaining) {
      const affordable = affordableOutput(promptTokens, remaining, binding.pricing);
      if (affordable < leastOutputTokens || binding.pricing.kind === 'unknown') {
        return reserved > 0 ? null : { type: 'evaluate', id, activation, what: { of: 'limit', error: budgetReason } };
      }
      if (affordable < usefulOutputTokens) last ??= budgetReason;
      maxOutputTokens = Math.min(maxOutputTokens, affordable);
    }
  }
  const nudged = last !== null && agent.last === null;
  const messages = nudged ? agent.messages.push(lastStepMessage) : agent.messages;
  const effect: CallModelEffect = {
    type: 'call-model',
    id,
    activation,
    step,
    attempt,
    model: agentModelKey(node),
    messages: messages.backing,
    count: messages.length,
    digest: nudged ? nextDigest(state, agent.digest, lastStepMessage) : agent.digest,
    tools: node.tools ?? [],
    last: last !== null,
    maxOutputTokens,
    reservedNanoUsd: worstCost(promptTokens, maxOutputTokens, binding.pricing),
  };
  return effect;
}

// What the server counted last, and every byte since as a token: more than any tokenizer makes of it.
function promptBound(agent: AgentState): number {
  const counted = agent.lastUsage === null ? 0 : agent.lastUsage.promptTokens + agent.lastUsage.completionTokens;
  return counted + agent.uncountedBytes + utf8Length(lastStepMessage);
}

// A likely count, for fitting into the window: about three bytes a token.
function promptEstimate(agent: AgentState): number {
  const counted = agent.lastUsage === null ? 0 : agent.lastUsage.promptTokens + agent.lastUsage.completionTokens;
  return counted + Math.ceil(agent.uncountedBytes / 3);
}
