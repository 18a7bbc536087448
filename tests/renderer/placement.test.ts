// Where nodes go that nobody has given a place.

import { expect, test } from 'vitest';
import { emptyDocument, type PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { applyEdit } from '../../src/shared/pipeline/edits.ts';
import { insert } from '../../src/renderer/document/gestures.ts';
import { freePlace, type Box } from '../../src/shared/pipeline/view/placement.ts';

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

test('a pasted piece that has no places is laid out, and keeps the places that it has', () => {
  const node = (id: string) => ({ id, kind: 'text', version: 1, params: {} });
  const wires = [{ kind: 'data' as const, from: { node: 'a', port: 'text' }, to: { node: 'b', port: 'x' } }];
  const piece: PipelineDocument = { ...emptyDocument('piece'), nodes: [node('a'), node('b')], wires };
  const placesOf = (pasted: PipelineDocument) => {
    const { edit } = insert(emptyDocument('empty'), pasted, { x: 100, y: 50 });
    return applyEdit(emptyDocument('empty'), edit).view?.positions;
  };
  const laidOut = placesOf(piece);
  expect(laidOut?.['a']).toEqual({ x: 100, y: 50 });
  expect(laidOut?.['b']?.x).toBeGreaterThan(400);
  const placed = { ...piece, view: { positions: { a: { x: 7, y: 7 }, b: { x: 17, y: 27 } } } };
  expect(placesOf(placed)).toEqual({ a: { x: 100, y: 50 }, b: { x: 110, y: 70 } });
});
