// How the requests to one model of one endpoint are priced: as the user declared, by the provider's row of the day, or not known.

import type { Pricing } from '../../shared/cost/price.ts';
import type { EndpointEntry } from './config.ts';
import { priceOf } from './prices.ts';
import type { EndpointProfile } from './profile.ts';

/** The pricing of a model on an ISO day; `name` is the endpoint's. */
export function pricingOf(
  name: string,
  entry: EndpointEntry | null,
  profile: EndpointProfile,
  model: string,
  day: string,
): Pricing {
  if (profile.rehearsal || entry?.pricing === 'free') return { kind: 'free' };
  if (entry?.pricing !== undefined) {
    const { input, cachedInput = null, output } = entry.pricing;
    const row = {
      id: `endpoints.json/${name}`,
      provider: name,
      model,
      currency: 'USD',
      effectiveFrom: day,
      effectiveTo: null,
      perMillion: { input, cachedInput, output },
      source: 'endpoints.json',
      retrievedAt: day,
      confidence: 'primary',
    } as const;
    return { kind: 'row', row };
  }
  const row = profile.provider === null ? null : priceOf(profile.provider, model, day);
  return row === null ? { kind: 'unknown' } : { kind: 'row', row };
}
