// A choice of one from very few, all in sight.

import { useId } from 'react';

export interface SegmentedProps {
  readonly id?: string;
  /** For screen readers. */
  readonly name: string;
  /** null: none is chosen. */
  readonly value: string | null;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly small?: boolean;
}

/** Radio buttons as one bar. */
export function Segmented({ id, name, value, options, onChange, small = false }: SegmentedProps) {
  const group = useId();
  return (
    <div
      id={id}
      tabIndex={-1}
      role="radiogroup"
      aria-label={name}
      className="inline-flex max-w-full min-w-0 rounded-md border border-line-strong/70 bg-sunken p-0.5 outline-none"
    >
      {options.map((option) => (
        <label
          key={option.value}
          title={option.label}
          className={`relative flex min-w-0 flex-auto items-center justify-center rounded-sm px-2 text-soft select-none hover:text-ink has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent-text has-focus-visible:outline-2 has-focus-visible:outline-accent ${small ? 'h-5 text-caption' : 'h-5.5 text-dense'}`}
        >
          <input
            type="radio"
            name={group}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 size-full appearance-none opacity-0"
          />
          <span className="truncate">{option.label}</span>
        </label>
      ))}
    </div>
  );
}
