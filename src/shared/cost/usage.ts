// What a model request used and what it cost. Money is integer nano-USD (1 USD per million tokens is 1,000 a token); what is not
// known is null or a range, never a zero.

import { z } from 'zod';

export const usageSchema = z.strictObject({
  /** All input tokens, cached ones included. */
  promptTokens: z.int().min(0),
  /** All output tokens, reasoning included. */
  completionTokens: z.int().min(0),
  /** Input tokens read from the server's prefix cache; null when the server does not tell. */
  cachedTokens: z.int().min(0).nullable(),
  /** Part of completionTokens; null when the server does not tell. */
  reasoningTokens: z.int().min(0).nullable(),
  /** What the server itself says that the request cost, in nano-USD; absent where it does not tell. */
  costNanoUsd: z.int().min(0).optional(),
});
export type Usage = Readonly<z.infer<typeof usageSchema>>;

/** Cost in nano-USD: equal ends when known, a range when the server does not tell enough. */
export const costSchema = z.strictObject({ low: z.int().min(0), high: z.int().min(0) });
export type Cost = Readonly<z.infer<typeof costSchema>>;

/** What a run has used so far, over all its attempts. `cost` is null as soon as one attempt's price is unknown. */
export interface Ledger {
  readonly usage: Usage;
  readonly cost: Cost | null;
  readonly attempts: number;
}

export const emptyLedger: Ledger = {
  usage: { promptTokens: 0, completionTokens: 0, cachedTokens: 0, reasoningTokens: 0 },
  cost: { low: 0, high: 0 },
  attempts: 0,
};

/** The ledger after one more attempt. */
export function addAttempt(ledger: Ledger, usage: Usage | null, cost: Cost | null): Ledger {
  return {
    usage: usage === null ? ledger.usage : addUsage(ledger.usage, usage),
    cost: addCost(ledger.cost, cost),
    attempts: ledger.attempts + 1,
  };
}

/** The sum of two costs; unknown when either is. */
export function addCost(left: Cost | null, right: Cost | null): Cost | null {
  return left === null || right === null ? null : { low: left.low + right.low, high: left.high + right.high };
}

function addUsage(left: Usage, right: Usage): Usage {
  return {
    promptTokens: left.promptTokens + right.promptTokens,
    completionTokens: left.completionTokens + right.completionTokens,
    cachedTokens: addKnown(left.cachedTokens, right.cachedTokens),
    reasoningTokens: addKnown(left.reasoningTokens, right.reasoningTokens),
  };
}

function addKnown(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}
