// Actions on what is selected: taking away, copying, muting, pinning, grouping, laying out. What an edit is comes from the gestures.

import type { LibraryEdit } from '../../shared/api/library.ts';
import type { JsonValue } from '../../shared/json/value.ts';
import { bypassOf } from '../../shared/pipeline/check.ts';
import type { Change } from '../../shared/pipeline/edits.ts';
import { pluggedNodes } from '../../shared/pipeline/ports-of.ts';
import { align, distribute, type Alignment } from '../document/arrange.ts';
import {
  addNote,
  duplicate as copyOf,
  extract,
  group,
  inline,
  move,
  remove,
  removeAndReconnect,
  removeNotes,
  setBypassed,
  setCollapsed,
  setMuted,
  ungroup,
  type Refused,
} from '../document/gestures.ts';
import { layOut } from '../document/layout.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import { errorText } from '../i18n/said.ts';
import type { MessageKey } from '../i18n/words.ts';
import { libraryEditText } from '../library/library-edit-text.ts';
import { outputsOfNode } from '../run/node-status.ts';
import type { Workspace } from '../workspace.ts';
import type { Action, ActionContext } from './action.ts';

type WithSheet = ActionContext & { readonly sheet: NonNullable<ActionContext['sheet']> };

const chosen = ({ state, sheet }: ActionContext) => sheet !== null && state.selection.nodes.length > 0;
const chosenAny = ({ state: { selection }, sheet }: ActionContext) =>
  sheet !== null && Object.values(selection).some((ids) => ids.length > 0);
const opened = ({ sheet }: ActionContext) => sheet !== null;

const onSheet =
  (run: (context: WithSheet) => void) =>
  (context: ActionContext): void => {
    const { sheet } = context;
    if (sheet !== null) run({ ...context, sheet });
  };

/** Takes what is selected away; with `reconnect`, neighbours are joined. */
function removeChosen({ state, sheet, workspace }: WithSheet, reconnect: boolean): void {
  const { nodes, wires, notes, groups } = state.selection;
  const document = sheet.document();
  const catalog = state.catalog;
  if (catalog === null) return;
  const gone = document.wires.filter((wire) => wires.includes(wireKey(wire)));
  if (reconnect && nodes.length > 0) sheet.edit(removeAndReconnect(document, catalog, nodes));
  else if (nodes.length > 0 || gone.length > 0) sheet.edit(remove(document, nodes, gone));
  if (notes.length > 0) sheet.edit(removeNotes(sheet.document(), notes));
  // The frame of a group goes, what is in it stays.
  for (const id of groups) sheet.edit(ungroup(sheet.document(), id));
  workspace.select([]);
  state.canvas?.focus();
}

function duplicate({ state, sheet }: WithSheet): void {
  if (state.catalog === null) return;
  const added = copyOf(sheet.document(), new Set(state.selection.nodes), { catalog: state.catalog });
  sheet.edit(added.edit);
  state.canvas?.selectAdded({ nodes: added.ids });
}

function nudge({ state, sheet }: WithSheet, dx: number, dy: number): void {
  const boxes = state.canvas?.boxes();
  const ids = state.selection.nodes;
  if (boxes === undefined || ids.length === 0) return;
  const places = new Map(
    ids.flatMap((id) => {
      const box = boxes.get(id);
      return box === undefined ? [] : [[id, { x: box.x + dx, y: box.y + dy }] as const];
    }),
  );
  sheet.edit(move(sheet.document(), places), `nudge ${ids.join()}`);
}

const nudges = (['←', '→', '↑', '↓'] as const).flatMap((arrow): Action[] => {
  const [x, y] = { '←': [-1, 0], '→': [1, 0], '↑': [0, -1], '↓': [0, 1] }[arrow] as [number, number];
  const name = {
    '←': 'do.nudge_left',
    '→': 'do.nudge_right',
    '↑': 'do.nudge_up',
    '↓': 'do.nudge_down',
  }[arrow] as MessageKey;
  const by = (step: number) => onSheet((context) => nudge(context, x * step, y * step));
  const shared = { name, group: 'nodes', where: 'canvas', enabled: chosen } as const;
  return [
    { ...shared, id: `nudge${arrow}`, keys: [`Ctrl+${arrow}`], run: by(4) },
    { ...shared, id: `nudge-far${arrow}`, keys: [`Ctrl+Shift+${arrow}`], run: by(40) },
  ];
});

