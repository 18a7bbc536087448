// Finding in the command palette: which entries hold what was typed, and in which order they stand. Predictable before clever: the same
// words find the same entry at the same place, but that what was used recently comes before its equals.

export const paletteSections = [
  'actions',
  'pipelines',
  'samples',
  'nodes',
  'kinds',
  'runs',
  'settings',
  'connect',
  'disconnect',
] as const;
export type PaletteSection = (typeof paletteSections)[number];

/** What a search needs to know of an entry. */
export interface Findable {
  readonly id: string;
  readonly section: PaletteSection;
  readonly name: string;
  /** What it is found by besides its name: its English name, what it holds. */
  readonly also: readonly string[];
  /** It can be done now. */
  readonly able: boolean;
}

export interface FoundSection<Entry> {
  readonly section: PaletteSection | 'recent';
  readonly entries: readonly Entry[];
}

const mostRecent = 6;

/**
 * The entries that hold every word of a text, in sections: those with the best find first, and in each the best finds first, what cannot be
 * done now last. With nothing typed: all of them, after what was used recently. `recent`: ids, newest first.
 */
export function searchPalette<Entry extends Findable>(
  entries: readonly Entry[],
  text: string,
  recent: readonly string[],
): readonly FoundSection<Entry>[] {
  const query = folded(text).trim().replaceAll(/\s+/g, ' ');
  if (query === '') return everything(entries, recent);
  const place = new Map(recent.map((id, index) => [id, index]));
  const found = entries
    .flatMap((entry) => {
      const level = levelOf(entry, query);
      return level === null ? [] : [{ entry, level, used: place.get(entry.id) ?? recent.length }];
    })
    .toSorted(
      (left, right) =>
        Number(right.entry.able) - Number(left.entry.able) || left.level - right.level || left.used - right.used,
    );
  // A map keeps the order in which sections are first met: that of their best finds.
  const sections = new Map<PaletteSection, Entry[]>();
  const best = new Map<PaletteSection, number>();
  for (const { entry, level } of found) {
    const { section } = entry;
    if (!best.has(section)) best.set(section, level + (entry.able ? 0 : unable));
    sections.set(section, [...(sections.get(section) ?? []), entry]);
  }
  return [...sections]
    .map(([section, list]) => ({ section, entries: list }))
    .toSorted(
      (left, right) =>
        (best.get(left.section) ?? 0) - (best.get(right.section) ?? 0) ||
        paletteSections.indexOf(left.section) - paletteSections.indexOf(right.section),
    );
}

function everything<Entry extends Findable>(
  entries: readonly Entry[],
  recent: readonly string[],
): readonly FoundSection<Entry>[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const used = recent
    .flatMap((id) => byId.get(id) ?? [])
    .filter(({ able }) => able)
    .slice(0, mostRecent);
  const rest = entries.filter((entry) => !used.includes(entry));
  return [
    { section: 'recent' as const, entries: used },
    ...paletteSections.map((section) => {
      const here = rest.filter((entry) => entry.section === section);
      return { section, entries: [...here.filter(({ able }) => able), ...here.filter(({ able }) => !able)] };
    }),
  ].filter(({ entries: list }) => list.length > 0);
}

const unable = 100;

/** How well an entry fits, 0 best; null: it does not. */
function levelOf(entry: Findable, query: string): number | null {
  const { name, words, all, allWords } = termsOf(entry);
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  const asked = query.split(' ');
  if (asked.every((word) => words.some((begun) => begun.startsWith(word)))) return 2;
  if (query.length > 1 && beginsWords(query.replaceAll(' ', ''), words)) return 3;
  if (asked.every((word) => name.includes(word))) return 4;
  if (asked.every((word) => allWords.some((begun) => begun.startsWith(word)))) return 5;
  if (asked.every((word) => all.includes(word))) return 6;
  return null;
}

/** Whether letters are beginnings of words in their order: `rfh`, `runfrom` and `rufhe` of "run from here". */
function beginsWords(letters: string, words: readonly string[]): boolean {
  if (letters === '') return true;
  return words.some((word, index) => {
    let length = 0;
    while (length < word.length && word[length] === letters[length]) length += 1;
    for (; length > 0; length -= 1) if (beginsWords(letters.slice(length), words.slice(index + 1))) return true;
    return false;
  });
}

interface Terms {
  readonly name: string;
  readonly words: readonly string[];
  readonly all: string;
  readonly allWords: readonly string[];
}

const known = new WeakMap<Findable, Terms>();

function termsOf(entry: Findable): Terms {
  const before = known.get(entry);
  if (before !== undefined) return before;
  const name = folded(entry.name);
  const all = folded([entry.name, ...entry.also].join('\n'));
  const terms = { name, words: wordsOf(name), all, allWords: wordsOf(all) };
  known.set(entry, terms);
  return terms;
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

// Small letters without accents, wide forms as narrow ones.
function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
