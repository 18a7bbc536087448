// Boxes in relation to each other: aligning, distributing, arrow keys, helper lines, frames of groups.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  align,
  boundsOf,
  distribute,
  groupBounds,
  nearest,
  snap,
  type Alignment,
} from '../../src/renderer/document/arrange.ts';
import type { Box } from '../../src/shared/pipeline/view/placement.ts';

const box = (x: number, y: number, width = 100, height = 50): Box => ({ x, y, width, height });
const number = (max: number) => fc.integer({ min: 0, max });
const anyBox = fc
  .tuple(number(2000), number(2000), number(300), number(300))
  .map(([x, y, width, height]) => box(x, y, width + 1, height + 1));
const boxes = (minLength: number) =>
  fc.array(anyBox, { minLength, maxLength: 12 }).map((all) => new Map(all.map((each, i) => [`n${i}`, each])));
const at = (all: ReadonlyMap<string, Box>, places: ReadonlyMap<string, { x: number; y: number }>) =>
  [...places].map(([id, place]) => ({ ...(all.get(id) ?? box(0, 0)), ...place }));

describe('aligning', () => {
  const lineOf: Record<Alignment, (each: Box) => number> = {
    left: ({ x }) => x,
    right: ({ x, width }) => x + width,
    centre: ({ x, width }) => x + width / 2,
    top: ({ y }) => y,
    bottom: ({ y, height }) => y + height,
    middle: ({ y, height }) => y + height / 2,
  };

  test('brings one line of all boxes together, within what they took up, and moves nothing the other way', () => {
    fc.assert(
      fc.property(boxes(1), fc.constantFrom(...(Object.keys(lineOf) as Alignment[])), (all, how) => {
        const placed = at(all, align(all, how));
        const lines = placed.map(lineOf[how]);
        expect(Math.max(...lines) - Math.min(...lines)).toBeLessThanOrEqual(
          how === 'centre' || how === 'middle' ? 1 : 0,
        );
        const whole = boundsOf([...all.values()]);
        const now = boundsOf(placed);
        expect(now.x).toBeGreaterThanOrEqual(whole.x);
        expect(now.x + now.width).toBeLessThanOrEqual(whole.x + whole.width);
        const across = ['left', 'right', 'centre'].includes(how);
        [...all.values()].forEach((each, i) => {
          if (across) expect(placed[i]?.y).toBe(each.y);
          else expect(placed[i]?.x).toBe(each.x);
        });
      }),
    );
  });
});

describe('distributing', () => {
  test('makes the gaps equal, to the pixel, and leaves the outermost where they are', () => {
    fc.assert(
      fc.property(boxes(3), fc.boolean(), (all, across) => {
        const places = distribute(all, across ? 'horizontal' : 'vertical');
        const start = (each: Box) => (across ? each.x : each.y);
        const end = (each: Box) => start(each) + (across ? each.width : each.height);
        const placed = at(all, places);
        const gaps = placed.slice(1).map((each, i) => start(each) - end(placed[i] ?? each));
        expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(2);
        const ids = [...places.keys()];
        for (const id of [ids[0] ?? '', ids.at(-1) ?? '']) expect(places.get(id)).toMatchObject(pointOf(all.get(id)));
        const other = (each: { x: number; y: number }) => (across ? each.y : each.x);
        for (const [id, place] of places) expect(other(place)).toBe(other(all.get(id) ?? place));
      }),
    );
    function pointOf(each: Box | undefined) {
      return { x: each?.x, y: each?.y };
    }
  });

  test('of two boxes moves neither', () => {
    const two = new Map([
      ['a', box(0, 0)],
      ['b', box(300, 7)],
    ]);
    expect(distribute(two, 'horizontal').get('b')).toMatchObject({ x: 300, y: 7 });
  });
});

