// An action: something that a person can do, with its name, its keys and where they work. The palette, the sheet of keys, menus and the
// keyboard are all drawn from the same list, so that no key does what no list tells.

import type { MessageKey, Words } from '../i18n/words.ts';
import { sheetOf, type Sheet } from '../document/sheet.ts';
import type { Workspace, WorkspaceState } from '../workspace.ts';

export const actionGroups = ['edit', 'select', 'nodes', 'structure', 'canvas', 'run', 'files', 'window'] as const;
export type ActionGroup = (typeof actionGroups)[number];

export interface ActionContext {
  readonly workspace: Workspace;
  readonly state: WorkspaceState;
  /** The level on screen; null on the start page. */
  readonly sheet: Sheet | null;
  readonly t: Words;
}

export interface Action {
  readonly id: string;
  readonly name: MessageKey;
  /** What it is called for what is selected now, where it does one thing or its opposite. */
  readonly nameNow?: (context: ActionContext) => MessageKey;
  readonly group: ActionGroup;
  readonly keys: readonly string[];
  /**
   * Where its keys work: `window` everywhere, in fields too; `pane` wherever nobody types; `canvas` while the canvas has the focus or nothing
   * has. `native`: the browser sends an event of its own for them.
   */
  readonly where: 'window' | 'pane' | 'canvas' | 'native';
  /** Absent: always. */
  readonly enabled?: (context: ActionContext) => boolean;
  readonly run: (context: ActionContext) => void;
}

/** The context of an action in the window as it is now. */
export function actionContext(workspace: Workspace, t: Words): ActionContext {
  const state = workspace.store.getState();
  return {
    workspace,
    state,
    sheet: state.open === null ? null : sheetOf(state.open, state.levels),
    t,
  };
}

/** Does an action if it can be done now; false when it cannot. */
export function perform(action: Action, context: ActionContext): boolean {
  if (action.enabled?.(context) === false) return false;
  action.run(context);
  return true;
}
