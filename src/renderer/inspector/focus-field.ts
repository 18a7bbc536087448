// Where the focus goes when somebody asks to see a node: to the field that is named, else to the first one.

import { useEffect } from 'react';
import { useWorkspaceState, type WorkspaceState } from '../workspace.ts';

let granted: WorkspaceState['reveal'] = null;

/** The DOM id of the control of a param. */
export function fieldId(node: string, param: string): string {
  return `param-${node}-${param}`;
}

/** The DOM id of the title of a node. */
export function titleId(node: string): string {
  return `title-${node}`;
}

/** Calls back with the field of a node that is to have the focus, `''` where none is named; once for each wish. */
export function useFieldWish(node: string | undefined, grant: (field: string) => void): void {
  const reveal = useWorkspaceState((state) => state.reveal);
  useEffect(() => {
    if (reveal === null || reveal === granted || reveal.node !== node || reveal.field === null) return;
    granted = reveal;
    grant(reveal.field);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a wish is granted when it comes, not when the way to do so changes
  }, [reveal, node]);
}

/** Gives the focus to an element once it is drawn: a section opens with the next frame, an editor in it with the one after. */
export function focusSoon(id: string): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const element = document.getElementById(id);
      element?.scrollIntoView({ block: 'center' });
      element?.focus({ preventScroll: true });
      if (element instanceof HTMLInputElement) element.select();
    }),
  );
}
