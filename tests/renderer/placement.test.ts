// Where nodes go that nobody has given a place.

import { expect, test } from 'vitest';
import { freePlace, type Box } from '../../src/renderer/document/placement.ts';

const size = { width: 320, height: 180 };
const overlaps = (left: Box, right: Box) =>
  left.x < right.x + right.width &&
  right.x < left.x + left.width &&
  left.y < right.y + right.height &&
  right.y < left.y + left.height;

test('a node goes where it is wanted when there is room', () => {
  expect(freePlace([], { x: 5, y: 7 }, size)).toEqual({ x: 5, y: 7 });
  expect(freePlace([{ x: 400, y: 0, ...size }], { x: 5, y: 7 }, size)).toEqual({ x: 5, y: 7 });
});

test('twenty nodes added at one place overlap nowhere and stay near', () => {
  const boxes: Box[] = [];
  for (let i = 0; i < 20; i += 1) {
    const box = { ...freePlace(boxes, { x: 0, y: 0 }, size), ...size };
    expect(boxes.filter((other) => overlaps(other, box))).toEqual([]);
    expect(Math.hypot(box.x, box.y)).toBeLessThan(1500);
    boxes.push(box);
  }
});
