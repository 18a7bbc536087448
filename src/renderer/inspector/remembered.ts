// Which sections of the inspector are open, remembered by their name.

import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { memory } from '../ui/memory.ts';

const key = 'longline.inspector';

type Open = Readonly<Record<string, boolean>>;

const remembered = createStore<Open>(() => read());

/** Whether a section is open, and the way to open and close it. */
export function useRemembered(name: string, first: boolean): readonly [boolean, (open: boolean) => void] {
  const open = useStore(remembered, (state) => state[name]) ?? first;
  return [open, (next) => remember(name, next)];
}

/** Opens or closes a section and remembers it. */
export function remember(name: string, open: boolean): void {
  remembered.setState({ [name]: open });
  memory.setItem(key, JSON.stringify(remembered.getState()));
}

function read(): Open {
  try {
    const found: unknown = JSON.parse(memory.getItem(key) ?? '{}');
    return typeof found === 'object' && found !== null
      ? Object.fromEntries(Object.entries(found).filter(([, open]) => typeof open === 'boolean'))
      : {};
  } catch {
    return {};
  }
}
