// Actions on the view, on runs, on files and on the window itself.

import { canGoOn, isLive } from '../run/run-life.ts';
import { startRunHere } from '../run/use-start.ts';
import { stepRegion } from '../window/regions.ts';
import { toggleSide } from '../window/side-panes.ts';
import { chooseFileToImport, exportDocument } from '../library/files.ts';
import type { Action, ActionContext } from './action.ts';

const opened = ({ sheet }: ActionContext) => sheet !== null;
const drawn = ({ state }: ActionContext) => state.canvas !== null;
const oneNode = ({ state, sheet }: ActionContext) =>
  sheet !== null && sheet.levels.length === 0 && state.selection.nodes.length === 1;
// A dialog keeps the focus.
const notOver = ({ state: { overlay } }: ActionContext) =>
  (overlay === null || overlay.of === 'tour') && document.querySelector('[data-base-ui-inert]') === null;
const live = ({ workspace }: ActionContext) => isLive(workspace.run.store.getState());

const focusSteps = (
  [
    ['←', 'left', 'do.focus_left'],
    ['→', 'right', 'do.focus_right'],
    ['↑', 'up', 'do.focus_up'],
    ['↓', 'down', 'do.focus_down'],
  ] as const
).map(
  ([arrow, direction, name]): Action => ({
    id: `focus-${direction}`,
    name,
    group: 'select',
    keys: [arrow],
    where: 'canvas',
    enabled: drawn,
    run: ({ state }) => state.canvas?.stepFocus(direction),
  }),
);

function toggleBottom({ workspace, state }: ActionContext, pane: 'problems' | 'log'): void {
  workspace.set({ bottom: state.bottom === pane ? null : pane });
}

