// Boxes on the canvas in relation to each other: lined up, spread evenly, next to each other, snapped to each other's lines, enclosed.
// Pure geometry; what a box stands for is the caller's.

import type { Box, Point } from '../../shared/pipeline/view/placement.ts';

export type Alignment = 'left' | 'right' | 'top' | 'bottom' | 'centre' | 'middle';

/** New places with one edge, or the vertical (`centre`) or horizontal (`middle`) axis, of all boxes in one line. */
export function align(boxes: ReadonlyMap<string, Box>, how: Alignment): ReadonlyMap<string, Point> {
  const whole = boundsOf([...boxes.values()]);
  const placed = ({ x, y, width, height }: Box): Point => {
    switch (how) {
      case 'left':
        return { x: whole.x, y };
      case 'right':
        return { x: whole.x + whole.width - width, y };
      case 'centre':
        return { x: Math.round(whole.x + (whole.width - width) / 2), y };
      case 'top':
        return { x, y: whole.y };
      case 'bottom':
        return { x, y: whole.y + whole.height - height };
      case 'middle':
        return { x, y: Math.round(whole.y + (whole.height - height) / 2) };
    }
  };
  return new Map([...boxes].map(([id, box]) => [id, placed(box)]));
}

/**
 * New places with equal gaps between neighbours; the outermost boxes stay. Where the boxes are larger than the room between the outermost
 * ones, the gaps are equal overlaps.
 */
