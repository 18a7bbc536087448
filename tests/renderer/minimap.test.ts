// The map of the canvas: how a pipeline is shrunk to it.

import { expect, test } from 'vitest';
import { scaleTo, shownPart } from '../../src/renderer/canvas/map-scale.ts';

const size = { width: 160, height: 100 };

test('a large pipeline is shrunk until all of it is on the map, in the middle', () => {
  const { by, x, y } = scaleTo(
    [
      { x: -1000, y: 0, width: 200, height: 100 },
      { x: 4800, y: 1900, width: 200, height: 100 },
    ],
    size,
  );
  expect([-1000 * by + x, 5000 * by + x].map(Math.round)).toEqual([6, 154]);
  expect(Math.round(1000 * by + y)).toBe(50);
});

test('a small pipeline is not blown up', () => {
  expect(scaleTo([{ x: 0, y: 0, width: 100, height: 100 }], size)).toEqual({ by: 0.1, x: 75, y: 45 });
});

test('an empty pipeline has a map too', () => {
  expect(scaleTo([], size)).toEqual({ by: 0.1, x: 80, y: 50 });
});

test('the frame of what is shown is closed where it goes beyond the map', () => {
  expect(shownPart(20, 50, 160)).toEqual({ from: 20, size: 50 });
  expect(shownPart(-40, 300, 160)).toEqual({ from: 0, size: 160 });
  expect(shownPart(150, 80, 160)).toEqual({ from: 150, size: 10 });
  expect(shownPart(900, 80, 160)).toEqual({ from: 156, size: 4 });
});
