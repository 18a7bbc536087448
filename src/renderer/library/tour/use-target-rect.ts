// Follows the place of what the tour points at, which pans, resizes and appears while one looks at it.

import { useEffect, useState } from 'react';
import type { Workspace } from '../../workspace.ts';
import type { Rect } from './card-place.ts';
import type { TourStep } from './tour-steps.ts';

/** Where the target of a step is in the window; null while it is not there or out of sight. */
export function useTargetRect(step: TourStep, workspace: Workspace): Rect | null {
  const [rect, setRect] = useState<Rect | null>(null);
  useEffect(() => {
    let frame = 0;
    const follow = () => {
      setRect((before) => {
        const now = rectOf(step.targets(workspace));
        return same(before, now) ? before : now;
      });
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [step, workspace]);
  return rect;
}

function rectOf(selectors: readonly string[]): Rect | null {
  for (const selector of selectors) {
    const found = document.querySelector(selector)?.getBoundingClientRect();
    if (found === undefined || found.width === 0 || found.height === 0) continue;
    const left = Math.max(0, found.left);
    const top = Math.max(0, found.top);
    const width = Math.min(innerWidth, found.right) - left;
    const height = Math.min(innerHeight, found.bottom) - top;
    if (width > 0 && height > 0) return { x: left, y: top, width, height };
  }
  return null;
}

function same(left: Rect | null, right: Rect | null): boolean {
  if (left === null || right === null) return left === right;
  return left.x === right.x && left.y === right.y && left.width === right.width && left.height === right.height;
}
