// The open pipelines as tabs: opening and closing, going into subpipelines and out again, back and forward through the places where one
// has been. Which tabs are open and where they are is remembered on this machine, so that a window that crashed opens as it was.

import { levelOf } from '../../shared/pipeline/edits.ts';
import { memory, sessionKey } from '../ui/memory.ts';
import { openDocument, type OpenDocument } from './open-document.ts';
import { nothingSelected } from './selection.ts';
import type { Level } from './sheet.ts';
import type { WorkspaceCore } from '../workspace.ts';

export interface Tab {
  /** Stays when a sample becomes a copy and gets another id. */
  readonly key: string;
  readonly open: OpenDocument;
  readonly levels: readonly Level[];
  /** The run that was on screen with it. */
  readonly runId: string | null;
}

export interface Tabs {
  /** Opens a pipeline in a tab of its own, or goes to the tab that has it. */
  openPipeline(id: string): Promise<void>;
  /** Closes a tab; what is not saved is saved first. */
  closeTab(key: string): Promise<void>;
  /** Goes to a tab; null: to the start page. */
  goToTab(key: string | null): void;
  /** Goes to the tab beside, `1` to the right, `-1` to the left, round at the ends. */
  stepTab(by: 1 | -1): void;
  /** Goes into the subpipeline that a node runs. */
  enter(level: Level): void;
  /** Goes to a level of the pipeline on screen. */
  goTo(levels: readonly Level[]): void;
  /** To where one was before, and again to where one came from. */
  back(): void;
  forward(): void;
  /** Opens what was open when the window was last left. */
  restore(): Promise<void>;
  /** Takes in what other windows did to the open pipelines. */
  refreshOpen(): void;
}

export interface TabsOptions {
  readonly onSaved: () => void;
  readonly loadRuns: () => Promise<void>;
}

interface Place {
  readonly key: string | null;
  readonly levels: readonly Level[];
}

interface Session {
  /** When it was so, in milliseconds since 1970. */
  readonly at: number;
  readonly tabs: readonly { readonly id: string; readonly levels: readonly Level[] }[];
  readonly active: string | null;
}

const autosaveMs = 1500;
const mostPlaces = 100;

