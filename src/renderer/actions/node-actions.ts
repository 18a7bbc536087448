// Actions on the selected nodes themselves: moving a little, muting, pinning, folding, naming, opening.

import type { JsonValue } from '../../shared/json/value.ts';
import { bypassOf } from '../../shared/pipeline/check.ts';
import type { Change } from '../../shared/pipeline/edits.ts';
import { pluggedNodes } from '../../shared/pipeline/ports-of.ts';
import { move, setBypassed, setCollapsed, setMuted } from '../document/gestures.ts';
import type { MessageKey } from '../i18n/words.ts';
import { outputsOfNode } from '../run/node-status.ts';
import type { Action } from './action.ts';
import { chosen, onSheet, scopeOf, type WithSheet } from './on-sheet.ts';

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
  return onSheet((context) => change(context, context.state.selection.nodes, !isOn[key](context)));
}

function collapse(context: WithSheet): void {
  const { state, sheet } = context;
  sheet.edit(setCollapsed(sheet.document(), state.selection.nodes, !isOn.collapse(context)));
}

function every(key: 'mute' | 'bypass', { state, sheet }: WithSheet): boolean {
  const ids = state.selection.nodes;
  return sheet
    .document()
    .nodes.filter(({ id }) => ids.includes(id))
    .every((node) => node[key] === true);
}

/** Whether all that is selected is so already; doing it then takes it back. */
const isOn = {
  mute: (context: WithSheet) => every('mute', context),
  bypass: (context: WithSheet) => every('bypass', context),
  pin: ({ state, sheet }: WithSheet) => {
    const { pins } = sheet.open.store.getState();
    return state.selection.nodes.every((id) => pins[[...sheet.within, id].join('/')] !== undefined);
  },
  collapse: ({ state, sheet }: WithSheet) => {
    const collapsed = new Set(sheet.document().view?.collapsed);
    return state.selection.nodes.every((id) => collapsed.has(id));
  },
} as const;

function nameNow(what: keyof typeof isOn, off: MessageKey, on: MessageKey): NonNullable<Action['nameNow']> {
  return (context) => (context.sheet !== null && isOn[what]({ ...context, sheet: context.sheet }) ? on : off);
}

// Pinned outputs are part of the history and of no file, so pinning is an edit like any other.
function pin(context: WithSheet): void {
  const { state, sheet, workspace, t } = context;
  const prefix = sheet.within.length === 0 ? '' : `${sheet.within.join('/')}/`;
  const { pins } = sheet.open.store.getState();
  const run = workspace.run.store.getState();
  const plugged = pluggedNodes(sheet.document());
  const all = isOn.pin(context);
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

/** What is done to single nodes. */
export const nodeActions: readonly Action[] = [
  ...nudges,
  {
    id: 'mute',
    name: 'do.mute',
    nameNow: nameNow('mute', 'edited.mute', 'edited.unmute'),
    group: 'nodes',
    keys: ['Ctrl+M'],
    where: 'canvas',
    enabled: chosen,
    run: toggle('mute', ({ sheet }, ids, on) => sheet.edit(setMuted(sheet.document(), ids, on))),
  },
  {
    id: 'bypass',
    name: 'do.bypass',
    nameNow: nameNow('bypass', 'edited.bypass', 'edited.unbypass'),
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
  {
    id: 'pin',
    name: 'do.pin',
    nameNow: nameNow('pin', 'edited.pin', 'edited.unpin'),
    group: 'nodes',
    keys: ['P'],
    where: 'canvas',
    enabled: chosen,
    run: onSheet(pin),
  },
  {
    id: 'wires',
    name: 'do.wires',
    group: 'nodes',
    keys: ['C'],
    where: 'canvas',
    enabled: ({ state: { selection }, sheet }) => sheet !== null && selection.nodes.length === 1,
    run: ({ workspace }) => workspace.set({ overlay: { of: 'palette', mode: 'wires' } }),
  },
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
    nameNow: nameNow('collapse', 'edited.collapse', 'edited.expand'),
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
];
