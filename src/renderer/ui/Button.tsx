// Buttons: with words, or with an icon and its name as a tooltip.

import type { ComponentProps, ReactNode } from 'react';
import { Tooltip } from './Tooltip.tsx';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover border-transparent',
  plain: 'bg-surface text-ink border-line-strong/70 hover:bg-hover',
  quiet: 'bg-transparent text-soft border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-fail-soft text-fail border-transparent hover:border-fail',
} as const satisfies Record<Look, string>;

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: Look;
}

/** A button with words. */
export function Button({ look = 'plain', className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md border px-2.5 text-base font-medium whitespace-nowrap transition-colors duration-100 select-none disabled:pointer-events-none disabled:opacity-45 ${looks[look]} ${className}`}
      {...rest}
    />
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  readonly name: string;
  readonly keys?: string;
  readonly children: ReactNode;
}

/** A button with an icon; its name is what a screen reader says and the tooltip shows. */
export function IconButton({ name, keys, look = 'quiet', className = '', children, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={name} {...(keys === undefined ? {} : { keys })}>
      <button
        type="button"
        aria-label={name}
        className={`inline-flex size-7 shrink-0 items-center justify-center rounded-md border transition-colors duration-100 disabled:pointer-events-none disabled:opacity-40 ${looks[look]} ${className}`}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  );
}
