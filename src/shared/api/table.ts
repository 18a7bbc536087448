// The contract between a host and its window: a plain table of methods with the schemas of what goes in and comes out. Every transport
// (Electron's IPC, the browser host's WebSocket) is derived from it at both ends, and so are the types.

import { z } from 'zod';
import { documentSchema, type PipelineDocument } from '../pipeline/document.ts';
import { editSchema, type PipelineEdit } from '../pipeline/edits.ts';
import { historyEntrySchema } from '../pipeline/history.ts';
import { partSchema } from '../pipeline/part.ts';
import type { Plan } from '../pipeline/plan.ts';
import { pictureSchema } from '../pipeline/view/picture.ts';
import { deltaSchema, eventSchema, limitsSchema, statusSchema, type LivePiece, type RunEvent } from '../run/events.ts';
import type { RunDiff } from '../run/diff.ts';
import { kindCardSchema } from '../tool/kind.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import { folderPathSchema, libraryEditSchema } from './library.ts';

const nothing = z.strictObject({});
const json = z.json() as unknown as z.ZodType<JsonValue>;
const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const id = z.string().min(1).max(200);

const aboutSchema = z.strictObject({
  version: z.string(),
  host: z.enum(['desktop', 'browser']),
  /** Whether `handles.choose` can open a native dialog. */
  canChooseFolders: z.boolean(),
});

/** What an entry is called in another language; a tag that is not there is called what it is. */
export const entryWordsSchema = z.strictObject({
  title: z.string().min(1).max(200),
  description: z.string().min(1).max(2000),
  tags: z.record(z.string(), z.string().min(1).max(60)),
});
export type EntryWords = z.infer<typeof entryWordsSchema>;

/** `sample:NAME` for the bundled ones, which are never changed; a ULID for the library's own. */
const libraryEntrySchema = z.strictObject({
  id,
  title: z.string(),
  description: z.string().nullable(),
  sample: z.boolean(),
  updatedAt: z.int().nullable(),
  /** When a window last opened it; null: never. */
  openedAt: z.int().nullable(),
  tags: z.array(z.string()),
  folder: folderPathSchema.nullable(),
  nodes: z.int(),
  picture: pictureSchema,
  /** Of samples, by language in lower case, such as `zh-cn`. */
  words: z.record(z.string(), entryWordsSchema).optional(),
});

const libraryListSchema = z.strictObject({
  entries: z.array(libraryEntrySchema),
  /** Every folder, those without pipelines included. */
  folders: z.array(folderPathSchema),
  /** What undo and redo would take back or bring again, and when it was done; null when there is nothing. */
  undo: z.strictObject({ edit: libraryEditSchema, at: z.int() }).nullable(),
  redo: z.strictObject({ edit: libraryEditSchema, at: z.int() }).nullable(),
});

const revisionRowSchema = z.strictObject({
  revision: z.int().min(1),
  at: z.int(),
  /** A name that a person gave it; such revisions are kept for ever. */
  label: z.string().nullable(),
});

const pinSchema = z.strictObject({
  /** Node id; of an inner pipeline `PIPELINE/NODE`. */
  node: z.string(),
  outputs: jsonObject,
});

const boundHandleSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['folder', 'file']),
  title: z.string(),
  /** What a person may see of where it points; null: not bound. */
  bound: z.string().nullable(),
});

const openPipelineSchema = z.strictObject({
  id,
  sample: z.boolean(),
  /** Grows by one with every save; 0 for samples. */
  revision: z.int().min(0),
  /** The document of that revision. */
  document: documentSchema,
  /** What could be taken back and brought again at that revision. */
  past: z.array(editSchema as z.ZodType<PipelineEdit>),
  future: z.array(editSchema as z.ZodType<PipelineEdit>),
  /** What was done since that revision and no save has taken in yet: what a crashed window left. */
  entries: z.array(historyEntrySchema),
  /** Number of the last entry of the edit log. */
  seq: z.int().min(0),
  pins: z.array(pinSchema),
  handles: z.array(boundHandleSchema),
});

const endpointSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** null for the rehearsal endpoint, which is started when it is needed. */
  url: z.string().nullable(),
  /** There is no model behind it. */
  rehearsal: z.boolean(),
  /** The model when nobody chooses one; null: the server's first. */
  model: z.string().nullable(),
  /** The environment variable of its key and whether it is set; null where no key is needed. */
  key: z.strictObject({ variable: z.string(), set: z.boolean() }).nullable(),
});

