// The steps of the tour: what each points at, what it says, and how the window is made ready for it.

import type { MessageKey } from '../../i18n/words.ts';
import type { Workspace } from '../../workspace.ts';

export interface TourStep {
  readonly title: MessageKey;
  readonly text: MessageKey;
  /** Selectors of what it points at, the best first; where none is there the card stands by itself. */
  readonly targets: (workspace: Workspace) => readonly string[];
  /** Its button starts the run. */
  readonly runs?: true;
  readonly prepare?: (workspace: Workspace, trip: Trip) => void | Promise<void>;
}

/** One tour from its beginning to its end. */
export interface Trip {
  /** The tab of the pipeline that it goes through, once it was asked for; null: it could not be opened. */
  tab: Promise<string | null> | null;
}

const tourSample = 'sample:news-brief';

export const tourSteps: readonly TourStep[] = [
  {
    title: 'tour.library',
    text: 'tour.library_text',
    targets: () => ['[data-tour="library"]'],
    prepare: ({ set }) => set({ left: 'library', focus: false }),
  },
  {
    title: 'tour.canvas',
    text: 'tour.canvas_text',
    targets: () => ['[data-tour="canvas"]', '[data-canvas]', '.react-flow'],
    prepare: openSample,
  },
  {
    title: 'tour.agent',
    text: 'tour.agent_text',
    targets: (workspace) => {
      const agent = agentOf(workspace);
      return agent === null ? [] : [`.react-flow__node[data-id="${CSS.escape(agent)}"]`];
    },
    async prepare(workspace, trip) {
      await openSample(workspace, trip);
      const agent = agentOf(workspace);
      if (agent !== null) workspace.revealNode(agent);
    },
  },
  {
    title: 'tour.inspector',
    text: 'tour.inspector_text',
    targets: () => ['[data-tour="inspector"]'],
    async prepare(workspace, trip) {
      await openSample(workspace, trip);
      const agent = agentOf(workspace);
      if (agent !== null) workspace.select([agent]);
      workspace.set({ right: 'inspector' });
    },
  },
  {
    title: 'tour.run',
    text: 'tour.run_text',
    targets: () => ['[data-tour="run"]'],
    runs: true,
    prepare: openSample,
  },
  {
    title: 'tour.panel',
    text: 'tour.panel_text',
    targets: () => ['[data-tour="run-panel"]'],
    prepare: ({ set }) => set({ right: 'run', focus: false }),
  },
];

// Whatever else is open stays open; the sample, or the copy that it has become meanwhile, comes to the front.
async function openSample(workspace: Workspace, trip: Trip): Promise<void> {
  workspace.set({ focus: false });
  trip.tab ??= openFirst(workspace);
  const tab = await trip.tab;
  const { active, levels, tabs } = workspace.store.getState();
  if (tab === null || !tabs.some(({ key }) => key === tab)) return;
  if (active !== tab) workspace.goToTab(tab);
  else if (levels.length > 0) workspace.goTo([]);
}

async function openFirst(workspace: Workspace): Promise<string | null> {
  const samples = (workspace.store.getState().library ?? []).filter((entry) => entry.sample);
  const sample = samples.find(({ id }) => id === tourSample) ?? samples[0];
  if (sample === undefined) return null;
  await workspace.openPipeline(sample.id);
  const { open, active } = workspace.store.getState();
  return open?.store.getState().id === sample.id ? active : null;
}

// The first agent on the level on screen.
function agentOf({ store }: Workspace): string | null {
  const { open, catalog, levels } = store.getState();
  if (open === null || levels.length > 0) return null;
  const { nodes } = open.store.getState().document;
  return nodes.find(({ kind }) => catalog?.get(kind)?.card.performer === 'agent')?.id ?? null;
}
