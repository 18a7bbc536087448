// Entries of the library in the language of the window: a sample may bring a title, a description and tags in it. Pure, but for the hook.

import { useMemo } from 'react';
import { useLanguage, type Language } from '../i18n/words.ts';
import { useWorkspaceState, type LibraryEntry } from '../workspace.ts';

/** An entry as it is shown; where it has other words, `words` are still those of all languages. */
export function entryInWords(entry: LibraryEntry, language: Language): LibraryEntry {
  const words = entry.words?.[language.toLowerCase()];
  if (words === undefined) return entry;
  const { title, description, tags } = words;
  const own = {
    title: entry.title,
    description: entry.description ?? entry.title,
    tags: Object.fromEntries(entry.tags.map((tag) => [tag, tag])),
  };
  return {
    ...entry,
    title,
    description,
    tags: entry.tags.map((tag) => tags[tag] ?? tag),
    words: { ...entry.words, [ownWords]: own },
  };
}

/** Whether an entry has a tag, by its name in the document or as it is shown. */
export function isTagged({ tags, words }: Pick<LibraryEntry, 'tags' | 'words'>, tag: string): boolean {
  return tags.includes(tag) || Object.hasOwn(words?.[ownWords]?.tags ?? {}, tag);
}

/** Everything that an entry is found by, in every language that it has words of. */
export function entryText({ title, description, tags, words = {} }: LibraryEntry): string {
  const others = Object.values(words).flatMap((one) => [one.title, one.description, ...Object.values(one.tags)]);
  return [title, description ?? '', ...tags, ...others].join(' ');
}

/** The entries of the library in the language of the window; null until they are known. */
export function useEntriesInWords(): readonly LibraryEntry[] | null {
  const library = useWorkspaceState((state) => state.library);
  const [language] = useLanguage();
  return useMemo(() => library?.map((entry) => entryInWords(entry, language)) ?? null, [library, language]);
}

// No language: what the document itself says.
const ownWords = '';