function toggle(
  key: 'mute' | 'bypass',
  change: (context: WithSheet, ids: readonly string[], on: boolean) => void,
): Action['run'] {
  return onSheet((context) => {
    const ids = context.state.selection.nodes;
    const nodes = context.sheet.document().nodes.filter(({ id }) => ids.includes(id));
    change(context, ids, !nodes.every((node) => node[key] === true));
  });
}

function collapse({ state, sheet }: WithSheet): void {
  const ids = state.selection.nodes;
  const collapsed = new Set(sheet.document().view?.collapsed);
  sheet.edit(setCollapsed(sheet.document(), ids, !ids.every((id) => collapsed.has(id))));
}

// Pinned outputs are part of the history and of no file, so pinning is an edit like any other.
function pin({ state, sheet, workspace, t }: WithSheet): void {
  const prefix = sheet.within.length === 0 ? '' : `${sheet.within.join('/')}/`;
  const { pins } = sheet.open.store.getState();
  const run = workspace.run.store.getState();
  const plugged = pluggedNodes(sheet.document());
  const all = state.selection.nodes.every((id) => pins[`${prefix}${id}`] !== undefined);
  const changes: Change[] = [];
  const without: string[] = [];
  for (const id of state.selection.nodes) {
    const before = pins[`${prefix}${id}`] ?? null;
    if (all) changes.push({ of: 'pin', key: id, before, after: null });
    else if (before === null) {
      const outputs = plugged.has(id) ? null : outputsOfNode(run, sheet.levels, id);
      if (outputs === null) without.push(id);
      else changes.push({ of: 'pin', key: id, before: null, after: outputs as JsonValue });
    }
  }
  sheet.edit({ label: all ? 'edit.unpin' : 'edit.pin', changes });
  if (without.length > 0) workspace.say(t('pin.no_value', { nodes: without.join(', ') }), { tone: 'fail' });
}

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

/** The pipeline that the one selected node runs; null when it runs none. */
export function scopeOf({ state, sheet }: ActionContext): { readonly node: string; readonly pipeline: string } | null {
  const [id] = state.selection.nodes;
  const node =
    state.selection.nodes.length === 1 ? sheet?.document().nodes.find((other) => other.id === id) : undefined;
  const name = node?.params['pipeline'];
  if (node === undefined || state.catalog?.get(node.kind)?.card.performer !== 'scope' || typeof name !== 'string')
    return null;
  return Object.hasOwn(sheet?.document().pipelines ?? {}, name) ? { node: node.id, pipeline: name } : null;
}

function copyText(kind: 'copy' | 'cut'): void {
  globalThis.document.execCommand(kind);
}

// What is done to the library may be out of sight, so it is said.
function tell(
  workspace: Workspace,
  t: ActionContext['t'],
  edit: LibraryEdit | null,
  key: 'library.undone' | 'library.redone',
): void {
  if (edit !== null) workspace.say(t(key, { what: libraryEditText(t, edit) }));
}

