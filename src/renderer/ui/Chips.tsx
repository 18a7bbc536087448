// Short texts side by side, such as tags: typed and taken in with Enter or a comma, taken away by their button or with Backspace.

import { X } from 'lucide-react';
import { useState } from 'react';

export interface ChipsProps {
  readonly id: string;
  readonly name: string;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  readonly placeholder?: string;
  /** The name of the button that takes one away. */
  readonly removeName: (value: string) => string;
}

/** An editor for a set of short texts. */
export function Chips({ id, name, values, onChange, placeholder, removeName }: ChipsProps) {
  const [typed, setTyped] = useState('');
  const take = (text: string) => {
    const more = text
      .split(/[,，]/)
      .map((part) => part.trim())
      .filter((part, index, all) => part !== '' && !values.includes(part) && all.indexOf(part) === index);
    if (more.length > 0) onChange([...values, ...more]);
    setTyped('');
  };
  return (
    <div className="flex min-h-7 w-full flex-wrap items-center gap-1 rounded-md border border-line-strong/70 bg-surface p-0.5 focus-within:border-accent hover:border-line-strong">
      {values.map((value) => (
        <span
          key={value}
          className="flex h-5.5 max-w-full items-center gap-0.5 rounded-sm bg-sunken pr-0.5 pl-1.5 text-dense"
        >
          <span className="truncate">{value}</span>
          <button
            type="button"
            aria-label={removeName(value)}
            onClick={() => onChange(values.filter((other) => other !== value))}
            className="flex size-4.5 shrink-0 items-center justify-center rounded-sm text-dim hover:bg-active hover:text-ink"
          >
            <X size={12} />
          </button>
        </span>
      ))}
      <input
        id={id}
        type="text"
        aria-label={name}
        spellCheck={false}
        placeholder={values.length === 0 ? placeholder : undefined}
        value={typed}
        onChange={(event) =>
          /[,，]/.test(event.target.value) ? take(event.target.value) : setTyped(event.target.value)
        }
        onBlur={() => take(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            take(typed);
          } else if (event.key === 'Backspace' && typed === '' && values.length > 0) onChange(values.slice(0, -1));
        }}
        className="h-5.5 min-w-16 flex-1 bg-transparent px-1.5 text-dense outline-none placeholder:text-muted"
      />
    </div>
  );
}
