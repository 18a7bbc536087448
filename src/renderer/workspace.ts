// What the window holds, in one place: the connection, the catalog of kinds, the library, the open pipeline, the run on screen and what
// the panes show. Made once in main.tsx; components reach it by useWorkspace. Rules live in the parts, not here.

import { createContext, useContext } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { ApiInput, ApiOutput, Host } from '../shared/api/table.ts';
import { toEnvelope, type ErrorEnvelope } from '../shared/errors.ts';
import type { JsonValue } from '../shared/json/value.ts';
import { emptyDocument } from '../shared/pipeline/document.ts';
import { catalogWithTools } from '../shared/pipeline/kinds/index.ts';
import type { Catalog } from '../shared/tool/kind.ts';
import { documentHash } from './document/document-hash.ts';
import { openDocument, type DocumentState, type OpenDocument } from './document/open-document.ts';
import type { Connection } from './host/connect.ts';
import { createRunWatch, type RunWatch, type WatchedRun } from './run/run-watch.ts';

export type LibraryEntry = ApiOutput<'library.list'>[number];
export type EndpointEntry = ApiOutput<'endpoints.list'>[number];
export type RunRow = ApiOutput<'runs.list'>[number];

export interface WorkspaceState {
  readonly about: ApiOutput<'app.about'> | null;
  readonly catalog: Catalog | null;
  readonly library: readonly LibraryEntry[] | null;
  readonly endpoints: readonly EndpointEntry[] | null;
  /** Of the open pipeline, newest first. */
  readonly runs: readonly RunRow[] | null;
  readonly open: OpenDocument | null;
  /** The id that is being opened; null when none is. */
  readonly opening: string | null;
  /** What failed last and where; shown in the pane it belongs to. */
  readonly failures: Readonly<
    Partial<Record<'start' | 'library' | 'open' | 'endpoints' | 'runs' | 'run', ErrorEnvelope>>
  >;
  readonly selected: readonly string[];
  /** A request to bring a node into view; grows with every request. */
  readonly reveal: { readonly node: string; readonly count: number } | null;
  /** A kind that the canvas is asked to add in the middle of what it shows; grows with every request. */
  readonly wanted: { readonly kind: string; readonly count: number } | null;
  readonly left: 'library' | 'nodes';
  readonly right: 'inspector' | 'run';
  readonly starting: boolean;
  readonly overlay: 'shortcuts' | null;
  /** The passage whose source is open. */
  readonly source: {
    readonly folder: string;
    readonly file: string;
    readonly start: number;
    readonly end: number;
  } | null;
}

/** A start without what the open pipeline adds to it. */
export type RunRequest = Omit<ApiInput<'runs.start'>, 'pipeline' | 'documentHash'>;
export type RunEstimate = ApiOutput<'runs.estimate'>;