/** Actions that change nothing in a document. */
export const windowActions: readonly Action[] = [
  {
    id: 'add',
    name: 'do.add_node',
    group: 'nodes',
    keys: ['Tab'],
    where: 'canvas',
    enabled: drawn,
    run: ({ state }) => state.canvas?.openSearch(),
  },
  {
    id: 'select-all',
    name: 'do.select_all',
    group: 'select',
    keys: ['Ctrl+A'],
    where: 'canvas',
    enabled: drawn,
    run: ({ state }) => state.canvas?.selectAll(),
  },
  ...focusSteps,
  {
    id: 'actual-size',
    name: 'do.actual_size',
    group: 'canvas',
    keys: ['Ctrl+0'],
    where: 'pane',
    enabled: drawn,
    run: ({ state }) => state.canvas?.actualSize(),
  },
  {
    id: 'fit',
    name: 'do.fit',
    group: 'canvas',
    keys: ['Ctrl+1'],
    where: 'pane',
    enabled: drawn,
    run: ({ state }) => state.canvas?.fit('all'),
  },
  {
    id: 'fit-selection',
    name: 'do.fit_selection',
    group: 'canvas',
    keys: ['.'],
    where: 'canvas',
    enabled: drawn,
    run: ({ state }) => state.canvas?.fit('selection'),
  },
  {
    id: 'zoom-in',
    name: 'do.zoom_in',
    group: 'canvas',
    keys: ['+', '='],
    where: 'canvas',
    enabled: drawn,
    run: ({ state }) => state.canvas?.zoom('in'),
  },
  {
    id: 'zoom-out',
    name: 'do.zoom_out',
    group: 'canvas',
    keys: ['-'],
    where: 'canvas',
    enabled: drawn,
    run: ({ state }) => state.canvas?.zoom('out'),
  },
  {
    id: 'palette',
    name: 'do.palette',
    group: 'window',
    keys: ['Ctrl+K'],
    where: 'window',
    run: ({ workspace }) => workspace.set({ overlay: { of: 'palette', mode: 'everything' } }),
  },
  {
    id: 'find',
    name: 'do.find',
    group: 'select',
    keys: ['Ctrl+F'],
    where: 'pane',
    enabled: opened,
    run: ({ workspace }) => workspace.set({ finding: true }),
  },
  {
    id: 'back',
    name: 'do.back',
    group: 'window',
    keys: ['Alt+←'],
    where: 'pane',
    run: ({ workspace }) => workspace.back(),
  },
  {
    id: 'forward',
    name: 'do.forward',
    group: 'window',
    keys: ['Alt+→'],
    where: 'pane',
    run: ({ workspace }) => workspace.forward(),
  },
  {
    id: 'run',
    name: 'do.run',
    group: 'run',
    keys: ['Ctrl+Enter'],
    where: 'window',
    enabled: opened,
    run: (context) => {
      if (live(context)) void context.workspace.stopRun();
      else startRunHere(context.workspace, null);
    },
  },
  {
    id: 'run-from',
    name: 'do.run_from',
    group: 'run',
    keys: ['Shift+Enter'],
    where: 'canvas',
    enabled: (context) => oneNode(context) && !live(context),
    run: ({ workspace, state }) => startRunHere(workspace, { from: state.selection.nodes[0] ?? '' }),
  },
  {
    id: 'run-to',
    name: 'do.run_to',
    group: 'run',
    keys: ['Alt+Enter'],
    where: 'canvas',
    enabled: (context) => oneNode(context) && !live(context),
    run: ({ workspace, state }) => startRunHere(workspace, { to: state.selection.nodes[0] ?? '' }),
  },
  {
    id: 'pause',
    name: 'do.pause',
    group: 'run',
    keys: ['Ctrl+Alt+Enter'],
    where: 'window',
    enabled: ({ workspace }) => isLive(workspace.run.store.getState()) || canGoOn(workspace.run.store.getState()),
    run: ({ workspace }) => {
      if (canGoOn(workspace.run.store.getState())) void workspace.resumeRun();
      else void workspace.pauseRun();
    },
  },
  {
    id: 'log',
    name: 'do.log',
    group: 'window',
    keys: ['Ctrl+`'],
    where: 'window',
    enabled: opened,
    run: (context) => toggleBottom(context, 'log'),
  },
  {
    id: 'problems',
    name: 'do.problems',
    group: 'window',
    keys: ['Ctrl+Shift+M'],
    where: 'window',
    enabled: opened,
    run: (context) => toggleBottom(context, 'problems'),
  },
  {
    id: 'save',
    name: 'do.save',
    group: 'files',
    keys: ['Ctrl+S'],
    where: 'window',
    enabled: opened,
    run: ({ state }) => void state.open?.save().catch(() => undefined),
  },
  {
    id: 'open-pipeline',
    name: 'do.open',
    group: 'files',
    keys: ['Ctrl+O'],
    where: 'window',
    run: ({ workspace }) => workspace.set({ overlay: { of: 'palette', mode: 'pipelines' } }),
  },
  {
    id: 'new-pipeline',
    name: 'do.new',
    group: 'files',
    keys: ['Ctrl+Alt+N'],
    where: 'window',
    run: ({ workspace, t }) => void workspace.newPipeline(t('library.untitled')),
  },
  {
    id: 'export',
    name: 'do.export',
    group: 'files',
    keys: ['Ctrl+E'],
    where: 'window',
    enabled: opened,
    run: ({ state }) => state.open !== null && exportDocument(state.open.store.getState().document),
  },
  {
    id: 'import',
    name: 'do.import',
    group: 'files',
    keys: ['Ctrl+I'],
    where: 'window',
    run: ({ workspace }) => chooseFileToImport(workspace),
  },
  {
    id: 'gallery',
    name: 'do.gallery',
    group: 'files',
    keys: [],
    where: 'window',
    run: ({ workspace }) => workspace.set({ overlay: { of: 'gallery' } }),
  },
  {
    id: 'versions',
    name: 'do.versions',
    group: 'files',
    keys: ['Ctrl+Shift+H'],
    where: 'window',
    enabled: opened,
    run: ({ workspace }) => workspace.set({ overlay: { of: 'versions' } }),
  },
  {
    id: 'close-tab',
    name: 'do.close_tab',
    group: 'window',
    keys: ['Alt+W'],
    where: 'window',
    enabled: opened,
    run: ({ workspace, state }) => state.active !== null && void workspace.closeTab(state.active),
  },
  {
    id: 'next-tab',
    name: 'do.next_tab',
    group: 'window',
    keys: ['Ctrl+PageDown'],
    where: 'window',
    run: ({ workspace }) => workspace.stepTab(1),
  },
  {
    id: 'previous-tab',
    name: 'do.previous_tab',
    group: 'window',
    keys: ['Ctrl+PageUp'],
    where: 'window',
    run: ({ workspace }) => workspace.stepTab(-1),
  },
  {
    id: 'start-page',
    name: 'do.start_page',
    group: 'window',
    keys: ['Alt+Home'],
    where: 'window',
    run: ({ workspace }) => workspace.goToTab(null),
  },
  {
    id: 'next-region',
    name: 'do.next_region',
    group: 'window',
    keys: ['F6'],
    where: 'window',
    enabled: notOver,
    run: ({ state }) => stepRegion(1, state.canvas?.focus ?? null),
  },
  {
    id: 'previous-region',
    name: 'do.previous_region',
    group: 'window',
    keys: ['Shift+F6'],
    where: 'window',
    enabled: notOver,
    run: ({ state }) => stepRegion(-1, state.canvas?.focus ?? null),
  },
  {
    id: 'toggle-left',
    name: 'do.toggle_left',
    group: 'window',
    keys: ['['],
    where: 'pane',
    enabled: ({ state }) => !state.focus,
    run: () => toggleSide('left'),
  },
  {
    id: 'toggle-right',
    name: 'do.toggle_right',
    group: 'window',
    keys: [']'],
    where: 'pane',
    enabled: ({ state }) => state.open !== null && !state.focus,
    run: () => toggleSide('right'),
  },
  {
    id: 'focus-mode',
    name: 'do.focus_mode',
    group: 'window',
    keys: ['F'],
    where: 'pane',
    enabled: opened,
    run: ({ workspace, state }) => workspace.set({ focus: !state.focus }),
  },
  {
    id: 'tour',
    name: 'do.tour',
    group: 'window',
    keys: [],
    where: 'window',
    run: ({ workspace }) => workspace.set({ overlay: { of: 'tour' } }),
  },
  {
    id: 'shortcuts',
    name: 'do.shortcuts',
    group: 'window',
    keys: ['?'],
    where: 'pane',
    run: ({ workspace }) => workspace.set({ overlay: { of: 'shortcuts' } }),
  },
];
