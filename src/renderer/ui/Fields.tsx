// Text fields: one line, several lines that grow, numbers with a unit. They keep what is being typed and give it on at once.

import { useEffect, useState, type ComponentProps } from 'react';

const look =
  'w-full min-w-0 rounded-md border border-line-strong/70 bg-surface px-2 text-base placeholder:text-muted hover:border-line-strong aria-[invalid=true]:border-fail';

/** One line of text. */
export function TextField({ className = '', ...rest }: ComponentProps<'input'>) {
  return <input type="text" spellCheck={false} className={`h-7 ${look} ${className}`} {...rest} />;
}

/** Several lines; grows with its text up to a limit. */
export function TextArea({ className = '', ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      spellCheck={false}
      className={`nowheel grows max-h-80 min-h-14 resize-none py-1 ${look} ${className}`}
      {...rest}
    />
  );
}

export interface NumberFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  readonly value: number | null;
  readonly unit?: string;
  readonly integer?: boolean;
  /** null: the field is empty. Called only for what reads as a number. */
  readonly onChange: (value: number | null) => void;
}

/** A number; what is not one stays in the field and is marked. */
export function NumberField({ value, unit, integer = false, onChange, className = '', ...rest }: NumberFieldProps) {
  const [text, setText] = useState(value === null ? '' : String(value));
  useEffect(
    () => setText((before) => (numberOf(before, integer) === value ? before : value === null ? '' : String(value))),
    [value, integer],
  );
  const read = numberOf(text, integer);
  return (
    <span className={`relative flex ${className}`}>
      <input
        type="text"
        inputMode={integer ? 'numeric' : 'decimal'}
        className={`h-7 tabular ${look} ${unit === undefined ? '' : 'pr-14'}`}
        value={text}
        aria-invalid={read === undefined}
        onChange={(event) => {
          setText(event.target.value);
          const next = numberOf(event.target.value, integer);
          if (next !== undefined) onChange(next);
        }}
        {...rest}
      />
      {unit !== undefined && (
        <span className="pointer-events-none absolute top-1 right-2 max-w-16 truncate text-dense text-dim">{unit}</span>
      )}
    </span>
  );
}

function numberOf(text: string, integer: boolean): number | null | undefined {
  const bare = text.trim().replaceAll(/[\s_,](?=\d{3}(\D|$))/g, '');
  if (bare === '') return null;
  const value = Number(bare);
  return Number.isFinite(value) && (!integer || Number.isInteger(value)) ? value : undefined;
}
