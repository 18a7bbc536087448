// Dated prices and what a usage costs by them. The rows are data under resources/; a run keeps the row it was priced by, so that old
// runs do not change when prices do.

import { z } from 'zod';
import type { Cost, Usage } from './usage.ts';

export const priceRowSchema = z.strictObject({
  id: z.string(),
  provider: z.string(),
  model: z.string(),
  currency: z.literal('USD'),
  /** ISO dates; `effectiveTo` is the first day on which the row no longer holds, null when it still does. */
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().nullable(),
  /** USD per million tokens. `cachedInput` null: the provider has no cache discount. */
  perMillion: z.strictObject({
    input: z.number().min(0),
    cachedInput: z.number().min(0).nullable(),
    output: z.number().min(0),
  }),
  source: z.string(),
  retrievedAt: z.iso.date(),
  confidence: z.enum(['primary', 'secondary']),
});
export type PriceRow = Readonly<z.infer<typeof priceRowSchema>>;

/** How the requests of a run are priced: by a row, free because the endpoint is declared so, or unknown. */
export const pricingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('row'), row: priceRowSchema }),
  z.strictObject({ kind: z.literal('free') }),
  z.strictObject({ kind: z.literal('unknown') }),
]);
export type Pricing = Readonly<z.infer<typeof pricingSchema>>;

/** The row that holds for a provider's model on an ISO day, or null. */
export function priceOn(rows: readonly PriceRow[], provider: string, model: string, day: string): PriceRow | null {
  const fitting = rows.filter(
    (row) =>
      row.provider === provider &&
      row.model === model &&
      row.effectiveFrom <= day &&
      (row.effectiveTo === null || day < row.effectiveTo),
  );
  return fitting.toSorted((left, right) => right.effectiveFrom.localeCompare(left.effectiveFrom))[0] ?? null;
}

/**
 * What one attempt cost, in nano-USD. What the server says it cost stands in for a price that is not known, and is believed over a row
 * only where it is more. Without a cached count the cost is a range from all cached to none; without usage it is a range
 * from nothing to `worst` (the reservation made before the attempt); null when the price is unknown.
 */
export function costOf(usage: Usage | null, pricing: Pricing, worst: number): Cost | null {
  switch (pricing.kind) {
    case 'unknown':
      return usage?.costNanoUsd === undefined ? null : { low: usage.costNanoUsd, high: usage.costNanoUsd };
    case 'free':
      return { low: 0, high: 0 };
    case 'row':
      break;
  }
  if (usage === null) return { low: 0, high: worst };
  const { input, cachedInput, output } = nanoPerToken(pricing.row);
  const out = usage.completionTokens * output;
  const told = usage.costNanoUsd ?? 0;
  if (usage.cachedTokens === null) {
    return {
      low: Math.max(told, Math.round(usage.promptTokens * cachedInput + out)),
      high: Math.max(told, Math.round(usage.promptTokens * input + out)),
    };
  }
  const cached = Math.min(usage.cachedTokens, usage.promptTokens);
  const exact = Math.max(told, Math.round((usage.promptTokens - cached) * input + cached * cachedInput + out));
  return { low: exact, high: exact };
}

/** The most that an attempt can cost with these token counts, in nano-USD; null when the price is unknown. */
export function worstCost(promptTokens: number, maxOutputTokens: number, pricing: Pricing): number | null {
  switch (pricing.kind) {
    case 'unknown':
      return null;
    case 'free':
      return 0;
    case 'row': {
      const { input, output } = nanoPerToken(pricing.row);
      return Math.ceil(promptTokens * input + maxOutputTokens * output);
    }
  }
}

/** How many output tokens fit into a remainder of nano-USD after the input is paid; never negative. */
export function affordableOutput(promptTokens: number, remainingNanoUsd: number, pricing: Pricing): number {
  if (pricing.kind !== 'row') return Number.MAX_SAFE_INTEGER;
  const { input, output } = nanoPerToken(pricing.row);
  if (output === 0) return Number.MAX_SAFE_INTEGER;
  return Math.max(0, Math.floor((remainingNanoUsd - Math.ceil(promptTokens * input)) / output));
}

/** What one token costs, in nano-USD; a provider without a cache discount charges cached input like any other. */
export function nanoPerToken(row: PriceRow): {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
} {
  const { input, cachedInput, output } = row.perMillion;
  return { input: input * 1000, cachedInput: (cachedInput ?? input) * 1000, output: output * 1000 };
}
