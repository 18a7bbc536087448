// What the panes at the bottom have in common: the line of tools above a list, and the field that filters it.

import { ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';

/** The tools of a pane, above what it shows. */
export function PaneTools({ children }: { readonly children: ReactNode }) {
  return <div className="flex h-8 shrink-0 items-center gap-1 border-b px-2">{children}</div>;
}

/** A field that filters a list as one types. */
export function FilterField({
  name,
  value,
  onChange,
}: {
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className="flex h-6 min-w-24 max-w-64 flex-1 items-center gap-1.5 rounded-md px-1.5 hover:bg-hover focus-within:bg-hover">
      <ListFilter size={13} className="shrink-0 text-dim" />
      <input
        type="search"
        aria-label={name}
        placeholder={name}
        spellCheck={false}
        className="h-full min-w-0 flex-1 bg-transparent text-dense outline-none placeholder:text-muted"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          event.preventDefault();
          onChange('');
        }}
      />
    </label>
  );
}
