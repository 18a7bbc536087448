// The document `longline/1`: what the canvas edits, what a file holds. Schema, reading from text with limits, canonical bytes.
// Whether a document makes sense against a catalog is check.ts; what it runs as is compile.ts.

import { z } from 'zod';
import { LonglineError } from '../errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import { documentJsonLimits, readJson } from '../json/read.ts';
import { utf8Length } from '../json/utf8.ts';
import { childPointer, type JsonObject } from '../json/value.ts';

export const documentFormat = 'longline/1';
export const documentLimits = { maxBytes: 8 * 1024 * 1024, maxNodes: 10_000, maxWires: 50_000 } as const;

const name = z
  .string()
  .regex(
    /^(?!(?:constructor|prototype)$)[a-z0-9][a-z0-9_-]{0,63}$/,
    'must be 1 to 64 of a-z, 0-9, "-" and "_", beginning with a letter or digit',
  );
const portName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must be a port name');
const text = z.string().max(1_000_000);
const finite = z.number().min(-1e7).max(1e7);
const point = z.strictObject({ x: finite, y: finite });

const nodeSchema = z.strictObject({
  id: name,
  kind: z.string().min(1).max(128),
  version: z.int().min(1),
  title: text.optional(),
  params: z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>,
  /** A muted node does not run; what depends on it is skipped. */
  mute: z.literal(true).optional(),
  /** A bypassed node passes its input on instead of working on it. */
  bypass: z.literal(true).optional(),
});

const wireEndSchema = z.strictObject({ node: name, port: portName });
const wireSchema = z.strictObject({ kind: z.enum(['data', 'tool']), from: wireEndSchema, to: wireEndSchema });

const handleSchema = z.strictObject({ kind: z.enum(['folder', 'file']), title: text, description: text.optional() });

const viewSchema = z.strictObject({
  positions: z.record(name, point).optional(),
  sizes: z.record(name, z.strictObject({ width: finite, height: finite })).optional(),
  collapsed: z.array(name).optional(),
  groups: z.array(z.strictObject({ id: name, title: text, nodes: z.array(name), colour: text.optional() })).optional(),
  notes: z
    .array(z.strictObject({ id: name, text, position: point, width: finite, height: finite, colour: text.optional() }))
    .optional(),
  viewport: z.strictObject({ x: finite, y: finite, zoom: z.number().min(0.01).max(100) }).optional(),
});

const metaSchema = z.strictObject({
  title: text,
  description: text.optional(),
  tags: z.array(text).optional(),
  author: text.optional(),
});

export interface PipelineNode {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly title?: string | undefined;
  readonly params: JsonObject;
  readonly mute?: true | undefined;
  readonly bypass?: true | undefined;
}
export type WireEnd = Readonly<z.infer<typeof wireEndSchema>>;
export interface Wire {
  readonly kind: 'data' | 'tool';
  readonly from: WireEnd;
  readonly to: WireEnd;
}
export type Handle = Readonly<z.infer<typeof handleSchema>>;
export type PipelineView = Readonly<z.infer<typeof viewSchema>>;
export interface PipelineDocument {
  readonly format: typeof documentFormat;
  readonly meta: Readonly<z.infer<typeof metaSchema>>;
  readonly nodes: readonly PipelineNode[];
  readonly wires: readonly Wire[];
  readonly handles?: Readonly<Record<string, Handle>> | undefined;
  readonly pipelines?: Readonly<Record<string, PipelineDocument>> | undefined;
  readonly view?: PipelineView | undefined;
}

export const documentSchema: z.ZodType<PipelineDocument> = z.lazy(() =>
  z.strictObject({
    format: z.literal(documentFormat),
    meta: metaSchema,
    nodes: z.array(nodeSchema).max(documentLimits.maxNodes, `may not hold more than ${documentLimits.maxNodes} nodes`),
    wires: z.array(wireSchema).max(documentLimits.maxWires, `may not hold more than ${documentLimits.maxWires} wires`),
    handles: z.record(name, handleSchema).optional(),
    pipelines: z.record(name, documentSchema).optional(),
    view: viewSchema.optional(),
  }),
);

/**
 * A document from the text of a file. Throws `document.too_large`, `json.*` (with line and column), `document.format` or
 * `document.schema` (with `details.pointer`), each one sentence with the place.
 */
export function readDocument(source: string): PipelineDocument {
  const bytes = utf8Length(source);
  if (bytes > documentLimits.maxBytes) throw tooLarge(bytes);
  return parseDocument(readJson(source, documentJsonLimits));
}

/** A document from a parsed value; the same errors as readDocument but for the text's. */
export function parseDocument(value: unknown): PipelineDocument {
  const format = typeof value === 'object' && value !== null ? (value as { format?: unknown }).format : undefined;
  if (format !== documentFormat) {
    const found = typeof format === 'string' ? `its format is "${format.slice(0, 40)}"` : 'it names no format';
    throw new LonglineError('document.format', `This is not a ${documentFormat} document: ${found}.`, {
      details: {
        pointer: '/format',
        ...(typeof format === 'string' ? { format: format.slice(0, 40) } : { case: 'none' }),
      },
      ...(typeof format === 'string' && format.startsWith('longline/')
        ? { action: 'Open it with a newer Longline.' }
        : {}),
    });
  }
  const parsed = documentSchema.safeParse(value, { jitless: true });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? []);
  const pointer = path.reduce<string>((left, token) => childPointer(left, String(token)), '');
  const what =
    issue?.code === 'unrecognized_keys' ? 'is not a property that longline/1 knows' : (issue?.message ?? 'is wrong');
  throw new LonglineError('document.schema', `${pointer === '' ? 'The document' : pointer} ${lowerFirst(what)}.`, {
    details: {
      pointer,
      place: pointer === '' ? '/' : pointer,
      what: lowerFirst(what),
      ...(issue?.code === 'unrecognized_keys' ? { case: 'unknown' } : {}),
    },
  });
}

/** The canonical bytes of a document as text, without the final newline that files have. */
export function writeDocument(document: PipelineDocument): string {
  return canonicalJson(document);
}

/** The error for a document beyond the size limit, in bytes. */
export function tooLarge(bytes: number): LonglineError {
  const mebibytes = (bytes / 1024 / 1024).toFixed(1);
  return new LonglineError(
    'document.too_large',
    `The document has ${mebibytes} MiB; a document may have at most 8 MiB.`,
    { details: { bytes, mebibytes } },
  );
}

/** A new document with nothing in it but its title. */
export function emptyDocument(title: string): PipelineDocument {
  return { format: documentFormat, meta: { title }, nodes: [], wires: [] };
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}
