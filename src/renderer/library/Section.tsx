// A section of the left pane: a heading that folds it, and what can be done with it. Whether it is folded is remembered.

import { ChevronRight } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { libraryView, toggleClosed } from './library-view.ts';

export interface SectionProps {
  /** A name that stays the same in every language. */
  readonly name: string;
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A section with a heading. */
export function Section({ name, title, action, children }: SectionProps) {
  const id = useId();
  const open = useStore(libraryView, ({ folded }) => !folded.includes(name));
  return (
    <section className="px-1.5 pt-2" aria-label={title}>
      <div className="flex h-7 items-center gap-0.5 pr-0.5">
        <h2 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            className="flex h-6 max-w-full items-center gap-1 rounded-sm pr-1.5 pl-1 text-caption font-semibold text-dim hover:text-ink"
            onClick={() => toggleClosed('folded', name)}
          >
            <ChevronRight
              size={12}
              aria-hidden
              className={`shrink-0 transition-transform duration-120 ${open ? 'rotate-90' : ''}`}
            />
            <span className="truncate">{title}</span>
          </button>
        </h2>
        {action}
      </div>
      <div id={id}>{open && children}</div>
    </section>
  );
}
