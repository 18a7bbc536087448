// A menu of actions or of choices, opened by a button.

import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

export interface MenuProps {
  readonly trigger: ReactElement;
  readonly align?: 'start' | 'end';
  readonly children: ReactNode;
}

const item =
  'flex min-h-7 items-center gap-2 rounded-sm px-2 text-base outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-45';

/** A menu under its trigger. */
export function Menu({ trigger, align = 'start', children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-50">
          <Base.Popup className="max-h-[60vh] min-w-44 overflow-auto rounded-md border bg-surface p-1 shadow-float outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  readonly onClick: () => void;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/** One action. */
export function MenuItem({ onClick, danger = false, disabled = false, children }: MenuItemProps) {
  return (
    <Base.Item onClick={onClick} disabled={disabled} className={`${item} ${danger ? 'text-fail' : ''}`}>
      {children}
    </Base.Item>
  );
}

export interface MenuChoiceProps {
  readonly title: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChoose: (value: string) => void;
}

/** A group of which one is chosen. */
export function MenuChoice({ title, value, options, onChoose }: MenuChoiceProps) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-0.5 text-caption font-medium text-dim">{title}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next) => onChoose(next as string)}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className={item}>
            <span className="flex size-4 items-center justify-center">
              <Base.RadioItemIndicator>
                <Check size={14} />
              </Base.RadioItemIndicator>
            </span>
            {option.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
