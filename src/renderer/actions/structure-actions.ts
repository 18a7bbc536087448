// Actions that give a pipeline structure: groups, subpipelines, notes, alignment, layout.

import { align, distribute, type Alignment } from '../document/arrange.ts';
import { addNote, extract, group, inline, move, ungroup, type Refused } from '../document/gestures.ts';
import { layOut } from '../document/layout.ts';
import { errorText } from '../i18n/said.ts';
import type { Workspace } from '../workspace.ts';
import type { Action, ActionContext } from './action.ts';
import { chosen, onSheet, opened, scopeOf, type WithSheet } from './on-sheet.ts';

function arrange(how: Alignment | 'horizontal' | 'vertical') {
  return onSheet(({ state, sheet }) => {
    const all = state.canvas?.boxes() ?? new Map();
    const boxes = new Map([...all].filter(([id]) => state.selection.nodes.includes(id)));
    const places = how === 'horizontal' || how === 'vertical' ? distribute(boxes, how) : align(boxes, how);
    sheet.edit({ ...move(sheet.document(), places), label: 'edit.align' });
  });
}

const several = ({ state }: ActionContext) => state.selection.nodes.length > 1;
const alignments = (
  [
    ['L', 'left', 'do.align_left'],
    ['R', 'right', 'do.align_right'],
    ['T', 'top', 'do.align_top'],
    ['B', 'bottom', 'do.align_bottom'],
    ['H', 'horizontal', 'do.distribute_horizontally'],
    ['V', 'vertical', 'do.distribute_vertically'],
  ] as const
).map(
  ([key, how, name]): Action => ({
    id: `align-${how}`,
    name,
    group: 'structure',
    keys: [`Alt+A ${key}`],
    where: 'canvas',
    enabled: several,
    run: arrange(how),
  }),
);

function layOutChosen({ state, sheet, workspace, t }: WithSheet): void {
  const { catalog, canvas, selection } = state;
  if (catalog === null || canvas === null) return;
  const boxes = canvas.boxes();
  const sizeOf = (id: string) => boxes.get(id) ?? { width: 220, height: 100 };
  const ids = selection.nodes.length > 1 ? new Set(selection.nodes) : null;
  const places = layOut(sheet.document(), ids, sizeOf);
  sheet.edit({ ...move(sheet.document(), places), label: 'edit.layout' });
  if (ids === null) canvas.fit('all');
  else workspace.say(t('layout.selection', { count: ids.size }));
}

function refuse(workspace: Workspace, { refusal }: Refused): void {
  workspace.say(errorText(refusal), { tone: 'fail' });
}

function extractChosen({ state, sheet, workspace, t }: WithSheet): void {
  if (state.catalog === null) return;
  const made = extract(sheet.document(), state.catalog, new Set(state.selection.nodes), t('subpipeline.title'));
  if ('refusal' in made) return refuse(workspace, made);
  sheet.edit(made.edit);
  state.canvas?.selectAdded({ nodes: made.ids });
}

function inlineChosen({ state, sheet, workspace }: WithSheet): void {
  const [id] = state.selection.nodes;
  if (state.catalog === null || id === undefined) return;
  const made = inline(sheet.document(), state.catalog, id);
  if ('refusal' in made) return refuse(workspace, made);
  sheet.edit(made.edit);
  state.canvas?.selectAdded({ nodes: made.ids });
}

const isScope = (context: ActionContext) => scopeOf(context) !== null;

/** What is done to several nodes together, and to the sheet. */
export const structureActions: readonly Action[] = [
  {
    id: 'group',
    name: 'do.group',
    group: 'structure',
    keys: ['Ctrl+G'],
    where: 'canvas',
    enabled: chosen,
    run: onSheet(({ sheet, state, t }) => {
      const made = group(sheet.document(), state.selection.nodes, t('group.title'));
      sheet.edit(made.edit);
      if (made.id !== null) state.canvas?.rename(made.id);
    }),
  },
  {
    id: 'ungroup',
    name: 'do.ungroup',
    group: 'structure',
    keys: ['Ctrl+Alt+G'],
    where: 'canvas',
    enabled: ({ state }) => state.selection.groups.length > 0,
    run: onSheet(({ sheet, state }) => {
      for (const id of state.selection.groups) sheet.edit(ungroup(sheet.document(), id));
    }),
  },
  {
    id: 'extract',
    name: 'do.extract',
    group: 'structure',
    keys: ['Ctrl+Shift+G'],
    where: 'canvas',
    enabled: chosen,
    run: onSheet(extractChosen),
  },
  {
    id: 'inline',
    name: 'do.inline',
    group: 'structure',
    keys: [],
    where: 'canvas',
    enabled: isScope,
    run: onSheet(inlineChosen),
  },
  {
    id: 'leave',
    name: 'do.leave',
    group: 'structure',
    keys: ['Esc'],
    where: 'canvas',
    enabled: ({ state }) => state.levels.length > 0 && !state.finding,
    run: ({ workspace, state }) => {
      const { levels } = state;
      const from = levels.at(-1)?.node;
      workspace.goTo(levels.slice(0, -1));
      if (from !== undefined) workspace.select([from]);
    },
  },
  {
    id: 'note',
    name: 'do.note',
    group: 'structure',
    keys: ['Shift+N'],
    where: 'canvas',
    enabled: opened,
    run: onSheet(({ sheet, state }) => {
      const at = state.canvas?.pointed() ?? { x: 0, y: 0 };
      const made = addNote(sheet.document(), at);
      sheet.edit(made.edit);
      state.canvas?.rename(made.id);
    }),
  },
  ...alignments,
  {
    id: 'layout',
    name: 'do.layout',
    group: 'structure',
    keys: ['Shift+L'],
    where: 'canvas',
    enabled: opened,
    run: onSheet(layOutChosen),
  },
];
