// The contract's methods about runs and their sources.

import { join } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';
import type { ApiInput, ApiOutput, Host, WatchFrame } from '../../shared/api/table.ts';
import { parseDocument, writeDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';
import type { RunRow } from '../drivers/journal.ts';
import type { RunCommand } from '../store/commands.ts';
import type { Store } from '../store/store.ts';
import type { Engine, LiveRun, People, StartRequest } from './engine-types.ts';
import type { Desk } from './people.ts';
import type { Pipelines } from './pipelines.ts';
import { sha256 } from './sha256.ts';
import { watchRecorded } from './watch-recorded.ts';

export interface RunsApiParts {
  readonly engine: () => Engine;
  readonly pipelines: Pipelines;
  readonly desk: Desk;
  readonly live: ReadonlyMap<string, LiveRun>;
  readonly directory: string;
}

export type RunsApi = Pick<Host, Extract<keyof Host, `${'runs' | 'sources'}.${string}`>>;

/** The methods `runs.*` and `sources.*`. */
export function createRunsApi({ engine, pipelines, desk, live, directory }: RunsApiParts): RunsApi {
  return {
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
      return { row: rowOf(row), plan, document: await documentOf(store, runId) };
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
      if (path === undefined)
        throw new LonglineError('folder.unbound', `The run did not read a folder "${folder}".`, {
          details: { case: 'run', name: folder },
        });
      const { openFolderAt } = await import('../knowledge/index.ts');
      const opened = await openFolderAt(path, { indexDirectory: join(directory, 'index'), folder });
      const { title, date, text } = await opened.read(file);
      return { file, title, date, text };
    },
  };

  async function startRequest(input: ApiInput<'runs.start'>): Promise<StartRequest> {
    const { pipeline: pipelineId, documentHash, ...choices } = input;
    const { document } = await pipelines.open(pipelineId);
    if (sha256(writeDocument(document)) !== documentHash) {
      throw new LonglineError('run.stale_document', 'The pipeline on screen is not the one that was saved.', {
        action: 'Save it and start again.',
      });
    }
    return { ...choices, document, pipelineId, bindings: await pipelines.bindings(pipelineId, document), now: null };
  }

  async function command(runId: string, given: RunCommand): Promise<Record<string, never>> {
    await engine().command(runId, given);
    return {};
  }

  function watch(runId: string, fromSeq: number, signal: AbortSignal): AsyncIterable<WatchFrame> {
    return live.get(runId)?.watch(fromSeq, signal) ?? watchRecorded(() => engine().store(), runId, fromSeq, signal);
  }

  async function recorded(runId: string): Promise<{ row: RunRow; store: Store }> {
    const store = await engine().store();
    const row = await store.run(runId);
    if (row === null)
      throw new LonglineError('journal.run_unknown', `There is no run ${runId}.`, { details: { runId } });
    return { row, store };
  }
}

// Runs of earlier versions kept no document.
async function documentOf(store: Store, runId: string): Promise<PipelineDocument | null> {
  const [started] = await store.read(runId, 1, 1);
  const text = started?.type === 'run.started' ? await store.document(started.documentHash) : null;
  return text === null ? null : parseDocument(JSON.parse(text));
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
