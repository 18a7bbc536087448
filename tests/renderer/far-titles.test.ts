// Titles on the picture of a canvas that is seen from afar.

import { expect, test } from 'vitest';
import { titleLines } from '../../src/renderer/canvas/layers/picture.ts';

// Each letter five pixels wide.
const lines = (title: string, room: number, most: number) => titleLines(title, title.length * 5, room, most);

test('a title that fits stands in one line', () => {
  expect(lines('Clock', 40, 2)).toEqual(['Clock']);
});

test('a longer one goes on in a second line at a word, where there is room for one', () => {
  expect(lines('Write the brief', 60, 2)).toEqual(['Write the', 'brief']);
  expect(lines('Write the brief', 60, 1)).toEqual(['Write the…']);
});

test('what does not fit into the lines is cut', () => {
  expect(lines('Weigh the three answers against each other', 60, 2)).toEqual(['Weigh the', 'three answ…']);
  expect(lines('Incomprehensibilities', 60, 2)).toEqual(['Incomprehe…']);
});

test('Chinese is broken between any two characters', () => {
  expect(lines('撰写并核对简报', 20, 2)).toEqual(['撰写并', '核对…']);
});
