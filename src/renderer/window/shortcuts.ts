// What the sheet of keys shows: the keys of all actions by their groups, and what the pointer does on the canvas.

import type { Action, ActionGroup } from '../actions/action.ts';
import { actionGroups } from '../actions/action.ts';
import type { MessageKey } from '../i18n/words.ts';

/** One way to do something: keys to hold or press, and what the pointer does meanwhile. */
export interface Way {
  readonly keys?: string;
  readonly how?: MessageKey;
}

export interface Shortcut {
  readonly name: MessageKey;
  readonly ways: readonly Way[];
}

export interface ShortcutGroup {
  readonly group: ActionGroup | 'pointer';
  readonly shortcuts: readonly Shortcut[];
}

/** The groups of the sheet; actions without keys are left out, those of one name stand together. */
export function shortcutGroups(actions: readonly Action[]): readonly ShortcutGroup[] {
  const groups = actionGroups.map((group): ShortcutGroup => {
    const named = new Map<MessageKey, Way[]>();
    for (const action of actions) {
      if (action.group !== group || action.keys.length === 0) continue;
      const ways = action.keys.map((keys) => ({ keys }));
      named.set(action.name, [...(named.get(action.name) ?? []), ...ways]);
    }
    return { group, shortcuts: [...named].map(([name, ways]) => ({ name, ways })) };
  });
  return [...groups, { group: 'pointer' as const, shortcuts: gestures }].filter(
    ({ shortcuts }) => shortcuts.length > 0,
  );
}

const gestures: readonly Shortcut[] = [
  { name: 'pointer.add', ways: [{ how: 'how.double_click' }] },
  { name: 'pointer.add_fitting', ways: [{ how: 'how.wire_to_canvas' }] },
  { name: 'pointer.splice', ways: [{ how: 'how.node_on_wire' }] },
  { name: 'pointer.rewire', ways: [{ how: 'how.wire_end' }] },
  { name: 'pointer.disconnect', ways: [{ how: 'how.wire_end_to_canvas' }] },
  { name: 'pointer.pan', ways: [{ keys: 'Space', how: 'how.drag' }, { how: 'how.middle_drag' }] },
  { name: 'pointer.zoom', ways: [{ keys: 'Ctrl', how: 'how.wheel' }] },
  { name: 'pointer.add_to_selection', ways: [{ keys: 'Shift', how: 'how.click' }] },
  { name: 'pointer.select_box', ways: [{ keys: 'Shift', how: 'how.drag' }] },
  { name: 'pointer.no_snapping', ways: [{ keys: 'Alt', how: 'how.while_dragging' }] },
  { name: 'pointer.enter', ways: [{ how: 'how.double_click_node' }] },
];
