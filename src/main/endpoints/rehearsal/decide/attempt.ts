// Which of several attempts at one task a conversation is. A model's attempts differ by chance; those of the rehearsal differ in where they
// begin to look, and a client tells them apart by the names that it gives its conversations as cache keys.

/** The number of the attempt, from 0; 0 for a conversation that is the only one at its task. `RUN/judge~2/judge` is the second. */
export function attemptOf(cacheKey: unknown): number {
  if (typeof cacheKey !== 'string') return 0;
  const number = [...cacheKey.slice(-400).matchAll(/~(\d{1,3})\//g)].at(-1)?.[1];
  return number === undefined ? 0 : Math.max(0, Number(number) - 1);
}

/** The items from another place on, for each attempt a different one; what was before that place comes last. */
export function fromAttempt<T>(items: readonly T[], attempt: number): readonly T[] {
  if (items.length === 0) return items;
  const start = attempt % items.length;
  return start === 0 ? items : [...items.slice(start), ...items.slice(0, start)];
}
