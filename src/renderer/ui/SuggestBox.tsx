// The field behind Suggest, in a file of its own that loads when the first one is shown.

import { Autocomplete as Base } from '@base-ui/react/autocomplete';
import type { Suggestion, SuggestProps } from './Suggest.tsx';

const mostShown = 100;

/** A text field that offers values; arrow keys and Enter take one. */
export function SuggestBox({
  id,
  name,
  value,
  suggestions,
  onChange,
  placeholder,
  invalid = false,
  describedBy,
  focused,
}: SuggestProps & { readonly focused: boolean }) {
  return (
    <Base.Root
      items={suggestions}
      value={value}
      onValueChange={(next) => onChange(next)}
      itemToStringValue={(item: Suggestion) => item.value}
      limit={mostShown}
      openOnInputClick
    >
      <Base.Input
        id={id}
        // It takes the place of a field that had the focus.
        autoFocus={focused}
        aria-label={name}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        spellCheck={false}
        placeholder={placeholder}
        className="h-7 w-full min-w-0 rounded-md border border-line-strong/70 bg-surface px-2 text-base placeholder:text-muted hover:border-line-strong aria-[invalid=true]:border-fail"
      />
      <Base.Portal>
        <Base.Positioner sideOffset={4} className="z-50 data-[empty]:hidden">
          <Base.Popup className="max-h-72 max-w-96 min-w-[var(--anchor-width)] overflow-auto rounded-md border bg-surface p-1 shadow-float outline-none data-[empty]:hidden">
            <Base.List>
              {(item: Suggestion) => (
                <Base.Item
                  key={item.value}
                  value={item}
                  className="flex min-h-7 flex-col justify-center rounded-sm px-2 py-1 text-base outline-none select-none data-[highlighted]:bg-hover"
                >
                  <span className="truncate">{item.value}</span>
                  {item.detail !== undefined && <span className="truncate text-caption text-dim">{item.detail}</span>}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
