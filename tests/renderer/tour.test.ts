// Where the card of the tour stands: beside what it points at, never outside the window.

import { expect, test } from 'vitest';
import { cardPlace } from '../../src/renderer/library/tour/card-place.ts';

const window = { width: 1280, height: 720 };
const height = 180;

test('the card stands to the right of the left pane, to the left of the right one, beneath a button', () => {
  expect(cardPlace({ x: 0, y: 40, width: 240, height: 680 }, window, height)).toEqual({ x: 254, y: 48 });
  expect(cardPlace({ x: 900, y: 40, width: 380, height: 680 }, window, height)).toEqual({ x: 566, y: 48 });
  expect(cardPlace({ x: 100, y: 8, width: 1100, height: 28 }, window, height)).toEqual({ x: 490, y: 50 });
});

test('the card stands inside what fills the window, and at the bottom when what it would point at is missing', () => {
  expect(cardPlace({ x: 0, y: 0, ...window }, window, height)).toEqual({ x: 932, y: 512 });
  expect(cardPlace(null, window, height)).toEqual({ x: 480, y: 492 });
});

test('the card is in the window wherever its target is and however small the window', () => {
  for (const size of [window, { width: 640, height: 360 }, { width: 300, height: 240 }]) {
    for (let x = -400; x < 1400; x += 150) {
      for (let y = -300; y < 900; y += 110) {
        const place = cardPlace({ x, y, width: 200, height: 90 }, size, height);
        expect(place.x).toBeGreaterThanOrEqual(12);
        expect(place.y).toBeGreaterThanOrEqual(12);
        expect(place.x + Math.min(320, size.width - 24)).toBeLessThanOrEqual(size.width - 12);
        expect(place.y + height).toBeLessThanOrEqual(size.height - 12);
      }
    }
  }
});
