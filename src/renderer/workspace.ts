// What the window holds, in one place: the connection, the catalog of kinds, the library, the open pipelines, the run on screen and what
// the panes show. Made once in main.tsx; components reach it by useWorkspace. What it can do is in its parts: tabs, library, run.

import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiOutput, Host } from '../shared/api/table.ts';
import { toEnvelope, type ErrorEnvelope } from '../shared/errors.ts';
import { catalogWithTools } from '../shared/pipeline/kinds/index.ts';
import type { Catalog } from '../shared/tool/kind.ts';
import type { CanvasControls } from './canvas/controls.ts';
import type { DocumentState, OpenDocument } from './document/open-document.ts';
import { nothingSelected, onlyNodes, type Selection } from './document/selection.ts';
import type { Level } from './document/sheet.ts';
import { createTabs, type Tab, type Tabs } from './document/tabs.ts';
import { createInsights, type Insights } from './document/insights.ts';
import { createUndo, type Undo } from './document/undo.ts';
import type { Connection } from './host/connect.ts';
import { createLibrary, type Library } from './library/library-commands.ts';
import { createRunCommands, type RunCommands } from './run/run-commands.ts';
import { shareMemory } from './ui/memory.ts';
import { createRunWatch, type RunWatch, type WatchedRun } from './run/run-watch.ts';

export type LibraryList = ApiOutput<'library.list'>;
export type LibraryEntry = LibraryList['entries'][number];
export type EndpointEntry = ApiOutput<'endpoints.list'>[number];
export type RunRow = ApiOutput<'runs.list'>[number];
export type { RunEstimate, RunRequest } from './run/run-commands.ts';

/** What the palette offers; `wires`: those that the selected node has and could have. */
export type PaletteMode = 'everything' | 'pipelines' | 'wires';

/** Dialogs and sheets that lie over the window; one at a time. */
export type Overlay =
  | { readonly of: 'shortcuts' | 'gallery' | 'versions' | 'tour' }
  | { readonly of: 'palette'; readonly mode: PaletteMode }
  /** The pinned outputs of a node of the level on screen. */
  | { readonly of: 'pin'; readonly node: string }
  /** A document that is about to be taken in, and what it is called. */
  | { readonly of: 'import'; readonly text: string; readonly name: string };

/** A word about something that has happened, with what can be done about it. It goes away by itself, see window/Toasts.tsx. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'fail';
  readonly action?: { readonly text: string; readonly run: () => void };
}

export interface WorkspaceState {
  readonly about: ApiOutput<'app.about'> | null;
  readonly catalog: Catalog | null;
  readonly library: readonly LibraryEntry[] | null;
  readonly folders: readonly string[];
  /** The last edits of the library that can be taken back and brought again. */
  readonly libraryUndo: Pick<LibraryList, 'undo' | 'redo'>;
  readonly endpoints: readonly EndpointEntry[] | null;
  /** Of the open pipeline, newest first. */
  readonly runs: readonly RunRow[] | null;
  readonly tabs: readonly Tab[];
  /** Key of the tab on screen; null: the start page. */
  readonly active: string | null;
  /** The pipeline of the tab on screen. */
  readonly open: OpenDocument | null;
  /** Where in it we are. */
  readonly levels: readonly Level[];
  /** The id that is being opened; null when none is. */
  readonly opening: string | null;
  /** What failed last and where; shown in the pane it belongs to. */
  readonly failures: Readonly<
    Partial<Record<'start' | 'library' | 'open' | 'endpoints' | 'runs' | 'run', ErrorEnvelope>>
  >;
  /** Ids of the selected nodes: `selection.nodes`. */
  readonly selected: readonly string[];
  readonly selection: Selection;
  /** A request to bring a node, or a note, into view and to put the focus on a field of it; grows with every request. */
  readonly reveal: { readonly node: string; readonly field: string | null; readonly count: number } | null;
  /** A kind that the canvas is asked to add in the middle of what it shows; grows with every request. */
  readonly wanted: { readonly kind: string; readonly count: number } | null;
  readonly canvas: CanvasControls | null;
  readonly left: 'library' | 'nodes';
  readonly right: 'inspector' | 'run';
  readonly bottom: 'problems' | 'log' | null;
  /** Search in the graph is open. */
  readonly finding: boolean;
  /** Nothing but the canvas is shown. */
  readonly focus: boolean;
  readonly starting: boolean;
  readonly overlay: Overlay | null;
  readonly toasts: readonly Toast[];
  /** The passage whose source is open. */
  readonly source: {
    readonly folder: string;
    readonly file: string;
    readonly start: number;
    readonly end: number;
  } | null;
}

