// How this person looks at the library: order, closed folders and sections. Remembered on this machine.

import { createStore } from 'zustand/vanilla';
import { memory } from '../ui/memory.ts';
import type { Sorting } from './library-rows.ts';

export interface LibraryView {
  readonly sorting: Sorting;
  /** Paths of closed folders. */
  readonly closed: readonly string[];
  /** Names of closed sections. */
  readonly folded: readonly string[];
}

const key = 'longline.library';
const first: LibraryView = { sorting: 'recent', closed: [], folded: [] };

export const libraryView = createStore<LibraryView>(() => {
  try {
    return { ...first, ...(JSON.parse(memory.getItem(key) ?? '{}') as Partial<LibraryView>) };
  } catch {
    return first;
  }
});

/** Changes how the library is looked at, and remembers it. */
export function viewLibrary(change: Partial<LibraryView>): void {
  libraryView.setState(change);
  memory.setItem(key, JSON.stringify(libraryView.getState()));
}

/** Opens what is closed in a list of closed things, and closes what is open. */
export function toggleClosed(list: 'closed' | 'folded', name: string, close?: boolean): void {
  const rest = libraryView.getState()[list].filter((other) => other !== name);
  const wasClosed = rest.length < libraryView.getState()[list].length;
  viewLibrary({ [list]: (close ?? !wasClosed) ? [...rest, name] : rest });
}
