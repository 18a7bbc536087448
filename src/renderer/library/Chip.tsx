// A small button that is on or off, for filters by tag.

import type { ReactNode } from 'react';

export interface ChipProps {
  readonly on: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** A filter that is on or off. */
export function Chip({ on, onClick, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      className={`inline-flex h-6 max-w-full shrink-0 items-center gap-1 rounded-full border px-2 text-caption transition-colors duration-100 ${on ? 'border-accent bg-accent-soft text-accent-text' : 'border-line-strong/70 text-soft hover:bg-hover hover:text-ink'}`}
      onClick={onClick}
    >
      <span className="truncate">{children}</span>
    </button>
  );
}

/** A word that says something and does nothing. */
export function Tag({ children }: { readonly children: ReactNode }) {
  return (
    <span className="inline-flex h-5 max-w-full items-center rounded-sm bg-sunken px-1.5 text-caption text-dim">
      <span className="truncate">{children}</span>
    </span>
  );
}
