// Which names come nearest to one that does not exist, for error messages that let a model or a person correct itself.

/** Up to `count` candidates, best first; none that has nothing in common with the name. */
export function nearestNames(name: string, candidates: readonly string[], count: number): readonly string[] {
  const wanted = pairsOf(name);
  return candidates
    .map((candidate) => ({ candidate, likeness: likeness(wanted, pairsOf(candidate)) }))
    .filter((found) => found.likeness > 0.1)
    .toSorted((a, b) => b.likeness - a.likeness || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map((found) => found.candidate);
}

// Dice's coefficient over pairs of letters.
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const pair of a) if (b.has(pair)) common += 1;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}

function pairsOf(name: string): ReadonlySet<string> {
  const letters = name
    .slice(0, 300)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < letters.length; i += 1) pairs.add(letters.slice(i, i + 2));
  return pairs;
}
