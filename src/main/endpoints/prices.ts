// The dated prices that ship with Longline, checked when they are loaded. What a usage costs by them is in src/shared/cost.

import { z } from 'zod';
import { priceOn, priceRowSchema, type PriceRow } from '../../shared/cost/price.ts';
import rows from '../../../resources/prices.json' with { type: 'json' };

let loaded: readonly PriceRow[] | null = null;

/** All rows. */
export function priceRows(): readonly PriceRow[] {
  loaded ??= z.array(priceRowSchema).parse(rows);
  return loaded;
}

/** The row of a provider's model on an ISO day, or null. */
export function priceOf(provider: string, model: string, day: string): PriceRow | null {
  return priceOn(priceRows(), provider, model, day);
}
