// The limits of a run from what was asked for, and the check that they can be kept.

import { LonglineError } from '../../shared/errors.ts';
import type { Limits, ModelBinding } from '../../shared/run/events.ts';
import type { StartRequest } from './engine-types.ts';

/** The limits that a start asks for. */
export function limitsOf({ maxSteps, budgetUsd, maxTokens, maxWallMs, rehearsal }: StartRequest): Limits {
  // A rehearsal of N calls answers at step N + 1, and must not be told there that it is the last.
  const agentSteps =
    maxSteps ?? (rehearsal?.steps === null || rehearsal?.steps === undefined ? null : rehearsal.steps + 2);
  return {
    maxSteps,
    agentSteps,
    budgetNanoUsd: budgetUsd === null ? null : Math.round(budgetUsd * 1e9),
    maxTokens: maxTokens ?? null,
    maxWallMs: maxWallMs ?? null,
  };
}

/** Throws `run.price_unknown` for a budget over a model whose price nobody knows. */
export function refuseUnknownPrices(limits: Limits, bindings: readonly ModelBinding[]): void {
  if (limits.budgetNanoUsd === null) return;
  const unknown = bindings.find((binding) => binding.pricing.kind === 'unknown');
  if (unknown === undefined) return;
  throw new LonglineError(
    'run.price_unknown',
    `The price of ${unknown.model} at ${unknown.endpoint} is not known, so a budget cannot be kept.`,
    {
      details: { model: unknown.model, endpoint: unknown.endpoint },
      action:
        'Declare the price of the endpoint in endpoints.json ("pricing": "free" for your own machine), or run without a budget.',
    },
  );
}