/** Actions on the document on screen. */
export const editActions: readonly Action[] = [
  {
    id: 'undo',
    name: 'do.undo',
    group: 'edit',
    keys: ['Ctrl+Z'],
    where: 'pane',
    run: ({ workspace, t }) => void workspace.undo().then((edit) => tell(workspace, t, edit, 'library.undone')),
  },
  {
    id: 'redo',
    name: 'do.redo',
    group: 'edit',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    where: 'pane',
    run: ({ workspace, t }) => void workspace.redo().then((edit) => tell(workspace, t, edit, 'library.redone')),
  },
  {
    id: 'copy',
    name: 'do.copy',
    group: 'edit',
    keys: ['Ctrl+C'],
    where: 'native',
    enabled: chosen,
    run: () => copyText('copy'),
  },
  {
    id: 'cut',
    name: 'do.cut',
    group: 'edit',
    keys: ['Ctrl+X'],
    where: 'native',
    enabled: chosen,
    run: () => copyText('cut'),
  },
  {
    id: 'paste',
    name: 'do.paste',
    group: 'edit',
    keys: ['Ctrl+V'],
    where: 'native',
    enabled: opened,
    run: ({ workspace, t }) => workspace.say(t('paste.by_key')),
  },
  {
    id: 'paste-wired',
    name: 'do.paste_wired',
    group: 'edit',
    keys: ['Ctrl+Shift+V'],
    where: 'native',
    enabled: opened,
    run: ({ workspace, t }) => workspace.say(t('paste.by_key')),
  },
  {
    id: 'duplicate',
    name: 'do.duplicate',
    group: 'edit',
    keys: ['Ctrl+D'],
    where: 'canvas',
    enabled: chosen,
    run: onSheet(duplicate),
  },
  {
    id: 'delete',
    name: 'do.delete',
    group: 'edit',
    keys: ['Delete', 'Backspace'],
    where: 'canvas',
    enabled: chosenAny,
    run: onSheet((context) => removeChosen(context, false)),
  },
  {
    id: 'delete-reconnect',
    name: 'do.delete_reconnect',
    group: 'edit',
    keys: ['Ctrl+Delete', 'Ctrl+Backspace'],
    where: 'canvas',
    enabled: chosen,
    run: onSheet((context) => removeChosen(context, true)),
  },
  ...nudges,
  {
    id: 'mute',
    name: 'do.mute',
    group: 'nodes',
    keys: ['Ctrl+M'],
    where: 'canvas',
    enabled: chosen,
    run: toggle('mute', ({ sheet }, ids, on) => sheet.edit(setMuted(sheet.document(), ids, on))),
  },
  {
    id: 'bypass',
    name: 'do.bypass',
    group: 'nodes',
    keys: ['Ctrl+B'],
    where: 'canvas',
    enabled: chosen,
    run: toggle('bypass', ({ sheet, state, workspace, t }, ids, on) => {
      const catalog = state.catalog;
      if (catalog === null) return;
      const document = sheet.document();
      const able = document.nodes.filter(
        (node) => ids.includes(node.id) && (!on || bypassOf(document, node, catalog) !== null),
      );
      sheet.edit(
        setBypassed(
          document,
          catalog,
          able.map(({ id }) => id),
          on,
        ),
      );
      if (able.length < ids.length) workspace.say(t('bypass.cannot'), { tone: 'fail' });
    }),
  },
  { id: 'pin', name: 'do.pin', group: 'nodes', keys: ['P'], where: 'canvas', enabled: chosen, run: onSheet(pin) },
  {
    id: 'edit-pin',
    name: 'do.edit_pin',
    group: 'nodes',
    keys: ['Shift+P'],
    where: 'canvas',
    enabled: ({ state: { selection }, sheet }) =>
      sheet !== null && selection.nodes.length === 1 && !pluggedNodes(sheet.document()).has(selection.nodes[0] ?? ''),
    run: ({ state, workspace }) => {
      const [node] = state.selection.nodes;
      if (node !== undefined) workspace.set({ overlay: { of: 'pin', node } });
    },
  },
  {
    id: 'collapse',
    name: 'do.collapse',
    group: 'nodes',
    keys: ['Alt+C'],
    where: 'canvas',
    enabled: chosen,
    run: onSheet(collapse),
  },
  {
    id: 'rename',
    name: 'do.rename',
    group: 'nodes',
    keys: ['F2'],
    where: 'canvas',
    enabled: ({ state: { selection } }) =>
      selection.nodes.length + selection.groups.length + selection.notes.length === 1,
    run: ({ state: { selection, canvas } }) => {
      const [id] = [...selection.nodes, ...selection.groups, ...selection.notes];
      if (id !== undefined) canvas?.rename(id);
    },
  },
  {
    id: 'open',
    name: 'do.open_node',
    group: 'nodes',
    keys: ['Enter'],
    where: 'canvas',
    enabled: ({ state }) => state.selection.nodes.length === 1,
    run: (context) => {
      const scope = scopeOf(context);
      if (scope !== null) context.workspace.enter(scope);
      else {
        const [node] = context.state.selection.nodes;
        if (node !== undefined) context.workspace.revealNode(node, '');
      }
    },
  },
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
