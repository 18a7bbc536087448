// Where the card of the tour stands: beside what it points at, on the side with room, and always inside the window. Pure.

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const cardWidth = 320;
const gap = 14;
const edge = 12;

/** The corner of a card of a height, in CSS pixels; without a target at the bottom in the middle. */
export function cardPlace(
  target: Rect | null,
  window: { readonly width: number; readonly height: number },
  height: number,
): { readonly x: number; readonly y: number } {
  const width = Math.min(cardWidth, window.width - 2 * edge);
  const within = (x: number, y: number) => ({
    x: Math.max(edge, Math.min(x, window.width - width - edge)),
    y: Math.max(edge, Math.min(y, window.height - height - edge)),
  });
  if (target === null) return within((window.width - width) / 2, window.height - height - 4 * edge);
  const right = window.width - (target.x + target.width);
  const below = window.height - (target.y + target.height);
  const top = Math.min(target.y + 8, target.y + target.height / 2);
  if (right >= width + gap + edge) return within(target.x + target.width + gap, top);
  if (target.x >= width + gap + edge) return within(target.x - width - gap, top);
  const middle = target.x + target.width / 2 - width / 2;
  if (below >= height + gap + edge) return within(middle, target.y + target.height + gap);
  if (target.y >= height + gap + edge) return within(middle, target.y - height - gap);
  // It fills the window: inside it, out of the way.
  return within(target.x + target.width - width - 2 * gap, target.y + target.height - height - 2 * gap);
}
