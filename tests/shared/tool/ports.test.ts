// Ports: which wires fit, what they make of values, and what a value reads as.

import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../src/shared/json/value.ts';
import {
  conversionBetween,
  convert,
  fitsPort,
  portTypes,
  textOf,
  type PortType,
} from '../../../src/shared/tool/ports.ts';

const passage = {
  id: 'p-00000001',
  folder: 'f',
  file: 'a.md',
  title: 'A',
  heading: 'H',
  date: '2026-01-01',
  start: 0,
  end: 1,
  text: 'T',
};
const port = (type: PortType, list = false) => ({ name: 'p', type, list });

describe('wires', () => {
  // Rows: from; columns: text, text list, json, json list, number, number list.
  const columns = [
    port('text'),
    port('text', true),
    port('json'),
    port('json', true),
    port('number'),
    port('number', true),
  ];
  test.each([
    ['text', false, ['same', 'wrap', 'to-json', null, null, null]],
    ['text', true, ['to-text', 'same', 'to-json', null, null, null]],
    ['number', false, ['to-text', 'to-text-wrap', 'to-json', null, 'same', 'wrap']],
    ['number', true, ['to-text', null, 'to-json', null, null, 'same']],
    ['json', false, ['to-text', 'to-text-wrap', 'same', 'wrap', null, null]],
    ['json', true, ['to-text', null, 'to-json', 'same', null, null]],
    ['passages', false, ['to-text', 'to-text-wrap', 'to-json', null, null, null]],
    ['image', false, [null, null, 'to-json', null, null, null]],
    ['file', true, [null, null, 'to-json', null, null, null]],
  ] as const)('from %s (list: %s) convert as the table says (P28)', (type, list, expected) => {
    expect(columns.map((to) => conversionBetween(port(type, list), to))).toEqual(expected);
  });

  test('give every type to itself and to json as it is (P28)', () => {
    for (const type of portTypes) {
      expect(conversionBetween(port(type), port(type))).toBe('same');
      expect(convert({ a: 1 }, conversionBetween(port(type), port('json')) ?? 'wrap')).toEqual({ a: 1 });
    }
  });

  test('deliver what the conversion says (P28)', () => {
    const value: JsonValue = [1, { b: 2, a: 1 }];
    expect(
      ['same', 'to-json', 'to-text', 'wrap', 'to-text-wrap'].map((conversion) => convert(value, conversion as never)),
    ).toEqual([value, value, '[1,{"a":1,"b":2}]', [value], ['[1,{"a":1,"b":2}]']]);
  });
});

describe('values', () => {
  test.each([
    ['x', 'x'],
    [1.5, '1.5'],
    [null, 'null'],
    [[], '[]'],
    [['a', 'b'], 'a\n\nb'],
    [['a', 1], '["a",1]'],
    [[passage], '[p-00000001] A · H · 2026-01-01\nT'],
    [
      [{ ...passage, id: 'p-00000002', title: undefined, heading: '', date: undefined }, passage],
      '[p-00000002] a.md\nT\n\n[p-00000001] A · H · 2026-01-01\nT',
    ],
  ])('%j reads as %j (P28)', (value, text) => {
    expect(textOf(value as JsonValue)).toBe(text);
  });

  test.each([
    ['text', 'x', 1],
    ['number', 1, '1'],
    ['boolean', false, 0],
    ['table', { columns: [], rows: [] }, { columns: [] }],
    ['file', { ref: 'r', mime: 'm' }, { ref: 'r' }],
    ['image', { ref: 'r', mime: 'm' }, 'r'],
    ['passages', [passage], [{ id: 'p-1' }]],
  ] as const)('a port of type %s takes %j and not %j (P28)', (type, good, bad) => {
    expect(fitsPort(good as JsonValue, port(type))).toBe(true);
    expect(fitsPort(bad as JsonValue, port(type))).toBe(false);
    expect(fitsPort([good, good] as JsonValue, port(type, true))).toBe(true);
    expect(fitsPort([good, bad] as JsonValue, port(type, true))).toBe(false);
    if (type !== 'passages') expect(fitsPort(good as JsonValue, port(type, true))).toBe(false);
  });
});
