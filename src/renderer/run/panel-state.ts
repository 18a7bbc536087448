// What the run panel itself is at: which row it was asked to show, and which of its dialogs is open. Nothing of the run is in here.

import { createStore } from 'zustand/vanilla';

export interface PanelState {
  /** A request to show a row of the timeline by its key; grows with every request. */
  readonly jump: { readonly row: string; readonly count: number } | null;
  readonly dialog:
    | { readonly of: 'limits' }
    | { readonly of: 'compare' }
    /** `step`: `ACTIVATION@STEP`, the first step that is not shared. */
    | { readonly of: 'fork'; readonly step: string; readonly activation: string }
    | null;
}

export const panelState = createStore<PanelState>(() => ({ jump: null, dialog: null }));

/** Brings a row of the timeline into view. */
export function showRow(row: string): void {
  panelState.setState(({ jump }) => ({ jump: { row, count: (jump?.count ?? 0) + 1 } }));
}

/** Opens a dialog of the panel; null closes it. */
export function openDialog(dialog: PanelState['dialog']): void {
  panelState.setState({ dialog });
}
