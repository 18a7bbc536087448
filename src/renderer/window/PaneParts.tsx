// What the panes at the bottom have in common: the tools, which stand beside the names of the panes, and the field that filters a list.

import { ListFilter } from 'lucide-react';
import { createContext, useContext, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

/** Where the tools of the pane that is open go; null until it is there. */
export const ToolsPlace = createContext<HTMLElement | null>(null);

/** The tools of a pane. */
export function PaneTools({ children }: { readonly children: ReactNode }) {
  const place = useContext(ToolsPlace);
  return place === null ? null : createPortal(children, place);
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
    <label className="flex h-6 min-w-14 max-w-64 flex-1 items-center gap-1.5 rounded-md px-1.5 hover:bg-hover focus-within:bg-hover">
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
