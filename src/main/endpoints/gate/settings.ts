// What a user may set about an endpoint's limits, and the tiers of providers that can be named instead (resources/endpoint-limits.json:
// dated data with its source). How limits are kept is limiter.ts's.

import { z } from 'zod';
import rows from '../../../../resources/endpoint-limits.json' with { type: 'json' };

/** The most that may be asked of an endpoint; null: as much as one likes. */
export interface Limits {
  readonly requestsPerMinute: number | null;
  /** Input and output together, over any minute. */
  readonly tokensPerMinute: number | null;
  /** Over any 24 hours, as far as this process has seen them. */
  readonly tokensPerDay: number | null;
  /** Requests under way at one time. */
  readonly concurrency: number | null;
}

export const noLimits: Limits = {
  requestsPerMinute: null,
  tokensPerMinute: null,
  tokensPerDay: null,
  concurrency: null,
};

const limit = z.int().min(1);

export const presetSchema = z.strictObject({
  preset: z.string(),
  provider: z.string(),
  /** What has to be paid in, over the life of an account, to be on this tier. */
  toppedUpUsd: z.number().min(0),
  requestsPerMinute: limit.nullable(),
  tokensPerMinute: limit.nullable(),
  tokensPerDay: limit.nullable(),
  concurrency: limit.nullable(),
  source: z.string(),
  retrievedAt: z.iso.date(),
});
export type LimitsPreset = Readonly<z.infer<typeof presetSchema>>;

let loaded: readonly LimitsPreset[] | null = null;

/** All tiers that have names. */
export function limitsPresets(): readonly LimitsPreset[] {
  loaded ??= z.array(presetSchema).parse(rows);
  return loaded;
}

/** The entry `limits` of an endpoint in endpoints.json: a tier by its name, single limits, or a tier with some of its limits changed. */
export const limitsEntrySchema = z.strictObject({
  preset: z
    .string()
    .refine((name) => limitsPresets().some(({ preset }) => preset === name), {
      error: () =>
        `There is no such preset; known: ${limitsPresets()
          .map(({ preset }) => preset)
          .join(', ')}`,
    })
    .optional(),
  requestsPerMinute: limit.optional(),
  tokensPerMinute: limit.optional(),
  tokensPerDay: limit.optional(),
  concurrency: limit.optional(),
});
export type LimitsEntry = Readonly<z.infer<typeof limitsEntrySchema>>;

/** The limits that an entry stands for. */
export function limitsOfEntry(entry: LimitsEntry | undefined): Limits {
  if (entry === undefined) return noLimits;
  const tier = limitsPresets().find(({ preset }) => preset === entry.preset) ?? noLimits;
  return {
    requestsPerMinute: entry.requestsPerMinute ?? tier.requestsPerMinute,
    tokensPerMinute: entry.tokensPerMinute ?? tier.tokensPerMinute,
    tokensPerDay: entry.tokensPerDay ?? tier.tokensPerDay,
    concurrency: entry.concurrency ?? tier.concurrency,
  };
}

/** The limits that hold where several apply: of each kind the lowest. */
export function strictest(all: Iterable<Limits>): Limits {
  let most = noLimits;
  for (const limits of all) {
    most = {
      requestsPerMinute: lower(most.requestsPerMinute, limits.requestsPerMinute),
      tokensPerMinute: lower(most.tokensPerMinute, limits.tokensPerMinute),
      tokensPerDay: lower(most.tokensPerDay, limits.tokensPerDay),
      concurrency: lower(most.concurrency, limits.concurrency),
    };
  }
  return most;
}

function lower(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.min(left, right);
}
