// Going through a list by keys: which entry a key leads to. For lists of which one entry is active while the focus stays where it is.

/** The place after a key in a list of `count`, `page` of them in view; null when the key does not move. -1: none is active. */
export function placeAfter(key: string, at: number, count: number, page: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1;
    case 'PageDown':
      return Math.min(count - 1, Math.max(0, at) + page);
    case 'PageUp':
      return Math.max(0, at - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
