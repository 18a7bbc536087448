// Text fields: one line, several lines that grow, and those for numbers, durations and money, which take what people type and keep it in
// sight. They give a value on at once; what cannot be read stays in the field, marked, and is not given on.

import { useEffect, useState, type ComponentProps, type KeyboardEvent } from 'react';
import { readDuration, readNumber, writeDuration, type DurationUnit } from './amounts.ts';

const look =
  'w-full min-w-0 rounded-md border border-line-strong/70 bg-surface px-2 text-base placeholder:text-muted hover:border-line-strong aria-[invalid=true]:border-fail';

/** One line of text. */
export function TextField({ className = '', ...rest }: ComponentProps<'input'>) {
  return <input type="text" spellCheck={false} className={`h-7 ${look} ${className}`} {...rest} />;
}

/** Several lines; grows with its text up to a limit, which with the least height is the caller's where it names them. */
export function TextArea({ className = '', ...rest }: ComponentProps<'textarea'>) {
  const least = className.includes('min-h-') ? '' : 'min-h-14';
  const most = className.includes('max-h-') ? '' : 'max-h-80';
  return (
    <textarea
      spellCheck={false}
      className={`nowheel grows resize-none py-1 ${least} ${most} ${look} ${className}`}
      {...rest}
    />
  );
}

interface AmountProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'step'> {
  readonly value: number | null;
  /** null: the field is empty. Called only for what can be read. */
  readonly onChange: (value: number | null) => void;
  /** Bounds for the arrow keys; a typed value beyond them is marked. */
  readonly least?: number | null;
  readonly most?: number | null;
}

export interface NumberFieldProps extends AmountProps {
  readonly unit?: string;
  readonly integer?: boolean;
  /** What an arrow key adds; ten times as much with Shift. */
  readonly step?: number | null;
}

/** A number such as `300`, `12k` or `1.5M`; arrow keys step it. */
export function NumberField({ unit, integer = false, step = null, ...rest }: NumberFieldProps) {
  return (
    <AmountField
      {...rest}
      inputMode={integer ? 'numeric' : 'decimal'}
      read={(text) => readNumber(text, integer)}
      write={String}
      step={step ?? (integer ? 1 : 0.1)}
      {...(unit === undefined ? {} : { after: unit })}
    />
  );
}

export interface DurationFieldProps extends AmountProps {
  readonly unit: DurationUnit;
}

/** A duration, typed and shown as `90 s`, `5 min` or `1 h 30 min`, kept in its unit; arrow keys step it by a second or a minute. */
export function DurationField({ unit, ...rest }: DurationFieldProps) {
  const second = unit === 's' ? 1 : 1000;
  const minute = 60 * second;
  const { value } = rest;
  return (
    <AmountField
      {...rest}
      read={(text) => readDuration(text, unit)}
      write={(amount) => writeDuration(amount, unit)}
      step={value !== null && value >= 2 * minute ? minute : value !== null && value < second ? second / 10 : second}
    />
  );
}

/** An amount of money in US dollars. */
export function MoneyField(props: AmountProps) {
  return (
    <AmountField
      {...props}
      inputMode="decimal"
      read={(text) => readNumber(text.replace(/^\s*\$|\s*(?:usd|\$)\s*$/i, ''))}
      write={String}
      step={0.1}
      before="$"
      after="USD"
    />
  );
}

interface AmountFieldProps extends AmountProps {
  readonly read: (text: string) => number | null | undefined;
  readonly write: (value: number) => string;
  readonly step: number;
  readonly before?: string;
  readonly after?: string;
}

function AmountField({
  value,
  onChange,
  least = null,
  most = null,
  read,
  write,
  step,
  before,
  after,
  className = '',
  onBlur,
  ...rest
}: AmountFieldProps) {
  const shown = value === null ? '' : write(value);
  const [text, setText] = useState(shown);
  useEffect(
    () => setText((typed) => (read(typed) === value ? typed : shown)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is typed gives way to another value, not to another way to write it
    [value, shown],
  );
  const typed = read(text);
  const wrong =
    typed === undefined || (typed !== null && ((least !== null && typed < least) || (most !== null && typed > most)));
  const stepped = (event: KeyboardEvent<HTMLInputElement>) => {
    const sign = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (sign === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const start = typeof typed === 'number' ? typed : (value ?? 0);
    const next = Number((start + sign * step * (event.shiftKey ? 10 : 1)).toPrecision(12));
    const bounded = Math.min(Math.max(next, least ?? -Infinity), most ?? Infinity);
    setText(write(bounded));
    onChange(bounded);
  };
  return (
    <span className={`relative flex ${className}`}>
      {before !== undefined && (
        <span aria-hidden className="pointer-events-none absolute top-1 left-2 text-base text-dim">
          {before}
        </span>
      )}
      <input
        type="text"
        spellCheck={false}
        autoComplete="off"
        className={`h-7 tabular ${look} ${before === undefined ? '' : 'pl-5'} ${after === undefined ? '' : 'pr-18'}`}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const next = read(event.target.value);
          if (next !== undefined) onChange(next);
        }}
        onKeyDown={stepped}
        onBlur={(event) => {
          // What was typed in another way is shown as it is kept.
          if (typed !== undefined) setText(typed === null ? '' : write(typed));
          onBlur?.(event);
        }}
        {...rest}
        aria-invalid={wrong || rest['aria-invalid'] === true || rest['aria-invalid'] === 'true'}
      />
      {after !== undefined && (
        <span
          aria-hidden
          className="pointer-events-none absolute top-1 right-2 max-w-16 truncate text-dense leading-5 text-dim"
        >
          {after}
        </span>
      )}
    </span>
  );
}