const runRowSchema = z.strictObject({
  runId: z.string(),
  pipelineId: z.string().nullable(),
  title: z.string(),
  status: z.enum(['running', 'paused', 'waiting', 'interrupted', 'done', 'failed', 'limited']),
  createdAt: z.int(),
  updatedAt: z.int(),
  lastSeq: z.int(),
});

const startSchema = z.strictObject({
  pipeline: id,
  /** Hash of the document on screen; a run of anything else is refused with `run.stale_document`. */
  documentHash: z.string(),
  inputs: jsonObject,
  endpoint: z.string().max(2000).nullable(),
  model: z.string().max(200).nullable(),
  maxSteps: z.int().min(1).nullable(),
  budgetUsd: z.number().min(0).nullable(),
  maxTokens: z.int().min(1).nullable(),
  maxWallMs: z.int().min(1).nullable(),
  /** Options of the rehearsal endpoint; ignored by others. */
  rehearsal: z
    .strictObject({ steps: z.int().min(1).max(1000).nullable(), delayMs: z.int().min(0).max(60_000) })
    .nullable(),
  /** null: the whole pipeline runs. Inputs that the part does not need are passed over. */
  part: partSchema.nullable(),
});

/** What an endpoint has shown of itself: found by its check, and by the runs that used it. */
const endpointCardSchema = z.strictObject({
  /** The server's name in a sentence, such as `vLLM at 127.0.0.1:8000`. */
  server: z.string(),
  model: z.string().nullable(),
  checkedAt: z.int().nullable(),
  reasoningKey: z.enum(['reasoning_content', 'reasoning']).nullable(),
  /** Tokens that really fit, and what said so. */
  windowTokens: z.int().nullable(),
  windowSource: z.string().nullable(),
  quantization: z.string().nullable(),
  quantizationSource: z.enum(['reported', 'inferred']).nullable(),
  /** Whether usage tells how many input tokens came from the cache. */
  cachedTokens: z.boolean().nullable(),
  /** From token arithmetic between steps: whether reasoning that is sent back is kept, and the history whole. */
  retention: z.enum(['kept', 'reasoning-dropped', 'history-truncated']).nullable(),
  checks: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      result: z.enum(['passed', 'failed', 'warned', 'skipped']),
      detail: z.string(),
    }),
  ),
});
export type EndpointCard = Readonly<z.infer<typeof endpointCardSchema>>;

/** What a run would cost at most, told before it starts. */
const estimateSchema = z.strictObject({
  /** Agents with more than one trajectory, and how many each runs. */
  trajectories: z.array(z.strictObject({ node: z.string(), count: z.int() })),
  /** Steps at most, over all trajectories. */
  steps: z.int(),
  /** A usual cost and the most that the step limits allow, in nano-USD; null when a price is unknown. */
  costNanoUsd: z.strictObject({ usual: z.int(), worst: z.int() }).nullable(),
  /** What the figures rest on, in a sentence. */
  basis: z.string(),
});
export type RunEstimate = Readonly<z.infer<typeof estimateSchema>>;

/** What a watcher gets: recorded events in order from `fromSeq` on without a gap, and between them live pieces of replies. */
const frameSchema = z.discriminatedUnion('frame', [
  z.strictObject({ frame: z.literal('events'), events: z.array(eventSchema) as unknown as z.ZodType<RunEvent[]> }),
  /** A piece with offset 0 replaces what a watcher had of that attempt and channel. */
  z.strictObject({
    frame: z.literal('deltas'),
    deltas: z.array(z.discriminatedUnion('type', [deltaSchema, statusSchema])) as unknown as z.ZodType<LivePiece[]>,
  }),
  /** Sent once when everything recorded so far has been sent; `live`: the run is being driven here and now. */
  z.strictObject({ frame: z.literal('caught-up'), live: z.boolean() }),
]);
export type WatchFrame = Readonly<z.infer<typeof frameSchema>>;

function method<Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) {
  return { stream: false, input, output } as const;
}

function stream<Input extends z.ZodType, Item extends z.ZodType>(input: Input, item: Item) {
  return { stream: true, input, output: item } as const;
}

