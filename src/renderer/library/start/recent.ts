// Which pipelines are offered to go on with. Pure.

import type { LibraryEntry } from '../../workspace.ts';

const mostRecent = 6;

/** The pipelines that were opened last, newest first; samples only where the host remembers that they were opened. */
export function recentOf(library: readonly LibraryEntry[]): readonly LibraryEntry[] {
  return library
    .filter((entry) => !entry.sample || entry.openedAt !== null)
    .toSorted((left, right) => lastAt(right) - lastAt(left))
    .slice(0, mostRecent);
}

/** When a pipeline was last opened or else changed, in milliseconds since 1970; 0: never. */
export function lastAt({ openedAt, updatedAt }: Pick<LibraryEntry, 'openedAt' | 'updatedAt'>): number {
  return openedAt ?? updatedAt ?? 0;
}