/** What the parts of the workspace have in common. */
export interface WorkspaceCore {
  readonly host: Host;
  readonly store: StoreApi<WorkspaceState>;
  readonly run: RunWatch;
  fail(place: keyof WorkspaceState['failures'], thrown: unknown): void;
  clear(place: keyof WorkspaceState['failures']): void;
}

export interface Workspace extends WorkspaceCore, Tabs, Library, RunCommands, Undo {
  readonly connection: Connection['status'];
  readonly insights: StoreApi<Insights>;
  /** Loads what the window needs before anything can be opened. */
  load(): Promise<void>;
  select(nodes: readonly string[]): void;
  /** Shows a node, its field where one is named, and selects it; `levels`: where it is, by default here. */
  revealNode(node: string, field?: string | null, levels?: readonly Level[]): void;
  addKind(kind: string): void;
  set(state: Partial<WorkspaceState>): void;
  /** Says a word that goes away by itself. */
  say(text: string, options?: Partial<Pick<Toast, 'tone' | 'action'>>): void;
  unsay(toast: number): void;
}

/** The workspace of a window over a connection. */
export function createWorkspace(connection: Connection): Workspace {
  const { host } = connection;
  const store = createStore<WorkspaceState>(() => ({
    about: null,
    catalog: null,
    library: null,
    folders: [],
    libraryUndo: { undo: null, redo: null },
    endpoints: null,
    runs: null,
    tabs: [],
    active: null,
    open: null,
    levels: [],
    opening: null,
    failures: {},
    selected: [],
    selection: nothingSelected,
    reveal: null,
    wanted: null,
    canvas: null,
    left: 'library',
    right: 'inspector',
    bottom: null,
    finding: false,
    focus: false,
    starting: false,
    overlay: null,
    toasts: [],
    source: null,
  }));
  const run = createRunWatch({
    host,
    nextFrame: (then) => (document.hidden ? setTimeout(then, 100) : requestAnimationFrame(then)),
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  });
  const core: WorkspaceCore = {
    host,
    store,
    run,
    fail: (place, thrown) =>
      store.setState(({ failures }) => ({ failures: { ...failures, [place]: toEnvelope(thrown) } })),
    clear: (place) => store.setState(({ failures: { [place]: _, ...failures } }) => ({ failures })),
  };
  let toasts = 0;
  const say: Workspace['say'] = (text, options = {}) => {
    const id = (toasts += 1);
    store.setState((state) => ({ toasts: [...state.toasts.slice(-3), { id, text, tone: 'plain', ...options }] }));
  };
  const unsay = (id: number) =>
    store.setState((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) }));
  const library = createLibrary(core, () => tabs);
  const runs = createRunCommands(core);
  const tabs: Tabs = createTabs(core, { onSaved: () => void library.loadLibrary(), loadRuns: runs.loadRuns });
  const undo = createUndo(core, library, tabs);

  connection.status.subscribe((now, before) => {
    if (now.status === 'open' && before.status !== 'open') void load();
  });
  return {
    ...core,
    ...tabs,
    ...library,
    ...runs,
    ...undo,
    connection: connection.status,
    insights: createInsights(core),
    load,
    select: (selected) => store.setState({ selected, selection: onlyNodes(selected) }),
    revealNode(node, field = null, levels) {
      if (levels !== undefined) tabs.goTo(levels);
      store.setState(({ reveal }) => ({
        selected: [node],
        selection: onlyNodes([node]),
        right: 'inspector',
        reveal: { node, field, count: (reveal?.count ?? 0) + 1 },
      }));
    },
    addKind: (kind) => store.setState(({ wanted }) => ({ wanted: { kind, count: (wanted?.count ?? 0) + 1 } })),
    set: (state) => store.setState(state),
    say,
    unsay,
  };

  async function load(): Promise<void> {
    try {
      const first = store.getState().catalog === null;
      if (first && (await shareMemory(host))) return location.reload();
      const [about, tools, endpoints] = await Promise.all([
        host['app.about']({}),
        host['catalog.tools']({}),
        host['endpoints.list']({}),
      ]);
      store.setState({ about, endpoints, catalog: catalogWithTools(tools) });
      core.clear('start');
      await library.loadLibrary();
      if (first) await tabs.restore();
    } catch (thrown) {
      core.fail('start', thrown);
    }
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
