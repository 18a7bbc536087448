// What the library shows in which order: the tree of folders and pipelines, or what a search and tags leave of it. Pure.

import type { LibraryEntry } from '../workspace.ts';
import { entryText, isTagged } from './entry-words.ts';

export const sortings = ['recent', 'name'] as const;
export type Sorting = (typeof sortings)[number];

export type LibraryRow =
  | {
      readonly of: 'folder';
      /** `folder:PATH` */
      readonly id: string;
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly open: boolean;
      /** Pipelines in it and in the folders inside it. */
      readonly count: number;
    }
  | {
      readonly of: 'pipeline';
      /** Id of the pipeline. */
      readonly id: string;
      readonly entry: LibraryEntry;
      readonly depth: number;
      /** The place in its content where a search found something; null where it needed no such. */
      readonly found: string | null;
    };

export interface Wanted {
  readonly sorting: Sorting;
  /** Paths of folders that are closed. */
  readonly closed: ReadonlySet<string>;
  readonly search: string;
  /** Tags that must all be there. */
  readonly tags: ReadonlySet<string>;
  /** What a search in the contents found, by pipeline. */
  readonly found: ReadonlyMap<string, string>;
}

/** Rows of the tree from top to bottom: folders before pipelines on each level. With a search or tags they are one flat list. */
export function libraryRows(
  entries: readonly LibraryEntry[],
  folders: readonly string[],
  wanted: Wanted,
): readonly LibraryRow[] {
  const sorted = entries.toSorted(orders[wanted.sorting]);
  if (wanted.search.trim() !== '' || wanted.tags.size > 0) return foundRows(sorted, wanted);
  const byFolder = Map.groupBy(sorted, ({ folder }) => folder ?? '');
  const counts = countsOf(entries);
  const rowsIn = (path: string, depth: number): LibraryRow[] => [
    ...childrenOf(path, folders).flatMap((child): LibraryRow[] => {
      const open = !wanted.closed.has(child);
      const name = nameOf(child);
      const count = counts.get(child) ?? 0;
      const row = { of: 'folder', id: `folder:${child}`, path: child, name, depth, open, count } as const;
      return open ? [row, ...rowsIn(child, depth + 1)] : [row];
    }),
    ...(byFolder.get(path) ?? []).map((entry) => pipelineRow(entry, depth, null)),
  ];
  return rowsIn('', 0);
}

/** The tags that a person is shown; that of samples, which their copies inherit, says nothing. */
export function shownTags({ tags }: Pick<LibraryEntry, 'tags'>): readonly string[] {
  return [...new Set(tags)].filter((tag) => tag !== 'sample');
}

/** All tags of some pipelines with how many have them, the most used first. */
export function tagCounts(entries: readonly LibraryEntry[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const tag of entries.flatMap(shownTags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].toSorted(([left, most], [right, more]) => more - most || compareText(left, right));
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder around a folder; null: none. */
export function parentOf(path: string): string | null {
  const at = path.lastIndexOf('/');
  return at === -1 ? null : path.slice(0, at);
}

/** A name that a person typed as one that a folder can have, in a folder; null when nothing is left of it or the path is taken. */
export function folderPath(name: string, parent: string | null, taken: readonly string[]): string | null {
  const bare = name.replaceAll('/', '-').trim().slice(0, 100);
  const path = parent === null ? bare : `${parent}/${bare}`;
  return bare === '' || taken.includes(path) || path.split('/').length > 8 || path.length > 400 ? null : path;
}

/** Tags from what a person typed, separated by commas; each once. */
export function tagsFrom(text: string): readonly string[] {
  return [...new Set(text.split(/[,，、;；\n]/).map((tag) => tag.trim().slice(0, 60)))].filter((tag) => tag !== '');
}

/** Ids of the rows between two rows, both included; those of the second alone when the first is not there. */
export function rowsBetween(rows: readonly LibraryRow[], from: string | null, to: string): readonly string[] {
  const ids = rows.map(({ id }) => id);
  const [start, end] = [from === null ? -1 : ids.indexOf(from), ids.indexOf(to)];
  return start === -1 ? [to] : ids.slice(Math.min(start, end), Math.max(start, end) + 1);
}

const orders = {
  recent: (left, right) => (right.updatedAt ?? 0) - (left.updatedAt ?? 0) || compareText(left.title, right.title),
  name: (left, right) => compareText(left.title, right.title),
} as const satisfies Record<Sorting, (left: LibraryEntry, right: LibraryEntry) => number>;

function compareText(left: string, right: string): number {
  return left.localeCompare(right, undefined, { numeric: true, sensitivity: 'base' });
}

function foundRows(entries: readonly LibraryEntry[], { search, tags, found }: Wanted): readonly LibraryRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.flatMap((entry): LibraryRow[] => {
    if ([...tags].some((tag) => !isTagged(entry, tag))) return [];
    const text = entryText(entry).toLowerCase();
    if (words.every((word) => text.includes(word))) return [pipelineRow(entry, 0, null)];
    const excerpt = found.get(entry.id);
    return excerpt === undefined ? [] : [pipelineRow(entry, 0, excerpt)];
  });
}

function pipelineRow(entry: LibraryEntry, depth: number, found: string | null): LibraryRow {
  return { of: 'pipeline', id: entry.id, entry, depth, found };
}

function childrenOf(path: string, folders: readonly string[]): readonly string[] {
  const parent = path === '' ? null : path;
  return folders.filter((folder) => parentOf(folder) === parent).toSorted(compareText);
}

function countsOf(entries: readonly LibraryEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { folder } of entries)
    for (let path = folder; path !== null; path = parentOf(path)) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}
