// A title that is typed where it stands. Enter and leaving keep it, Escape keeps the old one.

import { useEffect, useRef } from 'react';

export interface TitleFieldProps {
  readonly name: string;
  readonly value: string;
  readonly placeholder?: string;
  /** The new text; null: it stays as it was. */
  readonly onDone: (value: string | null) => void;
}

export function TitleField({ name, value, placeholder, onDone }: TitleFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => field.current?.select(), []);
  const finish = (next: string | null) => {
    if (done.current) return;
    done.current = true;
    onDone(next);
  };
  return (
    <input
      ref={field}
      autoFocus
      aria-label={name}
      defaultValue={value}
      placeholder={placeholder}
      className="nodrag nopan h-6 min-w-0 flex-1 rounded-sm border border-accent bg-surface px-1 font-medium outline-none"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(event.currentTarget.value.trim());
        if (event.key === 'Escape') finish(null);
      }}
      onBlur={(event) => finish(event.currentTarget.value.trim())}
    />
  );
}
