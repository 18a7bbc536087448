// A run of a part of a pipeline: from a node on, up to a node, or with the outputs of some nodes given instead of computed.

import { z } from 'zod';
import type { JsonObject } from '../json/value.ts';

const path = z.string().min(1).max(2000);

/** What of a pipeline runs. Node ids of the outermost document; `given` may name nodes of inner pipelines as `PIPELINE/NODE`. */
export const partSchema = z.strictObject({
  /** This node and what follows from it; what it needs from elsewhere is in `given`. */
  from: path.nullable(),
  /** This node and what it needs. */
  to: path.nullable(),
  /** Values of the output ports of nodes that do not run: pinned ones, and what a run before had computed. */
  given: z.record(path, z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>),
});
export type RunPart = Readonly<z.infer<typeof partSchema>>;