export interface Workspace {
  readonly host: Host;
  readonly connection: Connection['status'];
  readonly store: StoreApi<WorkspaceState>;
  readonly run: RunWatch;
  /** Loads what the window needs before anything can be opened. */
  load(): Promise<void>;
  loadLibrary(): Promise<void>;
  loadRuns(): Promise<void>;
  openPipeline(id: string): Promise<void>;
  newPipeline(title: string): Promise<void>;
  removePipeline(id: string): Promise<void>;
  restorePipeline(id: string): Promise<void>;
  renamePipeline(id: string, title: string): Promise<void>;
  select(nodes: readonly string[]): void;
  revealNode(node: string): void;
  addKind(kind: string): void;
  set(state: Partial<WorkspaceState>): void;
  /** Saves, starts a run of what is on screen and shows it. */
  startRun(request: RunRequest): Promise<void>;
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

const autosaveMs = 1500;
const lastOpenKey = 'longline.open';

/** The workspace of a window over a connection. */
export function createWorkspace(connection: Connection): Workspace {
  const { host } = connection;
  const store = createStore<WorkspaceState>(() => ({
    about: null,
    catalog: null,
    library: null,
    endpoints: null,
    runs: null,
    open: null,
    opening: null,
    failures: {},
    selected: [],
    reveal: null,
    wanted: null,
    left: 'library',
    right: 'inspector',
    starting: false,
    overlay: null,
    source: null,
  }));
  const run = createRunWatch({
    host,
    nextFrame: (then) => (document.hidden ? setTimeout(then, 100) : requestAnimationFrame(then)),
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  });
  const fail = (place: keyof WorkspaceState['failures'], thrown: unknown) =>
    store.setState(({ failures }) => ({ failures: { ...failures, [place]: toEnvelope(thrown) } }));
  const clear = (place: keyof WorkspaceState['failures']) =>
    store.setState(({ failures: { [place]: _, ...failures } }) => ({ failures }));

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
  connection.status.subscribe((now, before) => {
    if (now.status === 'open' && before.status !== 'open') void load();
  });

  const workspace: Workspace = {
    host,
    connection: connection.status,
    store,
    run,
    load,
    loadLibrary,
    loadRuns,
    openPipeline,
    async newPipeline(title) {
      try {
        clear('library');
        const { id } = await host['library.create']({ document: emptyDocument(title), from: null });
        await loadLibrary();
        await openPipeline(id);
        store.setState({ left: 'nodes' });
      } catch (thrown) {
        fail('library', thrown);
      }
    },
    async removePipeline(id) {
      try {
        clear('library');
        const { open } = store.getState();
        if (open?.store.getState().id === id) {
          await open.close();
          forgetOpen();
        }
        await host['library.remove']({ id });
        await loadLibrary();
      } catch (thrown) {
        fail('library', thrown);
      }
    },
    async restorePipeline(id) {
      try {
        await host['library.restore']({ id });
        await loadLibrary();
      } catch (thrown) {
        fail('library', thrown);
      }
    },
    async renamePipeline(id, title) {
      try {
        clear('library');
        const { open } = store.getState();
        if (open?.store.getState().id === id) {
          const before = open.store.getState().document.meta.title;
          open.edit({ label: 'edit.meta', changes: [{ of: 'meta', key: 'title', before, after: title }] });
          await open.save();
          return;
        }
        const { document: found, revision } = await host['library.open']({ id });
        await host['library.save']({ id, revision, document: { ...found, meta: { ...found.meta, title } } });
        await loadLibrary();
      } catch (thrown) {
        fail('library', thrown);
      }
    },
    select: (selected) => store.setState({ selected }),
    revealNode: (node) =>
      store.setState(({ reveal }) => ({
        selected: [node],
        right: 'inspector',
        reveal: { node, count: (reveal?.count ?? 0) + 1 },
      })),
    addKind: (kind) => store.setState(({ wanted }) => ({ wanted: { kind, count: (wanted?.count ?? 0) + 1 } })),
    set: (state) => store.setState(state),
    async startRun(request) {
      const { open, starting } = store.getState();
      if (open === null || starting) return;
      store.setState({ starting: true, right: 'run' });
      clear('run');
      try {
        const pipeline = await open.save();
        const hash = await documentHash(open.store.getState().document);
        const { runId } = await host['runs.start']({ pipeline, documentHash: hash, ...request });
        run.show(runId);
      } catch (thrown) {
        fail('run', thrown);
      } finally {
        store.setState({ starting: false });
      }
    },
    async estimateRun(request) {
      const { open } = store.getState();
      if (open === null) return null;
      const { id: pipeline, document: shown, saved } = open.store.getState();
      if (shown !== saved) return null;
      return await host['runs.estimate']({ pipeline, documentHash: await documentHash(shown), ...request });
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
  return workspace;

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

  async function load(): Promise<void> {
    try {
      const [about, tools, endpoints] = await Promise.all([
        host['app.about']({}),
        host['catalog.tools']({}),
        host['endpoints.list']({}),
      ]);
      const first = store.getState().catalog === null;
      store.setState({ about, endpoints, catalog: catalogWithTools(tools) });
      clear('start');
      await loadLibrary();
      const last = localStorage.getItem(lastOpenKey);
      if (first && last !== null && store.getState().library?.some(({ id }) => id === last) === true)
        await openPipeline(last);
    } catch (thrown) {
      fail('start', thrown);
    }
  }

  async function loadLibrary(): Promise<void> {
    try {
      store.setState({ library: await host['library.list']({}) });
      clear('library');
    } catch (thrown) {
      fail('library', thrown);
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

  async function openPipeline(id: string): Promise<void> {
    const { open: before } = store.getState();
    if (before?.store.getState().id === id) return;
    store.setState({ opening: id });
    clear('open');
    try {
      await before?.close();
      const opened = await host['library.open']({ id });
      const open = openDocument({
        host,
        opened,
        autosaveMs,
        onSaved: (savedId) => {
          localStorage.setItem(lastOpenKey, savedId);
          void loadLibrary();
          if (savedId !== id) void loadRuns();
        },
      });
      run.clear();
      store.setState({ open, opening: null, selected: [], runs: null, right: 'inspector' });
      localStorage.setItem(lastOpenKey, id);
      await loadRuns();
    } catch (thrown) {
      store.setState({ opening: null });
      fail('open', thrown);
    }
  }

  function forgetOpen(): void {
    localStorage.removeItem(lastOpenKey);
    run.clear();
    store.setState({ open: null, selected: [], runs: null });
  }
}

export const WorkspaceContext = createContext<Workspace | null>(null);

/** The window's workspace. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('There is no workspace around this component.');
  return workspace;
}

/** A part of the workspace's state. */
export function useWorkspaceState<Part>(select: (state: WorkspaceState) => Part): Part {
  return useStore(useWorkspace().store, select);
}

/** A part of the run on screen. */
export function useRun<Part>(select: (run: WatchedRun) => Part): Part {
  return useStore(useWorkspace().run.store, select);
}

/** A part of the open pipeline; only inside panes that are shown while one is open. */
export function useDocument<Part>(open: OpenDocument, select: (state: DocumentState) => Part): Part {
  return useStore(open.store, select);
}
