// A control with its label above it and, where there is something to say, a hint or a complaint beneath.

import type { ReactNode } from 'react';

export interface LabelledProps {
  /** Id of the control. */
  readonly id: string;
  readonly title: ReactNode;
  readonly hint?: string;
  /** What is wrong with the value; null: nothing. */
  readonly note?: string | null;
  readonly children: ReactNode;
}

/** A labelled control. */
export function Labelled({ id, title, hint, note = null, children }: LabelledProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-dense font-medium text-soft">
        {title}
      </label>
      {children}
      {note !== null && <p className="text-caption text-wait">{note}</p>}
      {hint !== undefined && hint !== '' && <p className="text-caption text-dim">{hint}</p>}
    </div>
  );
}
