// What is known of models: a provider's own (windows, the day a model goes, the fields its requests need), and open weights wherever
// they are served (sampling, thinking switch, ids of calls). Data with dates and sources under resources/, checked when it is loaded.

import { z } from 'zod';
import type { JsonObject } from '../../shared/json/value.ts';
import rows from '../../../resources/models.json' with { type: 'json' };

const fields = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const origin = { source: z.string(), retrievedAt: z.iso.date() };

export const modelFactsSchema = z.strictObject({
  provider: z.string(),
  model: z.string(),
  /** null: not known. */
  windowTokens: z.int().positive().nullable(),
  availableFrom: z.iso.date().nullable(),
  /** The first day on which the model is gone; null while it is live. */
  discontinuedOn: z.iso.date().nullable(),
  /** Fields that go into the body of each request to the model. */
  body: fields,
  ...origin,
});
export type ModelFacts = Readonly<z.infer<typeof modelFactsSchema>>;

const weightsSchema = z.strictObject({
  family: z.string(),
  /** A regular expression for the names under which servers offer these weights; the first family that fits counts. */
  pattern: z.string(),
  /** The window that the model was made for. */
  windowTokens: z.int().positive(),
  /** How the weights were published; null: not known. */
  quantization: z.string().nullable(),
  sampling: z.strictObject({ temperature: z.number(), top_p: z.number() }),
  /** Arguments of the chat template that switch thinking on and keep it; empty for a model without a switch. */
  template: fields,
  /** Which ids of calls the template expects (src/shared/run/events.ts). */
  callIds: z.enum(['as-received', 'kimi']),
  ...origin,
});
export type Weights = Readonly<z.infer<typeof weightsSchema>>;

/** The file with both lists. */
export const modelsSchema = z.strictObject({ hosted: z.array(modelFactsSchema), weights: z.array(weightsSchema) });

interface Loaded {
  readonly hosted: readonly ModelFacts[];
  readonly weights: readonly (Weights & { readonly fits: RegExp })[];
}

let loaded: Loaded | null = null;

function load(): Loaded {
  if (loaded !== null) return loaded;
  const { hosted, weights } = modelsSchema.parse(rows);
  loaded = { hosted, weights: weights.map((row) => ({ ...row, fits: new RegExp(row.pattern, 'i') })) };
  return loaded;
}

/** All rows of providers. */
export function allModelFacts(): readonly ModelFacts[] {
  return load().hosted;
}

/** What is known of one model of a provider, or undefined. */
export function modelFacts(provider: string, model: string): ModelFacts | undefined {
  return allModelFacts().find((row) => row.provider === provider && row.model === model);
}

/** The open weights that a server's name for a model stands for, or undefined. */
export function weightsOf(model: string): Weights | undefined {
  return load().weights.find(({ fits }) => fits.test(model));
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
