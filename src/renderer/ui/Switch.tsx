// On or off.

import { Switch as Base } from '@base-ui/react/switch';

export interface SwitchProps {
  readonly id?: string;
  readonly name: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A switch; its name is for screen readers. */
export function Switch({ id, name, on, onChange }: SwitchProps) {
  return (
    <Base.Root
      id={id}
      aria-label={name}
      checked={on}
      onCheckedChange={(next) => onChange(next)}
      className="inline-flex h-4.5 w-8 shrink-0 items-center rounded-full bg-line-strong p-0.5 transition-colors duration-120 data-[checked]:bg-accent"
    >
      <Base.Thumb className="size-3.5 rounded-full bg-on-accent shadow-low transition-transform duration-120 data-[checked]:translate-x-3.5" />
    </Base.Root>
  );
}
