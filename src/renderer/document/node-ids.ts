// Names for new nodes and handles: short, unique in the document, and such that the document's schema takes them.

const longest = 64;

/** An id made of `wish` that is not taken: the wish itself, else with the first free number. */
export function freeId(wish: string, taken: ReadonlySet<string>): string {
  const base = idFrom(wish);
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`;
    const candidate = `${base.slice(0, longest - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The nearest valid id to a text; `node` when nothing of it can be kept. */
export function idFrom(text: string): string {
  const kept = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '')
    .slice(0, longest);
  return kept === '' ? 'node' : kept;
}