/** Errors travel as ErrorEnvelope (errors.ts). */
export const api = {
  'app.about': method(nothing, aboutSchema),
  'catalog.tools': method(nothing, z.array(kindCardSchema)),
  /** What this person's windows remember between starts: sizes of panes, language, what was open. Never a secret. */
  'settings.get': method(nothing, z.strictObject({ settings: z.record(z.string(), z.string()) })),
  /** null takes a setting away. */
  'settings.set': method(
    z.strictObject({ changes: z.record(z.string().max(200), z.string().max(1_000_000).nullable()) }),
    nothing,
  ),

  'library.list': method(nothing, libraryListSchema),
  /** Pipelines whose title, description, tags or content hold every word, with the place where the first was found. */
  'library.search': method(
    z.strictObject({ text: z.string().max(200) }),
    z.array(z.strictObject({ id, found: z.string() })),
  ),
  /** Errors: `library.unknown`. */
  'library.open': method(z.strictObject({ id }), openPipelineSchema),
  /**
   * `from`: the pipeline that it is a copy of, whose bindings and pins it gets; `entries`: what had been done to it so far, for its history.
   * With a label it is a step that `library.undo` takes back.
   */
  'library.create': method(
    z.strictObject({
      document: documentSchema,
      from: id.nullable(),
      folder: folderPathSchema.nullable(),
      entries: z.array(historyEntrySchema),
      label: z.string().max(100).nullable(),
    }),
    z.strictObject({ id, revision: z.int(), seq: z.int() }),
  ),
  /** `seq`: the last log entry that the document has in it; another entry since is `edits.behind`. */
  'library.save': method(
    z.strictObject({ id, seq: z.int(), document: documentSchema }),
    z.strictObject({ revision: z.int() }),
  ),
  /** Does something to the library that can be taken back. Errors: `library.unknown`, `library.sample`, `library.folder_taken`. */
  'library.edit': method(z.strictObject({ edit: libraryEditSchema }), nothing),
  /** Takes the last edit of the library back, or brings it again; null when there is none. */
  'library.undo': method(nothing, z.strictObject({ edit: libraryEditSchema.nullable() })),
  'library.redo': method(nothing, z.strictObject({ edit: libraryEditSchema.nullable() })),
  /** Kept revisions, newest first. Errors: `library.unknown`. */
  'library.revisions': method(z.strictObject({ id }), z.array(revisionRowSchema)),
  'library.revision': method(
    z.strictObject({ id, revision: z.int().min(1) }),
    z.strictObject({ document: documentSchema }),
  ),
  /** Names a revision, so that it is kept; null takes the name away. */
  'library.name_revision': method(
    z.strictObject({ id, revision: z.int().min(1), label: z.string().min(1).max(200).nullable() }),
    nothing,
  ),
  /**
   * The crash journal and the history: entries told as they happen. `after`: the last number that the window knows; when there is a later
   * one it is refused with `edits.behind`, and the window takes in what came first.
   */
  'edits.append': method(
    z.strictObject({ id, after: z.int().min(0), entries: z.array(historyEntrySchema) }),
    z.strictObject({ seq: z.int() }),
  ),
  /** What another window did since `after`. */
  'edits.since': method(
    z.strictObject({ id, after: z.int().min(0) }),
    z.strictObject({
      entries: z.array(historyEntrySchema),
      seq: z.int(),
      revision: z.int(),
      /** Number of the last entry that the newest revision has in it. */
      savedSeq: z.int(),
    }),
  ),

  /** Folders that this host offers; paths themselves never come from a window. */
  'handles.roots': method(nothing, z.array(z.strictObject({ id, title: z.string(), path: z.string() }))),
  'handles.bind': method(z.strictObject({ id, handle: z.string(), root: id.nullable() }), z.array(boundHandleSchema)),
  /** Opens the host's folder dialog; null when nothing was chosen. Errors: `host.no_dialog`. */
  'handles.choose': method(z.strictObject({ id, handle: z.string() }), z.array(boundHandleSchema).nullable()),

  'endpoints.list': method(nothing, z.array(endpointSchema)),
  /** Asks an endpoint what it is and can do. It costs a few short requests. Errors: `endpoint.*`. */
  'endpoints.check': method(
    z.strictObject({ name: z.string().max(2000), model: z.string().max(200).nullable() }),
    endpointCardSchema,
  ),
  /** What is known of an endpoint without asking it. */
  'endpoints.card': method(
    z.strictObject({ name: z.string().max(2000), model: z.string().max(200).nullable() }),
    endpointCardSchema.nullable(),
  ),
  'endpoints.models': method(z.strictObject({ name: z.string().max(2000) }), z.array(z.string())),

  'runs.start': method(startSchema, z.strictObject({ runId: z.string() })),
  'runs.list': method(
    z.strictObject({ pipeline: id.nullable(), limit: z.int().min(1).max(500) }),
    z.array(runRowSchema),
  ),
  'runs.get': method(
    z.strictObject({ runId: id }),
    z.strictObject({
      row: runRowSchema,
      plan: z.json() as unknown as z.ZodType<Plan>,
      /** The pipeline as it was on the canvas; null for runs of earlier versions, which did not keep it. */
      document: documentSchema.nullable() as z.ZodType<PipelineDocument | null>,
    }),
  ),
  /** What a start with these choices would cost, before it is made. */
  'runs.estimate': method(startSchema, estimateSchema),
  'runs.stop': method(z.strictObject({ runId: id }), nothing),
  'runs.pause': method(z.strictObject({ runId: id }), nothing),
  /** A message to the models of a run at their next steps; `activation` null: to all of them. */
  'runs.steer': method(
    z.strictObject({ runId: id, activation: z.string().nullable(), text: z.string().min(1).max(100_000) }),
    nothing,
  ),
  /** Replaces the limits of a run that has not ended. */
  'runs.limit': method(z.strictObject({ runId: id, limits: limitsSchema }), nothing),
  /**
   * A new run that shares everything before a step and pays only from there. `step`: `ACTIVATION@STEP`; `params` by node id. Errors:
   * `run.no_step`, `run.fork_param`, `endpoint.*`.
   */
  'runs.fork': method(
    z.strictObject({
      runId: id,
      step: z.string(),
      endpoint: z.string().max(2000).nullable(),
      model: z.string().max(200).nullable(),
      params: z.record(z.string(), jsonObject),
      limits: limitsSchema.nullable(),
    }),
    z.strictObject({ runId: z.string() }),
  ),
  /** Aligns two runs by what they did, and names the first difference. */
  'runs.diff': method(z.strictObject({ left: id, right: id }), z.json() as unknown as z.ZodType<RunDiff>),
  /** Walks a run's chain and blobs. Errors: `journal.corrupt`. */
  'runs.verify': method(z.strictObject({ runId: id }), z.strictObject({ events: z.int(), head: z.string() })),
  /** Goes on with a run that is paused, interrupted or waiting. */
  'runs.resume': method(z.strictObject({ runId: id }), nothing),
  'runs.answer': method(z.strictObject({ runId: id, effect: z.string(), answer: json }), nothing),
  /** Folds the journal again, offline, and compares the state hash. */
  'runs.replay': method(
    z.strictObject({ runId: id }),
    z.strictObject({ events: z.int(), stateHash: z.string(), recorded: z.string().nullable() }),
  ),
  'runs.watch': stream(z.strictObject({ runId: id, fromSeq: z.int().min(1) }), frameSchema),

  /** The plain text of a file that a run's passage points into. Errors: `folder.*`. */
  'sources.read': method(
    z.strictObject({ runId: id, folder: z.string(), file: z.string().max(4000) }),
    z.strictObject({ file: z.string(), title: z.string(), date: z.string().nullable(), text: z.string() }),
  ),
} as const;

export type Api = typeof api;
export type ApiName = keyof Api;
export type ApiInput<Name extends ApiName> = z.output<Api[Name]['input']>;
export type ApiOutput<Name extends ApiName> = z.output<Api[Name]['output']>;
export type StreamName = { [Name in ApiName]: Api[Name]['stream'] extends true ? Name : never }[ApiName];
export type MethodName = Exclude<ApiName, StreamName>;

/** What a host implements and a window calls: every method of the table as a function. */
export type Host = {
  readonly [Name in MethodName]: (input: ApiInput<Name>) => Promise<ApiOutput<Name>>;
} & {
  readonly [Name in StreamName]: (input: ApiInput<Name>, signal: AbortSignalLike) => AsyncIterable<ApiOutput<Name>>;
};

/** The part of AbortSignal that shared code knows. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
