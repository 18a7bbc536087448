// A small pane that opens at its trigger and holds more than a tooltip can: text to read, buttons to press.

import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';

export interface PopoverProps {
  readonly trigger: ReactElement;
  readonly title: string;
  readonly children: ReactNode;
}

/** A pane under its trigger; Escape and a click beside it close it. */
export function Popover({ trigger, title, children }: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup className="flex max-h-[60vh] w-84 max-w-[94vw] flex-col rounded-md border bg-surface shadow-float outline-none">
            <Base.Title className="shrink-0 px-3 pt-2.5 pb-1 text-dense font-semibold">{title}</Base.Title>
            <div className="min-h-0 overflow-auto px-3 pb-3 text-dense">{children}</div>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
