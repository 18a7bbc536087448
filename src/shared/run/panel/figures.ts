// The figures that are always in sight of a run: how much of each limit is used, how full the context is, how fast the model writes, and
// what the run comes to at this pace. Computed from the folded view; what is not known is null and never a zero.

import type { Cost } from '../../cost/usage.ts';
import { agentParamsOf } from '../../pipeline/kinds/agent.ts';
import type { Plan } from '../../pipeline/plan.ts';
import { contextLimits } from '../context/limits.ts';
import { modelKey } from '../events.ts';
import type { RunView, StepView } from '../view.ts';
import { nodeOfActivation } from './activation-path.ts';

/** Steps that count against the limits: all but those that sum a conversation up. */
export function stepsTaken({ steps }: Pick<RunView, 'steps'>): number {
  return steps.filter((step) => step.purpose === 'step').length;
}

/** The most steps that a run may take, over all its agents; null when nothing limits them. */
export function stepCap({ limits }: Pick<RunView, 'limits'>, plan: Plan | null): number | null {
  const agents = (plan?.nodes ?? []).filter((node) => node.performer === 'agent');
  const own = agents.reduce((sum, { params }) => {
    const { maxSteps, trajectories } = agentParamsOf(params);
    // Several trajectories are weighed in a conversation of its own.
    const conversations = trajectories === 1 ? 1 : trajectories + 1;
    return sum + (limits.agentSteps ?? maxSteps) * conversations;
  }, 0);
  const { maxSteps } = limits;
  if (own === 0) return maxSteps;
  return maxSteps === null ? own : Math.min(maxSteps, own);
}

/** Tokens of all attempts that count against the token limit, in and out. */
export function tokensUsed({ ledger }: Pick<RunView, 'ledger'>): number {
  return ledger.usage.promptTokens + ledger.usage.completionTokens;
}

export interface ContextFill {
  /** Tokens of the newest measured request and its reply: what the next request begins with. */
  readonly tokens: number;
  /** Where the conversation is shortened, or the model's window where it is not; null when neither is known. */
  readonly limit: number | null;
  /** What the model takes at most; null when the server does not tell. */
  readonly window: number | null;
  readonly activation: string;
}

/** How full the context of the newest step's conversation is; null before the first usage is told. */
export function contextFill(
  { steps, models }: Pick<RunView, 'steps' | 'models'>,
  plan: Plan | null,
): ContextFill | null {
  const newest = steps.findLast(measured);
  if (newest === undefined) return null;
  const { promptTokens, completionTokens } = newest.ledger.usage;
  const { activation } = newest;
  const node = plan === null ? undefined : nodeOfActivation(plan, activation);
  const params = node?.performer === 'agent' ? agentParamsOf(node.params) : null;
  const bound = params === null ? undefined : models[modelKey(params.endpoint, params.model)];
  const window = (bound ?? Object.values(models).find(({ model }) => model === newest.model))?.windowTokens ?? null;
  const limit = params?.context === 'auto' ? contextLimits(window, params).soft : window;
  return { tokens: promptTokens + completionTokens, limit, window, activation };
}

/** How many tokens a second the newest step was written with, from its first token on; null before there is one. */
export function writingSpeed(steps: readonly StepView[]): number | null {
  const last = steps.findLast((step) => step.durationMs !== undefined && measured(step));
  if (last === undefined) return null;
  const writingMs = (last.durationMs ?? 0) - (last.firstTokenMs ?? 0);
  return writingMs <= 0 ? null : (last.ledger.usage.completionTokens * 1000) / writingMs;
}

/** Tokens that a run's server read from its cache and new ones; null when it does not tell. */
export function cacheShare({
  ledger,
}: Pick<RunView, 'ledger'>): { readonly hit: number; readonly miss: number } | null {
  const { promptTokens, cachedTokens } = ledger.usage;
  return cachedTokens === null || promptTokens === 0 ? null : { hit: cachedTokens, miss: promptTokens - cachedTokens };
}

export interface Forecast {
  /** What a step costs lately, in nano-USD. */
  readonly perStep: Cost;
  /** The cost when all steps that may be taken have been taken, at this pace; null when nothing limits them. */
  readonly atCap: Cost | null;
  /** The step at which the budget is used up at this pace, at the earliest; null without a budget, or when the cap comes first. */
  readonly budgetStep: number | null;
}

/**
 * What a run comes to if it goes on as in its last steps; null once it has ended, and as long as prices are unknown or too little has
 * been paid.
 */
export function forecast(
  view: Pick<RunView, 'status' | 'steps' | 'ledger' | 'limits' | 'forked'>,
  plan: Plan | null,
): Forecast | null {
  const paid = view.steps
    .slice(view.forked?.inherited ?? 0)
    .filter(measured)
    .slice(-pace);
  const { cost } = view.ledger;
  const hasEnded = view.status === 'done' || view.status === 'failed' || view.status === 'limited';
  if (hasEnded || cost === null || paid.length < 3) return null;
  const costs = paid.flatMap(({ ledger }) => ledger.cost ?? []);
  if (costs.length < paid.length) return null;
  const perStep = {
    low: Math.round(sum(costs.map(({ low }) => low)) / paid.length),
    high: Math.round(sum(costs.map(({ high }) => high)) / paid.length),
  };
  if (perStep.high === 0) return null;
  const taken = stepsTaken(view);
  const cap = stepCap(view, plan);
  const left = cap === null ? null : Math.max(0, cap - taken);
  const atCap = left === null ? null : { low: cost.low + perStep.low * left, high: cost.high + perStep.high * left };
  const budget = view.limits.budgetNanoUsd;
  const within = budget === null ? null : Math.max(0, Math.floor((budget - cost.high) / perStep.high));
  const budgetStep = within === null || (left !== null && within >= left) ? null : taken + within;
  return { perStep, atCap, budgetStep };
}

// Steps whose server said what it used, in a single attempt: the sum over several says nothing about one request.
function measured({ ledger }: StepView): boolean {
  return ledger.usage.promptTokens > 0 && ledger.attempts === 1;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const pace = 10;
