// A choice of one from a few.

import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';

export interface Option {
  readonly value: string;
  readonly label: string;
  /** A second line, for instance an address. */
  readonly detail?: string;
  readonly disabled?: boolean;
}

export interface SelectProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
  readonly quiet?: boolean;
  readonly id?: string;
}

/** A select; its name is for screen readers. */
export function Select({ name, value, options, onChange, quiet = false, id }: SelectProps) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => {
        if (typeof next === 'string') onChange(next);
      }}
    >
      <Base.Trigger
        id={id}
        aria-label={name}
        className={`flex h-7 min-w-0 items-center justify-between gap-1.5 rounded-md border px-2 text-base select-none hover:bg-hover ${quiet ? 'border-transparent' : 'w-full border-line-strong/70 bg-surface'}`}
      >
        <span className="truncate">{chosen?.label ?? value}</span>
        <ChevronDown size={14} className="shrink-0 text-dim" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="max-h-80 max-w-96 min-w-[var(--anchor-width)] overflow-auto rounded-md border bg-surface p-1 shadow-float outline-none">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex min-h-7 items-center gap-2 rounded-sm px-2 py-1 text-base outline-none select-none data-[disabled]:opacity-45 data-[highlighted]:bg-hover"
              >
                <span className="flex size-4 shrink-0 items-center justify-center">
                  <Base.ItemIndicator>
                    <Check size={14} />
                  </Base.ItemIndicator>
                </span>
                <span className="min-w-0">
                  <Base.ItemText className="block truncate">{option.label}</Base.ItemText>
                  {option.detail !== undefined && (
                    <span className="block truncate text-caption text-dim">{option.detail}</span>
                  )}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
