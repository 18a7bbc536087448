// The panes at the sides: which are collapsed, and the way to collapse them and bring them back. App.tsx has the panes themselves.

import type { PanelImperativeHandle, PanelSize } from 'react-resizable-panels';
import { createStore } from 'zustand/vanilla';

export type Side = 'left' | 'right';

/** Whether each is collapsed; one that is not there counts as not collapsed. */
export const sidePanes = createStore<Readonly<Record<Side, boolean>>>(() => ({ left: false, right: false }));

const handles = new Map<Side, PanelImperativeHandle>();

/** What a side's pane is given, the same object each time. */
export const sidePaneProps = { left: propsOf('left'), right: propsOf('right') } as const;

/** Collapses the pane, or brings it back as wide as it was. */
export function toggleSide(side: Side): void {
  const handle = handles.get(side);
  if (handle?.isCollapsed() === true) handle.expand();
  else handle?.collapse();
}

function propsOf(side: Side) {
  return {
    panelRef: (handle: PanelImperativeHandle | null) => {
      if (handle === null) handles.delete(side);
      else handles.set(side, handle);
    },
    onResize: ({ inPixels }: PanelSize) => {
      const collapsed = inPixels < 1;
      if (sidePanes.getState()[side] !== collapsed) sidePanes.setState({ [side]: collapsed });
    },
  };
}
