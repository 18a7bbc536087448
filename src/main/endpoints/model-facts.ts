// What is known of a provider's models: windows, the day a model goes, and the fields its requests need. Data with dates and sources
// under resources/, checked when it is loaded.

import { z } from 'zod';
import type { JsonObject } from '../../shared/json/value.ts';
import modelRows from '../../../resources/models.json' with { type: 'json' };

export const modelFactsSchema = z.strictObject({
  provider: z.string(),
  model: z.string(),
  /** null: not known. */
  windowTokens: z.int().positive().nullable(),
  availableFrom: z.iso.date().nullable(),
  /** The first day on which the model is gone; null while it is live. */
  discontinuedOn: z.iso.date().nullable(),
  /** Fields that go into the body of each request to the model. */
  body: z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>,
  source: z.string(),
  retrievedAt: z.iso.date(),
});
export type ModelFacts = Readonly<z.infer<typeof modelFactsSchema>>;

let loaded: readonly ModelFacts[] | null = null;

/** All rows. */
export function allModelFacts(): readonly ModelFacts[] {
  loaded ??= z.array(modelFactsSchema).parse(modelRows);
  return loaded;
}

/** What is known of one model, or undefined. */
export function modelFacts(provider: string, model: string): ModelFacts | undefined {
  return allModelFacts().find((row) => row.provider === provider && row.model === model);
}

/** Whether a model is gone on an ISO day. */
export function isGone(facts: ModelFacts, day: string): boolean {
  return facts.discontinuedOn !== null && day >= facts.discontinuedOn;
}

/** The ids of a provider's models that are live on an ISO day. */
export function liveModels(provider: string, day: string): readonly string[] {
  return allModelFacts()
    .filter(
      (row) =>
        row.provider === provider && !isGone(row, day) && (row.availableFrom === null || row.availableFrom <= day),
    )
    .map((row) => row.model);
}
