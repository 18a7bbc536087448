// What a person does to runs: starting one of what is on screen, whole or in part, and pausing, stopping, steering, forking, answering it.

import type { ApiInput, ApiOutput } from '../../shared/api/table.ts';
import { LonglineError } from '../../shared/errors.ts';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import type { RunPart } from '../../shared/pipeline/part.ts';
import { documentHash } from '../document/document-hash.ts';
import type { WorkspaceCore } from '../workspace.ts';
import { valuesFor } from './part-values.ts';

/** A start without what the open pipeline adds to it. */
export type RunRequest = Omit<ApiInput<'runs.start'>, 'pipeline' | 'documentHash' | 'part'>;
export type RunEstimate = ApiOutput<'runs.estimate'>;

/** Which part of the pipeline to run, by a node of the outermost level; null: all of it. */
export type PartOfRun = { readonly from: string } | { readonly to: string } | null;

export interface RunCommands {
  loadRuns(): Promise<void>;
  /** Saves, starts a run of what is on screen and shows it. What is pinned is not run again. */
  startRun(request: RunRequest, part?: PartOfRun): Promise<void>;
  /** What a start would cost; null while what is on screen is not saved yet. Errors: as for a start. */
  estimateRun(request: RunRequest): Promise<RunEstimate | null>;
  stopRun(): Promise<void>;
  pauseRun(): Promise<void>;
  /** Goes on with the run on screen. */
  resumeRun(): Promise<void>;
  /** Tells the models of the run on screen something; null: all of them. False when it could not be sent. */
  steer(activation: string | null, text: string): Promise<boolean>;
  limitRun(limits: ApiInput<'runs.limit'>['limits']): Promise<void>;
  /** Starts a run that parts from the one on screen and shows it. False when it could not be started. */
  forkRun(request: Omit<ApiInput<'runs.fork'>, 'runId'>): Promise<boolean>;
  answer(effect: string, answer: JsonValue): Promise<void>;
}

export function createRunCommands({ host, store, run, fail, clear }: WorkspaceCore): RunCommands {
  // A run that ends or waits changes its row in the list.
  let status = '';
  let watched: string | null = null;
  run.store.subscribe(({ view, runId }) => {
    if (runId !== null && runId !== watched) clear('run');
    watched = runId;
    const now = `${runId} ${view.status} ${view.stateHash}`;
    if (now !== status && runId !== null) void loadRuns();
    status = now;
  });

  return {
    loadRuns,
    async startRun(request, part = null) {
      const { open, starting } = store.getState();
      if (open === null || starting) return;
      store.setState({ starting: true, right: 'run' });
      clear('run');
      try {
        const pipeline = await open.save();
        const { document, pins } = open.store.getState();
        const chosen = partOfRun(part, pins);
        const hash = await documentHash(document);
        const { runId } = await host['runs.start']({ pipeline, documentHash: hash, part: chosen, ...request });
        if (store.getState().open === open) run.show(runId);
      } catch (thrown) {
        fail('run', thrown);
      } finally {
        store.setState({ starting: false });
      }
    },
    async estimateRun(request) {
      const { open } = store.getState();
      if (open === null) return null;
      const { id: pipeline, document: shown, saved, pins } = open.store.getState();
      if (shown !== saved) return null;
      const part = partOfRun(null, pins);
      return await host['runs.estimate']({ pipeline, documentHash: await documentHash(shown), part, ...request });
    },
    stopRun: () => withRun((runId) => host['runs.stop']({ runId })).then(() => undefined),
    pauseRun: () => withRun((runId) => host['runs.pause']({ runId })).then(() => undefined),
    async resumeRun() {
      await withRun(async (runId) => {
        await host['runs.resume']({ runId });
        // A run that was only paused is being watched all the while.
        if (run.store.getState().phase !== 'live') run.show(runId);
      });
    },
    steer: (activation, text) => withRun((runId) => host['runs.steer']({ runId, activation, text })),
    limitRun: (limits) => withRun((runId) => host['runs.limit']({ runId, limits })).then(() => undefined),
    forkRun: (request) =>
      withRun(async (runId) => {
        const made = await host['runs.fork']({ runId, ...request });
        run.show(made.runId);
      }),
    answer: (effect, answer) =>
      withRun((runId) => host['runs.answer']({ runId, effect, answer })).then(() => undefined),
  };

  // From a node on: what it and what follows it need from elsewhere is taken from the run on screen, unless it is pinned.
  function partOfRun(part: PartOfRun, pins: Readonly<Record<string, JsonObject>>): RunPart | null {
    if (part === null) return Object.keys(pins).length === 0 ? null : { from: null, to: null, given: { ...pins } };
    if ('to' in part) return { from: null, to: part.to, given: { ...pins } };
    const { open, catalog } = store.getState();
    if (open === null || catalog === null) return null;
    const { values, missing } = valuesFor(open.store.getState().document, part.from, pins, run.store.getState().view);
    if (missing.length > 0) {
      throw new LonglineError('part.missing_value', `There is no value yet from: ${missing.join(', ')}.`, {
        details: { case: 'several', nodes: missing.join(', ') },
        action: 'Run the whole pipeline once, or pin those nodes, and start from here again.',
      });
    }
    return { from: part.from, to: null, given: { ...values } };
  }

  // Does something to the run on screen; what fails is shown with it. False when it failed or there is no run.
  async function withRun(act: (runId: string) => Promise<unknown>): Promise<boolean> {
    const { runId } = run.store.getState();
    if (runId === null) return false;
    clear('run');
    try {
      await act(runId);
      return true;
    } catch (thrown) {
      fail('run', thrown);
      return false;
    }
  }

  async function loadRuns(): Promise<void> {
    const { open } = store.getState();
    const pipeline = open?.store.getState().id ?? null;
    if (pipeline === null) return store.setState({ runs: null });
    try {
      const runs = await host['runs.list']({ pipeline, limit: 100 });
      if (store.getState().open?.store.getState().id === pipeline) store.setState({ runs });
      clear('runs');
    } catch (thrown) {
      fail('runs', thrown);
    }
  }
}
