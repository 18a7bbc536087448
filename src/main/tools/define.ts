// How a tool is written: one folder with one definition. It states its params (the author's) and input (wires or the model) as zod
// schemas and gets everything it may touch through the context.

import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import type { EffectClass, KindCard, KindCategory, Performer, Reach } from '../../shared/tool/kind.ts';
import type { Passage, Ports } from '../../shared/tool/ports.ts';

/** One file of a folder as plain text; spans of passages count its characters. */
export interface SourceText {
  readonly file: string;
  readonly title: string;
  readonly date: string | null;
  readonly text: string;
  /** Headings in order with the offset where each begins. */
  readonly headings: readonly { readonly text: string; readonly level: number; readonly start: number }[];
}

export interface SearchOptions {
  readonly limit: number;
  /** About how long a passage is; 900 when left out. */
  readonly passageChars?: number;
  /** ISO days, inclusive; either leaves out files without a date. */
  readonly since?: string;
  readonly until?: string;
}

/** A folder that the user has bound to a handle, opened for reading. Files outside it cannot be reached. */
export interface OpenFolder {
  /** Best first; none when nothing matches. */
  search(query: string, options: SearchOptions): Promise<readonly Passage[]>;
  /** Errors: `folder.no_such_file` with the nearest names in the message. */
  read(file: string): Promise<SourceText>;
  /** A span of a file as a passage that can be cited; a span that would cut a character is widened to hold it whole. */
  passageOf(source: SourceText, span: { readonly start: number; readonly end: number }): Passage;
  /** Spans of about the given length in order, broken between paragraphs where possible; one for an empty text. */
  pagesOf(source: SourceText, pageChars: number): readonly { readonly start: number; readonly end: number }[];
  list(): Promise<readonly { readonly file: string; readonly title: string; readonly date: string | null }[]>;
}

/** What a call may use of the world. */
export interface ToolContext {
  readonly runId: string;
  /** The same when a crash makes the call run again. */
  readonly callId: string;
  /** The time that this run's tools see: real, or fixed by the user. */
  readonly now: () => Date;
  /** Opens the folder behind a handle. Errors: `folder.unbound`, `folder.unreadable`. */
  readonly folder: (handle: string) => Promise<OpenFolder>;
  readonly signal: AbortSignal;
}

export interface ToolDefinition<Params extends z.ZodObject = z.ZodObject, Input extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  readonly version: number;
  readonly title: string;
  /** The model reads this. */
  readonly description: string;
  readonly category: KindCategory;
  readonly icon: string;
  /** `person` for kinds that somebody answers; they have no `run`. */
  readonly performer?: Extract<Performer, 'tool' | 'person'>;
  readonly effect: EffectClass;
  readonly reach: Reach;
  readonly params: Params;
  readonly input: Input;
  readonly ports: Ports;
  readonly summary: string;
  readonly timeoutMs?: number;
  readonly examples: readonly {
    readonly title: string;
    readonly params: z.input<Params>;
    readonly input: z.input<Input>;
  }[];
  /** The values of the output ports. Throws LonglineError; its message goes to the model, so it says how to do better. */
  readonly run?: (
    params: z.output<Params>,
    input: z.output<Input>,
    context: ToolContext,
  ) => Promise<Readonly<Record<string, JsonValue>>>;
}

/** A tool definition with its types tied together. */
export function defineTool<Params extends z.ZodObject, Input extends z.ZodObject>(
  definition: ToolDefinition<Params, Input>,
): ToolDefinition<Params, Input> {
  return definition;
}

/** The card of a tool: what catalog, inspector and compiler see of it. */
export function cardOf(tool: ToolDefinition): KindCard {
  return {
    kind: tool.kind,
    version: tool.version,
    title: tool.title,
    description: tool.description,
    category: tool.category,
    icon: tool.icon,
    performer: tool.performer ?? 'tool',
    effect: tool.effect,
    reach: tool.reach,
    pluggable: true,
    params: schemaOf(tool.params),
    input: schemaOf(tool.input),
    ports: { in: [...tool.ports.in], out: [...tool.ports.out] },
    summary: tool.summary,
    ...(tool.timeoutMs === undefined ? {} : { timeoutMs: tool.timeoutMs }),
    examples: tool.examples.map((example) => ({
      title: example.title,
      params: example.params as unknown as JsonObject,
      input: example.input as unknown as JsonObject,
    })),
  };
}

function schemaOf(schema: z.ZodObject): JsonObject {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return { ...json, additionalProperties: false } as unknown as JsonObject;
}
