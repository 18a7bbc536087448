// Which action a key press means: chords of one press, and those of two, one after the other. Knows no DOM but what a key press says.

import type { Action } from './action.ts';
import { isPress, pressesOf, type KeyPress } from './chords.ts';

/** Where the keyboard's focus is. */
export type Place = 'field' | 'pane' | 'canvas' | 'dialog';

export interface Keyboard {
  /** The action of a press; `first`: it begins a chord of two; null: it means nothing here. `at` in milliseconds of any clock. */
  press(event: KeyPress, place: Place, at: number): Action | 'first' | null;
}

const secondPressMs = 1500;

/** A keyboard for these actions; where two have the same keys, the first counts. */
export function createKeyboard(actions: readonly Action[]): Keyboard {
  let pending: { readonly press: string; readonly at: number } | null = null;
  return {
    press(event, place, at) {
      const first = pending !== null && at - pending.at < secondPressMs ? pending.press : null;
      for (const action of actions) {
        if (!worksIn(action.where, place)) continue;
        for (const chord of action.keys) {
          const [one = '', two] = pressesOf(chord);
          if (two === undefined ? first === null && isPress(one, event) : first === one && isPress(two, event)) {
            pending = null;
            return action;
          }
          if (two !== undefined && first === null && isPress(one, event)) {
            pending = { press: one, at };
            return 'first';
          }
        }
      }
      if (!['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) pending = null;
      return null;
    },
  };
}

/** Whether the keys of an action work while the focus is there; those of the browser's own events never do by themselves. */
export function worksIn(where: Action['where'], place: Place): boolean {
  switch (where) {
    case 'window':
      return true;
    case 'pane':
      return place === 'pane' || place === 'canvas';
    case 'canvas':
      return place === 'canvas';
    case 'native':
      return false;
  }
}
