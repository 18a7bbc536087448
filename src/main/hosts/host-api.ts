// The window's contract (shared/api) over the engine. Paths never come in: a window names handles, folders that this host offers, and
// ids; everything else is looked up here.

import { basename, join } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';
import type { ApiInput, ApiOutput, Host, WatchFrame } from '../../shared/api/table.ts';
import { parseDocument, writeDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';
import type { PipelineEdit } from '../../shared/pipeline/edits.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import { ulid } from 'ulid';
import type { RunRow } from '../drivers/journal.ts';
import type { RunCommand } from '../store/commands.ts';
import type { PipelineText } from '../store/library.ts';
import type { Engine, EngineOptions, LiveRun, People, StartRequest } from './engine-types.ts';
import type { Models } from './models.ts';
import type { Desk } from './people.ts';
import { sha256 } from './sha256.ts';
import { isSampleId, listSamples, openSample, sampleBindings } from './samples.ts';
import { version } from './version.ts';
import { watchRecorded } from './watch-recorded.ts';

export interface HostApiParts {
  readonly options: EngineOptions;
  readonly desk: Desk;
  readonly live: ReadonlyMap<string, LiveRun>;
  readonly models: Pick<Models, 'check' | 'cards'>;
  readonly tools: readonly KindCard[];
  readonly directory: string;
  /** The engine that this is part of; complete by the time that a method is called. */
  readonly engine: () => Engine;
}

type BoundHandles = ApiOutput<'handles.bind'>;

/** All methods of the contract. */
export function createHostApi({ options, desk, live, models, tools, directory, engine }: HostApiParts): Host {
  const library = async () => (await engine().store()).library;

  return {
    'app.about': async () => ({
      version,
      host: options.host === 'desktop' ? 'desktop' : 'browser',
      canChooseFolders: options.chooseFolder !== undefined,
    }),
    'catalog.tools': async () => [...tools],

    'library.list': async () => {
      const samples = listSamples().map(({ id, document }) => ({
        ...entryOf(id, document),
        sample: true,
        updatedAt: null,
      }));
      const rows = await (await library()).list();
      const own = rows.map(({ id, title, description, updatedAt }) => ({
        id,
        title,
        description,
        sample: false,
        updatedAt,
      }));
      return [...samples, ...own];
    },
    'library.open': async ({ id }) => {
      const { document, revision } = await openPipeline(id);
      const logged = await (await library()).editsSince(id, revision);
      const edits = logged.map((edit) => JSON.parse(edit.body) as PipelineEdit);
      return { id, sample: isSampleId(id), revision, document, edits, handles: await boundHandles(id, document) };
    },
    'library.create': async ({ document, from }) => {
      const id = ulid();
      const text = textOf(document);
      const row = await (await library()).create({ id, ...text });
      if (from !== null && isSampleId(from)) {
        const bindings = await bindingsOf(from, document);
        for (const [handle, path] of Object.entries(bindings)) await (await library()).bind(id, handle, path);
        // What had been edited on the sample is in the copy now; the sample is as it came again.
        await (await library()).clearEdits(from);
      } else if (from !== null) await (await library()).copyBindings(from, id);
      return { id: row.id, revision: row.revision };
    },
    'library.save': async ({ id, revision, document }) => {
      refuseSample(id);
      const row = await (await library()).save(id, revision, textOf(document));
      return { revision: row.revision };
    },
    'library.remove': async ({ id }) => {
      refuseSample(id);
      await (await library()).remove(id);
      return {};
    },
    'library.restore': async ({ id }) => {
      await (await library()).restore(id);
      return {};
    },
    'edits.append': async ({ id, revision, edits }) => {
      await (await library()).appendEdits(
        id,
        revision,
        edits.map((edit) => JSON.stringify(edit)),
      );
      return {};
    },

    'handles.roots': async () => roots().map(({ id, title, path }) => ({ id, title, path })),
    'handles.bind': async ({ id, handle, root }) => {
      const path = root === null ? null : roots().find((candidate) => candidate.id === root)?.path;
      if (path === undefined) throw new LonglineError('handle.no_such_root', 'This host does not offer that folder.');
      return bind(id, handle, path);
    },
    'handles.choose': async ({ id, handle }) => {
      if (options.chooseFolder === undefined)
        throw new LonglineError('host.no_dialog', 'This host has no folder dialog.');
      const path = await options.chooseFolder();
      return path === null ? null : bind(id, handle, path);
    },

    'endpoints.list': async () => {
      const list = await engine().registry.list();
      return list.map(({ name, title, url, builtIn, rehearsal, model, key }) => {
        // People know an endpoint of their own by the name that they gave it.
        return { name, title: builtIn ? title : name, url, rehearsal, model, key };
      });
    },
    'endpoints.models': async ({ name }) => (await engine().registry.listModels(name)).map((model) => model.id),

    'endpoints.check': ({ name, model }) => models.check(name, model, new AbortController().signal),
    'endpoints.card': async ({ name, model }) => {
      const located = await engine().registry.locate(name, model ?? undefined);
      return located.model === null ? null : models.cards.get(located.origin, located.model);
    },

    'runs.start': async (input) => {
      const run = await engine().start(await startRequest(input));
      return { runId: run.runId };
    },
    'runs.estimate': async (input) => engine().estimate(await startRequest(input)),
    'runs.list': async ({ pipeline, limit }) => {
      const rows = await (await engine().store()).runs(pipeline === null ? limit : 500);
      return rows
        .filter((row) => pipeline === null || row.pipelineId === pipeline)
        .slice(0, limit)
        .map(rowOf);
    },
    'runs.get': async ({ runId }) => {
      const { row, store } = await recorded(runId);
      const plan = await store.plan(row.planHash);
      if (plan === null) throw new LonglineError('journal.corrupt', `The plan of run ${runId} is missing.`);
      return { row: rowOf(row), plan };
    },
    'runs.stop': ({ runId }) => command(runId, { kind: 'stop' }),
    'runs.pause': ({ runId }) => command(runId, { kind: 'pause' }),
    'runs.steer': ({ runId, activation, text }) => command(runId, { kind: 'steer', activation, text }),
    'runs.limit': ({ runId, limits }) => command(runId, { kind: 'limit', limits }),
    'runs.resume': async ({ runId }) => {
      try {
        await engine().command(runId, { kind: 'continue' });
      } catch (thrown) {
        // Nobody drives it: then it is driven here from now on.
        if (!(thrown instanceof LonglineError) || thrown.code !== 'run.not_running') throw thrown;
        await engine().resume(runId);
      }
      return {};
    },
    'runs.answer': async ({ runId, effect, answer }) => {
      if (desk.answer(runId, effect, answer)) return {};
      const { row } = await recorded(runId);
      if (live.has(runId) || row.status === 'running' || row.status === 'paused')
        await engine().command(runId, { kind: 'answer', effect, answer });
      else {
        // Nobody drives the run: the answer sets it going again.
        const people: People = async (question, signal) =>
          question.effect === effect ? answer : desk.people(question, signal);
        await engine().resume(runId, people);
      }
      return {};
    },
    'runs.fork': async (request) => {
      const run = await engine().fork(request);
      return { runId: run.runId };
    },
    'runs.diff': ({ left, right }) => engine().diff(left, right),
    'runs.verify': ({ runId }) => engine().verify(runId),
    'runs.replay': async ({ runId }) => {
      const { events, stateHash, recorded: hash } = await engine().replay(runId);
      return { events, stateHash, recorded: hash };
    },
    'runs.watch': ({ runId, fromSeq }, signal) => watch(runId, fromSeq, signal as AbortSignal),

    'sources.read': async ({ runId, folder, file }) => {
      const { row } = await recorded(runId);
      const path = row.bindings[folder];
      if (path === undefined) throw new LonglineError('folder.unbound', `The run did not read a folder "${folder}".`);
      const { openFolderAt } = await import('../knowledge/index.ts');
      const opened = await openFolderAt(path, { indexDirectory: join(directory, 'index'), folder });
      const { title, date, text } = await opened.read(file);
      return { file, title, date, text };
    },
  };

  async function startRequest(input: ApiInput<'runs.start'>): Promise<StartRequest> {
    const { pipeline: pipelineId, documentHash, ...choices } = input;
    const { document } = await openPipeline(pipelineId);
    if (sha256(writeDocument(document)) !== documentHash) {
      throw new LonglineError('run.stale_document', 'The pipeline on screen is not the one that was saved.', {
        action: 'Save it and start again.',
      });
    }
    return { ...choices, document, pipelineId, bindings: await bindingsOf(pipelineId, document), now: null };
  }

  async function command(runId: string, given: RunCommand): Promise<Record<string, never>> {
    await engine().command(runId, given);
    return {};
  }

  function watch(runId: string, fromSeq: number, signal: AbortSignal): AsyncIterable<WatchFrame> {
    return live.get(runId)?.watch(fromSeq, signal) ?? watchRecorded(() => engine().store(), runId, fromSeq, signal);
  }

  async function openPipeline(id: string): Promise<{ document: PipelineDocument; revision: number }> {
    if (isSampleId(id)) return { document: openSample(id).document, revision: 0 };
    const stored = await (await library()).open(id);
    return { document: parseDocument(JSON.parse(stored.document)), revision: stored.revision };
  }

  async function bindingsOf(id: string, document: PipelineDocument): Promise<Readonly<Record<string, string>>> {
    const bound = isSampleId(id) ? sampleBindings(openSample(id).path, document) : await (await library()).bindings(id);
    return Object.fromEntries(Object.entries(bound).filter(([name]) => document.handles?.[name] !== undefined));
  }

  async function bind(id: string, handle: string, path: string | null): Promise<BoundHandles> {
    refuseSample(id);
    await (await library()).bind(id, handle, path);
    return boundHandles(id, (await openPipeline(id)).document);
  }

  async function boundHandles(id: string, document: PipelineDocument): Promise<BoundHandles> {
    const bindings = await bindingsOf(id, document);
    return Object.entries(document.handles ?? {}).map(([name, { kind, title }]) => {
      const path = bindings[name];
      return {
        name,
        kind,
        title,
        bound: path === undefined ? null : options.host === 'desktop' ? path : basename(path),
      };
    });
  }

  function roots(): { id: string; title: string; path: string }[] {
    const samples = listSamples().flatMap(({ path, document }) => Object.entries(sampleBindings(path, document)));
    const offered = (options.roots ?? []).map((path): [string, string] => [basename(path), path]);
    return [...offered, ...samples].map(([title, path], index) => ({ id: `root-${index}`, title, path }));
  }

  async function recorded(runId: string) {
    const store = await engine().store();
    const row = await store.run(runId);
    if (row === null) throw new LonglineError('journal.run_unknown', `There is no run ${runId}.`);
    return { row, store };
  }
}

function refuseSample(id: string): void {
  if (isSampleId(id))
    throw new LonglineError('library.sample', 'A sample cannot be changed.', { action: 'Save a copy of it first.' });
}

function entryOf(id: string, { meta }: PipelineDocument) {
  return { id, title: meta.title, description: meta.description ?? null };
}

function textOf(document: PipelineDocument): PipelineText {
  return {
    title: document.meta.title,
    description: document.meta.description ?? null,
    document: writeDocument(document),
  };
}

function rowOf({
  runId,
  pipelineId,
  title,
  status,
  createdAt,
  updatedAt,
  lastSeq,
}: RunRow): ApiOutput<'runs.get'>['row'] {
  return { runId, pipelineId, title, status, createdAt, updatedAt, lastSeq };
}
