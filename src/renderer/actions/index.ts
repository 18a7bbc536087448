// Every action of the window, and the keyboard that does them.

import { useEffect } from 'react';
import { useWords } from '../i18n/words.ts';
import { useWorkspace } from '../workspace.ts';
import { actionContext, perform, type Action } from './action.ts';
import { isPress, pressesOf } from './chords.ts';
import { editActions } from './edit-actions.ts';
import { windowActions } from './window-actions.ts';

export const actions: readonly Action[] = [...editActions, ...windowActions];

/** The action of an id. */
export function actionOf(id: string): Action {
  const action = actions.find((candidate) => candidate.id === id);
  if (action === undefined) throw new RangeError(`There is no action "${id}".`);
  return action;
}

const secondPressMs = 1500;

/** Listens to the keyboard for as long as the component is there. */
export function useActionKeys(): void {
  const workspace = useWorkspace();
  const t = useWords();
  useEffect(() => {
    let pending: { readonly press: string; readonly at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const first = pending !== null && event.timeStamp - pending.at < secondPressMs ? pending.press : null;
      const context = actionContext(workspace, t);
      // While a dialog is open its own keys hold, and those that work everywhere.
      const place = placeOf(event.target);
      for (const action of actions) {
        if (action.where === 'native' || !worksIn(action.where, place)) continue;
        for (const chord of action.keys) {
          const [one = '', two] = pressesOf(chord);
          if (two === undefined ? first === null && isPress(one, event) : first === one && isPress(two, event)) {
            pending = null;
            if (perform(action, context)) event.preventDefault();
            return;
          }
          if (two !== undefined && first === null && isPress(one, event)) {
            pending = { press: one, at: event.timeStamp };
            event.preventDefault();
            return;
          }
        }
      }
      if (!['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) pending = null;
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [workspace, t]);
}

type Place = 'field' | 'pane' | 'canvas' | 'dialog';

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'canvas';
  if (target.closest('input, textarea, select, [contenteditable="true"], .cm-editor') !== null) return 'field';
  if (target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null)
    return 'dialog';
  return target === document.body || target.closest('[data-canvas]') !== null ? 'canvas' : 'pane';
}

function worksIn(where: Action['where'], place: Place): boolean {
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