describe('an arrow key', () => {
  const grid = new Map(
    [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => [`${column}${row}`, box(column * 200, row * 100)] as const)),
  );

  test('leads along rows and columns and stops at the border', () => {
    expect(nearest(grid, '11', 'left')).toBe('01');
    expect(nearest(grid, '11', 'right')).toBe('21');
    expect(nearest(grid, '11', 'up')).toBe('10');
    expect(nearest(grid, '11', 'down')).toBe('12');
    expect(nearest(grid, '20', 'right')).toBeNull();
    expect(nearest(grid, '20', 'up')).toBeNull();
    expect(nearest(grid, 'nobody', 'up')).toBeNull();
  });

  test('prefers what lies in the same row to what is nearer but aside', () => {
    const all = new Map([
      ['a', box(0, 0)],
      ['row', box(300, 10)],
      ['aside', box(140, 130)],
    ]);
    expect(nearest(all, 'a', 'right')).toBe('row');
    expect(nearest(all, 'a', 'down')).toBe('aside');
  });

  test('never leads to what lies on the other side', () => {
    fc.assert(
      fc.property(boxes(2), fc.constantFrom('left', 'right', 'up', 'down'), (all, direction) => {
        const found = nearest(all, 'n0', direction);
        if (found === null) return;
        const middle = (id: string) => {
          const each = all.get(id) ?? box(0, 0);
          return { x: each.x + each.width / 2, y: each.y + each.height / 2 };
        };
        const [from, to] = [middle('n0'), middle(found)];
        const ahead = { left: from.x - to.x, right: to.x - from.x, up: from.y - to.y, down: to.y - from.y };
        expect(ahead[direction]).toBeGreaterThan(0);
      }),
    );
  });
});

describe('helper lines', () => {
  test('draw a box to edges and middles that are near', () => {
    const others = [box(0, 0), box(500, 400, 60, 60)];
    expect(snap(box(3, 200), others, 6)).toEqual({ x: 0, y: 200, guides: [{ axis: 'x', at: 0, from: 0, to: 250 }] });
    expect(snap(box(104, 200), others, 6)).toMatchObject({ x: 100, guides: [{ axis: 'x', at: 100 }] });
    // Middles: 530 and 430.
    expect(snap(box(482, 408), others, 6)).toMatchObject({
      x: 480,
      y: 410,
      guides: [
        { axis: 'x', at: 530 },
        { axis: 'y', at: 410 + 50 },
      ],
    });
    expect(snap(box(250, 200), others, 6)).toEqual({ x: 250, y: 200, guides: [] });
  });

  test('never move a box further than the tolerance, and every line meets another box', () => {
    fc.assert(
      fc.property(anyBox, fc.array(anyBox, { maxLength: 30 }), number(20), (each, others, tolerance) => {
        const { x, y, guides } = snap(each, others, tolerance);
        expect(Math.abs(x - each.x)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(y - each.y)).toBeLessThanOrEqual(tolerance);
        if (x !== each.x) expect(guides.some(({ axis }) => axis === 'x')).toBe(true);
        if (y !== each.y) expect(guides.some(({ axis }) => axis === 'y')).toBe(true);
        for (const { axis, at: line } of guides) {
          const lines = (other: Box) =>
            axis === 'x'
              ? [other.x, other.x + other.width / 2, other.x + other.width]
              : [other.y, other.y + other.height / 2, other.y + other.height];
          expect(others.some((other) => lines(other).some((one) => Math.abs(one - line) < 0.01))).toBe(true);
          expect(lines({ ...each, x, y }).some((one) => Math.abs(one - line) < 0.01)).toBe(true);
        }
      }),
    );
  });
});

test('the frame of a group leaves room around its nodes and for its title', () => {
  const all = new Map([
    ['a', box(100, 100)],
    ['b', box(300, 200)],
  ]);
  expect(groupBounds(all, ['a', 'b', 'gone'])).toEqual({ x: 76, y: 48, width: 348, height: 226 });
  expect(groupBounds(all, ['gone'])).toBeNull();
});
