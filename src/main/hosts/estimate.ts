// What a start would cost, told before it is made: a usual figure by a stated rule, and the most that step limits and windows allow. No
// request is sent.

import { nanoPerToken, worstCost } from '../../shared/cost/price.ts';
import { agentParamsOf, type AgentParams } from '../../shared/pipeline/kinds/agent.ts';
import type { Plan, PlanNode } from '../../shared/pipeline/plan.ts';
import type { RunEstimate } from '../../shared/api/table.ts';
import { modelKey, type Limits, type ModelBinding } from '../../shared/run/events.ts';
import { bindModels, type ModelChoice } from './bind-run.ts';
import type { RunModels } from './models.ts';

/** The rule for a usual run of one agent: so many steps, each with so many new tokens, of which the model writes a third. */
const usual = { steps: 40, openingTokens: 2000, newTokens: 1500, outputTokens: 500 } as const;
/** A window that no server tells is taken as this. */
const assumedWindow = 131_072;

interface Agent {
  readonly node: string;
  readonly trajectories: number;
  readonly steps: number;
  readonly params: AgentParams;
  readonly binding: ModelBinding;
}

/** The estimate for a plan with these choices. Errors: `endpoint.*`. */
export async function estimateRun(
  runModels: RunModels,
  plan: Plan,
  choice: ModelChoice,
  limits: Limits,
): Promise<RunEstimate> {
  const bound = await bindModels(runModels, plan, choice);
  const agents = agentsIn(plan).flatMap((node): Agent[] => {
    const params = agentParamsOf(node.params);
    const binding = bound[modelKey(params.endpoint, params.model)];
    const steps = Math.min(limits.agentSteps ?? params.maxSteps, limits.maxSteps ?? Number.MAX_SAFE_INTEGER);
    return binding === undefined ? [] : [{ node: node.id, trajectories: params.trajectories, steps, params, binding }];
  });
  const most = agents.reduce((sum, agent) => sum + stepsOf(agent), 0);
  return {
    trajectories: agents
      .filter(({ trajectories }) => trajectories > 1)
      .map(({ node, trajectories }) => ({ node, count: trajectories })),
    steps: Math.min(most, limits.maxSteps ?? most),
    costNanoUsd: costOf(agents, limits),
    basis: basisOf(agents, limits),
  };
}

function agentsIn(plan: Plan): readonly PlanNode[] {
  return [plan, ...Object.values(plan.plans)].flatMap(({ nodes }) =>
    nodes.filter((node) => node.performer === 'agent' && node.mute !== true && node.bypass === undefined),
  );
}

// Several answers are weighed in one more step.
function stepsOf({ trajectories, steps }: Agent): number {
  return trajectories > 1 ? trajectories * steps + 1 : steps;
}

function costOf(agents: readonly Agent[], limits: Limits): RunEstimate['costNanoUsd'] {
  if (agents.some(({ binding }) => binding.pricing.kind === 'unknown')) return null;
  const [most, likely] = [worstOf(agents, limits), agents.reduce((sum, agent) => sum + usualOf(agent), 0)];
  const worst = Math.min(most, limits.budgetNanoUsd ?? most);
  return { usual: Math.min(Math.round(likely), worst), worst };
}

// Every step fills what fits into one request and writes as much as it may; the dearest agents come first where steps are limited.
function worstOf(agents: readonly Agent[], limits: Limits): number {
  const dearest = agents
    .map((agent) => ({ steps: stepsOf(agent), each: worstStep(agent) }))
    .toSorted((left, right) => right.each - left.each);
  let left = limits.maxSteps ?? Number.MAX_SAFE_INTEGER;
  let sum = 0;
  for (const { steps, each } of dearest) {
    sum += Math.min(steps, left) * each;
    left -= Math.min(steps, left);
  }
  if (limits.maxTokens === null || limits.maxTokens === undefined) return sum;
  const { maxTokens } = limits;
  return Math.min(sum, ...agents.map(({ binding }) => worstCost(0, maxTokens, binding.pricing) ?? 0));
}

function worstStep({ params, binding }: Agent): number {
  const window = binding.windowTokens ?? assumedWindow;
  const output = Math.min(params.maxOutputTokens, window);
  return worstCost(window - output, output, binding.pricing) ?? 0;
}

function usualOf(agent: Agent): number {
  const { pricing } = agent.binding;
  if (pricing.kind !== 'row') return 0;
  const { input: fresh, cachedInput: cached, output: written } = nanoPerToken(pricing.row);
  const steps = Math.min(usual.steps, agent.steps);
  let cost = 0;
  for (let step = 0; step < steps; step += 1) {
    const before = Math.min(usual.openingTokens + step * usual.newTokens, agent.params.contextTokens);
    cost += before * (step === 0 ? fresh : cached) + usual.newTokens * fresh + usual.outputTokens * written;
  }
  if (agent.trajectories === 1) return cost;
  const weighed = agent.trajectories * usual.newTokens * fresh + usual.openingTokens * written;
  return cost * agent.trajectories + weighed;
}

function basisOf(agents: readonly Agent[], limits: Limits): string {
  if (agents.length === 0) return 'The pipeline asks no model.';
  const priced = new Set(agents.map(({ binding }) => priceText(binding)));
  const windows = [...new Set(agents.map(({ binding }) => binding.windowTokens ?? assumedWindow))];
  const tokens = windows.map((window) => window.toLocaleString('en-US')).join(' or ');
  const steps = limits.maxSteps === null ? 'the step limits of the agents' : 'the step limit of the run';
  return [
    `Usual: each attempt of an agent takes up to ${usual.steps} steps of ${usual.newTokens.toLocaleString('en-US')} new tokens and finds the rest in the cache.`,
    `At most: as many steps as ${steps} allow, each filling a window of ${tokens} tokens.`,
    `An agent inside a map counts once.`,
    `${[...priced].join('; ')}.`,
  ].join(' ');
}

function priceText({ model, endpoint, pricing }: ModelBinding): string {
  switch (pricing.kind) {
    case 'free':
      return `${model} at ${endpoint} is free`;
    case 'unknown':
      return `the price of ${model} at ${endpoint} is not known`;
    case 'row':
      return `${model} at ${endpoint} by the price of ${pricing.row.effectiveFrom}`;
  }
}
