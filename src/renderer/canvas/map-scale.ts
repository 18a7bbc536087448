// How a pipeline is shrunk to a map of it.

import type { Box } from './layers/picture.ts';

export interface Scale {
  /** Pixels of the map for a unit of the flow. */
  readonly by: number;
  /** The flow's origin on the map. */
  readonly x: number;
  readonly y: number;
}

const padding = 6;

/** How nodes are shrunk to a map of a size: all of them in view, in the middle. */
export function scaleTo(
  boxes: readonly Box[],
  { width, height }: { readonly width: number; readonly height: number },
): Scale {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  if (left > right) return { by: 0.1, x: width / 2, y: height / 2 };
  const by = Math.min(
    0.1,
    (width - 2 * padding) / Math.max(1, right - left),
    (height - 2 * padding) / Math.max(1, bottom - top),
  );
  return { by, x: width / 2 - ((left + right) / 2) * by, y: height / 2 - ((top + bottom) / 2) * by };
}

const leastFrame = 4;

/** The part of a frame that is on a map of this length, in one direction: a frame that goes beyond is closed at the edge. */
export function shownPart(
  from: number,
  size: number,
  length: number,
): { readonly from: number; readonly size: number } {
  const start = Math.min(Math.max(from, 0), length - leastFrame);
  const end = Math.max(Math.min(from + size, length), start + leastFrame);
  return { from: start, size: end - start };
}
