// What a node kind says about itself. The card is JSON: the renderer draws palette, node and inspector from it, the compiler and the
// machine act on its fields, and none of them ever asks for a kind by name.

import { z } from 'zod';
import type { JsonObject } from '../json/value.ts';
import { portTypes, type Ports, type PortSpec } from './ports.ts';

/** What a crash may repeat: `read` and `idempotent-write` run again with the same call id, `write-once` asks a person. */
export const effectClasses = ['read', 'idempotent-write', 'write-once'] as const;
export type EffectClass = (typeof effectClasses)[number];

/** What a call can touch; decides what needs consent or approval. */
export const reaches = ['pure', 'read-local', 'read-net', 'write', 'send', 'exec', 'spend'] as const;
export type Reach = (typeof reaches)[number];

/**
 * Who does the work of a node: `input` and `output` are the pipeline's own ports, `value` is computed by shared code, `tool` by a tool of
 * the main process, `agent` by the interleaved loop, `person` by somebody who answers, `scope` by a pipeline inside (once, or per item).
 */
export const performers = ['input', 'output', 'value', 'tool', 'agent', 'person', 'scope'] as const;
export type Performer = (typeof performers)[number];

export const kindCategories = ['pipeline', 'agent', 'retrieve', 'compute', 'people', 'logic'] as const;
export type KindCategory = (typeof kindCategories)[number];

export const portSpecSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/),
  type: z.enum(portTypes),
  list: z.boolean().optional(),
  required: z.boolean().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
});

const jsonObjectSchema = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

export const kindCardSchema = z.strictObject({
  kind: z.string(),
  version: z.int().min(1),
  title: z.string(),
  /** One or two sentences; where the kind can be a function for the model, the model reads them. */
  description: z.string(),
  category: z.enum(kindCategories),
  /** Name of a lucide icon. */
  icon: z.string(),
  performer: z.enum(performers),
  effect: z.enum(effectClasses),
  reach: z.enum(reaches),
  /** Whether a node of this kind can hang from an agent's tools port. */
  pluggable: z.boolean(),
  /** JSON Schema (draft 2020-12, root object) of what the author sets; `default`, `title`, `description`, `unit` and `widget` are kept. */
  params: jsonObjectSchema,
  /** JSON Schema of what wires or the model give; its properties are the names of the input ports. */
  input: jsonObjectSchema,
  /** Ports of a node of this kind with default params; `portsOf` of the catalog entry gives those of one node. */
  ports: z.strictObject({ in: z.array(portSpecSchema), out: z.array(portSpecSchema) }),
  /** One line for the node's body, with `{param}` places: "top {topK} of {folder}". */
  summary: z.string(),
  /** How long one call may take before it is ended. */
  timeoutMs: z.int().positive().optional(),
  /**
   * What a call reads or changes, where calls may run side by side: `resource` is a name with `{params.NAME}` and `{input.NAME}` places.
   * Absent: a kind that only reads conflicts with nothing, any other with itself.
   */
  accesses: z.array(z.strictObject({ mode: z.enum(['read', 'write']), resource: z.string() })).optional(),
  /** Params, input and output of worked examples: documentation, preview and test at once. */
  examples: z
    .array(z.strictObject({ title: z.string(), params: jsonObjectSchema, input: jsonObjectSchema }))
    .optional(),
});
export type KindCard = z.infer<typeof kindCardSchema>;

/** Ports of the pipelines that a document defines, by local name. */
export type InnerPorts = (name: string) => Ports | null;

/** One kind as the compiler sees it: its card, and the ports that a node has with given params. */
export interface KindEntry {
  readonly card: KindCard;
  readonly portsOf: (params: JsonObject, inner: InnerPorts) => Ports;
  /**
   * How a node of this kind turns what one port gives into what another takes, where no wire joins them: its params, and by which of its
   * ports the value goes in and out. Null where nothing honest can be done. Absent: the kind converts nothing.
   */
  readonly converts?: (from: PortSpec, to: PortSpec) => { params: JsonObject; in: string; out: string } | null;
}

/** Every kind known here, by name. */
export type Catalog = ReadonlyMap<string, KindEntry>;

/** Entries for cards whose ports do not depend on params, as those of all tools. */
export function entriesOfCards(cards: readonly KindCard[]): KindEntry[] {
  return cards.map((card) => ({ card, portsOf: () => card.ports }));
}

/** A catalog of entries; a kind that stands twice is a mistake of the caller and the last one wins. */
export function catalogOf(entries: readonly KindEntry[]): Catalog {
  return new Map(entries.map((entry) => [entry.card.kind, entry]));
}
