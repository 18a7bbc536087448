// The command palette: what is found by what was typed, and in which order.

import { describe, expect, test } from 'vitest';
import { placeAfter } from '../../src/renderer/window/list-keys.ts';
import { searchPalette, type Findable, type PaletteSection } from '../../src/renderer/window/palette-search.ts';

const entry = (id: string, name: string, more: Partial<Findable> & { section?: PaletteSection } = {}): Findable => ({
  id,
  section: 'actions',
  name,
  also: [],
  able: true,
  ...more,
});
const found = (entries: readonly Findable[], text: string, recent: readonly string[] = []) =>
  searchPalette(entries, text, recent).flatMap(({ entries: list }) => list.map(({ id }) => id));

describe('the command palette', () => {
  const entries = [
    entry('stop', 'Stop the run'),
    entry('rerun', 'Rerun'),
    entry('here', 'Run from here'),
    entry('to', 'Run to here', { able: false }),
    entry('run', 'Run'),
    entry('log', 'Show the log', { also: ['run events'] }),
  ];

  test('puts the name itself first, then what begins with it, words that begin with it, what holds it, what it stands beside', () => {
    expect(found(entries, 'run')).toEqual(['run', 'here', 'stop', 'rerun', 'log', 'to']);
  });

  test('wants every word, in any order', () => {
    expect(found(entries, 'here run')).toEqual(['here', 'to']);
    expect(found(entries, 'run nowhere')).toEqual([]);
  });

  test('knows beginnings of words that follow each other', () => {
    for (const text of ['rfh', 'runfrom', 'ru fr', 'rufrhe']) expect(found(entries, text)[0], text).toBe('here');
    expect(found(entries, 'rhf')).toEqual([]);
  });

  test('does not mind case, accents and wide letters', () => {
    const named = [entry('menu', 'Menü der Pipeline')];
    for (const text of ['MENU', 'menü', 'ｍｅｎｕ']) expect(found(named, text), text).toEqual(['menu']);
  });

  test('finds Chinese names by any part of them, and by their English ones', () => {
    const chinese = [
      entry('pin', '固定或取消固定输出', { also: ['Pin or unpin the output'] }),
      entry('edit-pin', '编辑固定的值', { also: ['Edit the pinned value'] }),
    ];
    expect(found(chinese, '固定')).toEqual(['pin', 'edit-pin']);
    expect(found(chinese, 'pin')).toEqual(['pin', 'edit-pin']);
    expect(found(chinese, 'edit')).toEqual(['edit-pin']);
  });

  test('shows what was used lately before its equals, and first of all with nothing typed', () => {
    const alike = [entry('a', 'Align left'), entry('b', 'Align right'), entry('c', 'Align top')];
    expect(found(alike, 'align', ['c', 'b'])).toEqual(['c', 'b', 'a']);
    expect(
      searchPalette(alike, ' ', ['gone', 'b']).map(({ section, entries: list }) => [section, list.length]),
    ).toEqual([
      ['recent', 1],
      ['actions', 2],
    ]);
  });

  test('shows last, and never as recent, what cannot be done now', () => {
    const mixed = [entry('a', 'Align left', { able: false }), entry('b', 'Align nodes')];
    expect(found(mixed, '', ['a'])).toEqual(['b', 'a']);
    expect(found(mixed, 'align left')).toEqual(['a']);
    expect(found(mixed, 'align')).toEqual(['b', 'a']);
  });

  test('puts the section with the best find first', () => {
    const sections = [
      entry('a', 'Undo the brief'),
      entry('p', 'Brief', { section: 'pipelines' }),
      entry('n', 'Brief writer', { section: 'nodes' }),
    ];
    expect(searchPalette(sections, 'brief', []).map(({ section }) => section)).toEqual([
      'pipelines',
      'nodes',
      'actions',
    ]);
  });

  test('searches two thousand entries in a moment', () => {
    const many = Array.from({ length: 2000 }, (_, index) => entry(`n${index}`, `Node number ${index} of the pipeline`));
    searchPalette(many, 'node', []);
    const from = performance.now();
    expect(found(many, 'number 19 pipeline')).toHaveLength(139);
    expect(performance.now() - from).toBeLessThan(200);
  });
});

test('keys lead through a list: round at its ends by one, to its ends by pages', () => {
  const after = (key: string, at: number) => placeAfter(key, at, 10, 4);
  expect(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'x'].map((key) => after(key, 0))).toEqual([
    1,
    9,
    4,
    0,
    0,
    9,
    null,
  ]);
  expect([after('ArrowDown', 9), after('PageDown', 8), after('PageUp', 9), after('ArrowUp', -1)]).toEqual([0, 9, 5, 9]);
  expect(placeAfter('ArrowDown', 0, 0, 4)).toBeNull();
});
