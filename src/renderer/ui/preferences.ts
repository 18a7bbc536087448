// How this person likes to work, remembered on this machine.

import { createStore } from 'zustand/vanilla';
import { memory } from './memory.ts';

export interface Preferences {
  /** What the wheel, or two fingers, do on the canvas. Ctrl with the wheel always zooms. */
  readonly scrolling: 'zoom' | 'pan';
  /** Whether the first tour was taken or declined. */
  readonly toured: boolean;
}

const key = 'longline.preferences';
const first: Preferences = { scrolling: 'zoom', toured: false };

export const preferences = createStore<Preferences>(() => {
  try {
    return { ...first, ...(JSON.parse(memory.getItem(key) ?? '{}') as Partial<Preferences>) };
  } catch {
    return first;
  }
});

/** Changes preferences and remembers them. */
export function prefer(change: Partial<Preferences>): void {
  preferences.setState(change);
  memory.setItem(key, JSON.stringify(preferences.getState()));
}
