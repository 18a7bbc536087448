// Every action of the window, and the keyboard that does them.

import { useEffect } from 'react';
import { useWords } from '../i18n/words.ts';
import { takesTyping } from '../ui/is-typing.ts';
import { useWorkspace } from '../workspace.ts';
import { actionContext, perform, type Action } from './action.ts';
import { editActions } from './edit-actions.ts';
import { nodeActions } from './node-actions.ts';
import { structureActions } from './structure-actions.ts';
import { createKeyboard, type Place } from './keyboard.ts';
import { windowActions } from './window-actions.ts';

export const actions: readonly Action[] = [...editActions, ...nodeActions, ...structureActions, ...windowActions];

/** The action of an id. */
export function actionOf(id: string): Action {
  const action = actions.find((candidate) => candidate.id === id);
  if (action === undefined) throw new RangeError(`There is no action "${id}".`);
  return action;
}

/** Listens to the keyboard for as long as the component is there. */
export function useActionKeys(): void {
  const workspace = useWorkspace();
  const t = useWords();
  useEffect(() => {
    const keyboard = createKeyboard(actions);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      // While a dialog is open its own keys hold, and those that work everywhere.
      const found = keyboard.press(event, placeOf(event.target), event.timeStamp);
      if (found === 'first' || (found !== null && perform(found, actionContext(workspace, t)))) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [workspace, t]);
}

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'canvas';
  if (takesTyping(target)) return 'field';
  const over = target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]');
  // One that is on its way out holds the focus a moment longer.
  if (over !== null && !over.hasAttribute('data-closed')) return 'dialog';
  return target === document.body || target.closest('[data-canvas]') !== null ? 'canvas' : 'pane';
}
