// A part of the inspector under a heading that opens and closes it.

import { ChevronRight } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useRemembered } from './remembered.ts';

export interface SectionProps {
  /** What it is remembered by. */
  readonly name: string;
  readonly title: string;
  /** A word beside the title, for instance how many there are. */
  readonly note?: ReactNode;
  readonly startsOpen?: boolean;
  /** Open whatever is remembered. */
  readonly forced?: boolean;
  readonly children: ReactNode;
}

export function Section({ name, title, note, startsOpen = true, forced = false, children }: SectionProps) {
  const id = useId();
  const [chosen, setOpen] = useRemembered(name, startsOpen);
  const open = forced || chosen;
  return (
    <section aria-labelledby={id} className="border-t">
      <h3 className="sticky top-0 z-10 bg-pane">
        <button
          type="button"
          id={id}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex h-8 w-full items-center gap-1 px-2 text-left text-dense font-semibold text-soft hover:text-ink"
        >
          <ChevronRight
            size={14}
            className={`shrink-0 text-dim transition-transform duration-120 ${open ? 'rotate-90' : ''}`}
          />
          <span className="truncate">{title}</span>
          {note !== undefined && (
            <span className="ml-auto flex shrink-0 items-center gap-1 pl-2 font-normal">{note}</span>
          )}
        </button>
      </h3>
      {open && <div className="flex flex-col gap-3 px-3 pt-1 pb-4">{children}</div>}
    </section>
  );
}