export function createTabs({ host, store, run, fail, clear }: WorkspaceCore, options: TabsOptions): Tabs {
  let count = 0;
  let remembered = '';
  /** What was asked for and has not come yet. */
  const asked = new Map<string, Promise<void>>();
  const trail: Place[] = [{ key: null, levels: [] }];
  let at = 0;
  const tabOf = (key: string | null) => store.getState().tabs.find((tab) => tab.key === key);

  // The run on screen belongs to the tab on screen.
  run.store.subscribe(({ runId }, before) => {
    const { active } = store.getState();
    if (runId !== before.runId && active !== null) change(active, { runId });
  });

  return {
    openPipeline,
    closeTab,
    goToTab: (key) => show(key, tabOf(key)?.levels ?? []),
    stepTab(by) {
      const { tabs, active } = store.getState();
      const index = tabs.findIndex(({ key }) => key === active);
      const next = tabs[(index + by + tabs.length) % tabs.length];
      if (next !== undefined) show(next.key, next.levels);
    },
    enter: (level) => show(store.getState().active, [...store.getState().levels, level]),
    goTo: (levels) => show(store.getState().active, levels),
    back: () => step(-1),
    forward: () => step(1),
    async restore() {
      const { tabs, active } = session();
      const known = new Set(store.getState().library?.map(({ id }) => id));
      for (const { id, levels } of tabs) {
        if (!known.has(id)) continue;
        await openPipeline(id);
        const { open, active: key } = store.getState();
        const within = levels.map(({ pipeline }) => pipeline);
        if (open?.store.getState().id === id && levelOf(open.store.getState().document, within) !== null)
          show(key, levels);
      }
      const shown = store.getState().tabs.find(({ open }) => open.store.getState().id === active);
      show(shown?.key ?? null, shown?.levels ?? []);
    },
    refreshOpen() {
      for (const { open } of store.getState().tabs) void open.refresh();
    },
  };

  async function openPipeline(id: string): Promise<void> {
    const already = store.getState().tabs.find(({ open }) => open.store.getState().id === id);
    if (already !== undefined) return show(already.key, already.levels);
    // Asked for twice before the first answer, it is opened once.
    const pending = asked.get(id);
    if (pending !== undefined) return await pending;
    const answered = openNew(id).finally(() => asked.delete(id));
    asked.set(id, answered);
    await answered;
  }

  async function openNew(id: string): Promise<void> {
    store.setState({ opening: id });
    clear('open');
    try {
      const opened = await host['library.open']({ id });
      const key = `tab-${(count += 1)}`;
      const open = openDocument({
        host,
        opened,
        autosaveMs,
        onSaved: (saved) => {
          remember();
          options.onSaved();
          if (saved !== id && store.getState().active === key) void options.loadRuns();
        },
      });
      store.setState(({ tabs }) => ({ tabs: [...tabs, { key, open, levels: [], runId: null }], opening: null }));
      show(key, []);
    } catch (thrown) {
      store.setState({ opening: null });
      fail('open', thrown);
    }
  }

  async function closeTab(key: string): Promise<void> {
    const { tabs, active } = store.getState();
    const index = tabs.findIndex((tab) => tab.key === key);
    const tab = tabs[index];
    if (tab === undefined) return;
    await tab.open.close();
    // What could not be saved stays open, so that nothing is lost.
    if (
      tab.open.store.getState().failure !== null &&
      tab.open.store.getState().document !== tab.open.store.getState().saved
    )
      return;
    const left = store.getState().tabs.filter((other) => other.key !== key);
    store.setState({ tabs: left });
    if (active === key) {
      const next = left[Math.min(index, left.length - 1)];
      show(next?.key ?? null, next?.levels ?? []);
    } else remember();
  }

  function show(key: string | null, levels: readonly Level[]): void {
    const now = trail[at];
    if (now?.key !== key || !sameLevels(now.levels, levels)) {
      trail.splice(at + 1, trail.length, { key, levels });
      if (trail.length > mostPlaces) trail.shift();
      at = trail.length - 1;
    }
    arrive(key, levels);
  }

  function step(by: 1 | -1): void {
    for (let next = at + by; next >= 0 && next < trail.length; next += by) {
      const place = trail[next];
      if (place === undefined || (place.key !== null && tabOf(place.key) === undefined)) continue;
      at = next;
      return arrive(place.key, place.levels);
    }
  }

  function arrive(key: string | null, levels: readonly Level[]): void {
    const before = store.getState().active;
    const tab = tabOf(key);
    if (tab === undefined) {
      store.setState({ active: null, open: null, levels: [], runs: null, ...deselected });
      if (before !== null) run.clear();
      return remember();
    }
    change(tab.key, { levels });
    store.setState({
      active: tab.key,
      open: tab.open,
      levels,
      ...(before === key && sameLevels(levels, tab.levels) ? {} : deselected),
      ...(before === key ? {} : { runs: null, right: tab.runId === null ? 'inspector' : store.getState().right }),
    });
    if (before !== key) {
      if (tab.runId === null) run.clear();
      else run.show(tab.runId);
      void options.loadRuns();
    }
    remember();
  }

  function change(key: string, part: Partial<Tab>): void {
    store.setState(({ tabs }) => ({ tabs: tabs.map((tab) => (tab.key === key ? { ...tab, ...part } : tab)) }));
  }

  function remember(): void {
    const { tabs, active } = store.getState();
    const idOf = (tab: Tab | undefined) => tab?.open.store.getState().id ?? null;
    const kept: Omit<Session, 'at'> = {
      tabs: tabs.map((tab) => ({ id: idOf(tab) ?? '', levels: tab.levels })),
      active: idOf(tabOf(active)),
    };
    if (JSON.stringify(kept) === remembered) return;
    remembered = JSON.stringify(kept);
    memory.setItem(sessionKey, JSON.stringify({ ...kept, at: Date.now() } satisfies Session));
  }
}

const deselected = { selected: [], selection: nothingSelected, reveal: null, finding: false };

function session(): Pick<Session, 'tabs' | 'active'> {
  try {
    const read = JSON.parse(memory.getItem(sessionKey) ?? 'null') as Session | null;
    return read !== null && Array.isArray(read.tabs) ? read : { tabs: [], active: null };
  } catch {
    return { tabs: [], active: null };
  }
}

function sameLevels(left: readonly Level[], right: readonly Level[]): boolean {
  return left.length === right.length && left.every(({ node }, index) => node === right[index]?.node);
}