export function distribute(
  boxes: ReadonlyMap<string, Box>,
  direction: 'horizontal' | 'vertical',
): ReadonlyMap<string, Point> {
  const across = direction === 'horizontal';
  const start = (box: Box) => (across ? box.x : box.y);
  const length = (box: Box) => (across ? box.width : box.height);
  const order = [...boxes].toSorted(
    ([, left], [, right]) => start(left) + length(left) / 2 - (start(right) + length(right) / 2),
  );
  const first = order[0]?.[1];
  const last = order.at(-1)?.[1];
  if (first === undefined || last === undefined || order.length < 3) return new Map(order);
  const taken = order.reduce((sum, [, box]) => sum + length(box), 0);
  const gap = (start(last) + length(last) - start(first) - taken) / (order.length - 1);
  let at = start(first);
  const places = order.map(([id, box], index): readonly [string, Point] => {
    // The last one's place is what it was, whatever the sum of fractions.
    const place = index === order.length - 1 ? start(last) : Math.round(at);
    at += length(box) + gap;
    return [id, across ? { x: place, y: box.y } : { x: box.x, y: place }];
  });
  return new Map(places);
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The box that an arrow key leads to from another: of those whose middle lies on that side, the one that is nearest, where a way off to
 * the side counts double. What lies in the same row or column comes before what does not. Null where there is none.
 */
export function nearest(boxes: ReadonlyMap<string, Box>, from: string, direction: Direction): string | null {
  const start = boxes.get(from);
  if (start === undefined) return null;
  let best: { readonly id: string; readonly distance: number } | null = null;
  for (const [id, box] of boxes) {
    if (id === from) continue;
    const distance = distanceTo(start, box, direction);
    if (distance !== null && (best === null || distance < best.distance)) best = { id, distance };
  }
  return best?.id ?? null;
}

const sideWeight = 2;

function distanceTo(from: Box, to: Box, direction: Direction): number | null {
  const sideways = direction === 'left' || direction === 'right';
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  const [ahead, aside] = sideways ? [axisX, axisY] : [axisY, axisX];
  const middles = sign * (middle(ahead(to)) - middle(ahead(from)));
  if (middles <= 0) return null;
  const gapAhead = Math.max(0, sign === 1 ? ahead(to).from - ahead(from).to : ahead(from).from - ahead(to).to);
  const gapAside = Math.max(0, aside(to).from - aside(from).to, aside(from).from - aside(to).to);
  const off = Math.abs(middle(aside(to)) - middle(aside(from)));
  // Beyond 45 degrees it is rather above or below than beside: only where nothing else is.
  const beyond = gapAside > middles ? 1e8 : 0;
  // The offset of middles tells apart what lies in the same row.
  return beyond + gapAhead + sideWeight * gapAside + off / 4 + middles / 1000;
}

/** A line across a box and those that it is in line with: on `axis` x a vertical one at x = `at`, from y = `from` to y = `to`. */
export interface Guide {
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The place of a box that is being dragged when it is drawn to edges and middles of others within a tolerance, with the lines that it then
 * shares with them; at most one on each axis. Linear in the others, so that it can be asked with every move.
 */
export function snap(
  box: Box,
  others: readonly Box[],
  tolerance: number,
): { readonly x: number; readonly y: number; readonly guides: readonly Guide[] } {
  const dx = shiftOn(axisX, box, others, tolerance);
  const dy = shiftOn(axisY, box, others, tolerance);
  const moved: Box = { ...box, x: box.x + (dx ?? 0), y: box.y + (dy ?? 0) };
  const guides = [
    ...(dx === null ? [] : [guideOn('x', axisX, axisY, moved, others)]),
    ...(dy === null ? [] : [guideOn('y', axisY, axisX, moved, others)]),
  ];
  return { x: moved.x, y: moved.y, guides: guides.filter((guide) => guide !== null) };
}

/** Room that a group leaves around its nodes, and for its title above them. */
export const groupPadding = 24;
export const groupHeader = 28;

/** The frame of a group around its nodes; null where none of them is there. */
export function groupBounds(boxes: ReadonlyMap<string, Box>, ids: Iterable<string>): Box | null {
  const inside = [...ids].flatMap((id) => boxes.get(id) ?? []);
  if (inside.length === 0) return null;
  const { x, y, width, height } = boundsOf(inside);
  return {
    x: x - groupPadding,
    y: y - groupPadding - groupHeader,
    width: width + 2 * groupPadding,
    height: height + 2 * groupPadding + groupHeader,
  };
}

/** The smallest box around others; of none, an empty one at 0, 0. */
export function boundsOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function axisX({ x, width }: Box): Span {
  return { from: x, to: x + width };
}

function axisY({ y, height }: Box): Span {
  return { from: y, to: y + height };
}

function middle({ from, to }: Span): number {
  return (from + to) / 2;
}

// Edges meet edges, middles meet middles: a middle on an edge looks like chance.
function shiftOn(axis: (box: Box) => Span, box: Box, others: readonly Box[], tolerance: number): number | null {
  const own = axis(box);
  let best: number | null = null;
  const offer = (shift: number) => {
    if (Math.abs(shift) <= tolerance && (best === null || Math.abs(shift) < Math.abs(best))) best = shift;
  };
  for (const other of others) {
    const { from, to } = axis(other);
    offer(from - own.from);
    offer(to - own.from);
    offer(from - own.to);
    offer(to - own.to);
    offer((from + to - own.from - own.to) / 2);
  }
  return best;
}

function guideOn(
  name: 'x' | 'y',
  axis: (box: Box) => Span,
  across: (box: Box) => Span,
  box: Box,
  others: readonly Box[],
): Guide | null {
  const own = axis(box);
  const near = (left: number, right: number) => Math.abs(left - right) < 0.01;
  const touches = (at: number, other: Box) => {
    const { from, to } = axis(other);
    return at === middle(own) ? near(at, middle(axis(other))) : near(at, from) || near(at, to);
  };
  for (const at of [own.from, own.to, middle(own)]) {
    const shared = others.filter((other) => touches(at, other));
    if (shared.length === 0) continue;
    const spans = [box, ...shared].map(across);
    return {
      axis: name,
      at,
      from: Math.min(...spans.map(({ from }) => from)),
      to: Math.max(...spans.map(({ to }) => to)),
    };
  }
  return null;
}
