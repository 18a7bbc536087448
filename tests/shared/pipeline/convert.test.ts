// The kind `convert`: what becomes what, what is refused with which words, and where the canvas may offer it.

import { describe, expect, test } from 'vitest';
import { LonglineError } from '../../../src/shared/errors.ts';
import type { JsonObject, JsonValue } from '../../../src/shared/json/value.ts';
import { convertKind } from '../../../src/shared/pipeline/kinds/convert.ts';
import { computeOf } from '../../../src/shared/pipeline/kinds/index.ts';
import { check } from '../../../src/shared/pipeline/check.ts';
import { nodePorts } from '../../../src/shared/pipeline/ports-of.ts';
import { fitsPort, portTypes, type PortSpec } from '../../../src/shared/tool/ports.ts';
import { node, pipeline, testCatalog, wire } from '../../kit/pipelines.ts';

const convert = (params: JsonObject, value: JsonValue): JsonValue | undefined =>
  computeOf('convert')(params, { value })['result'];
const failure = (params: JsonObject, value: JsonValue): { code: string; message: string } => {
  try {
    convert(params, value);
  } catch (thrown) {
    if (thrown instanceof LonglineError) return { code: thrown.code, message: thrown.message };
    throw thrown;
  }
  throw new Error('it was converted');
};

const people = [
  { name: 'Ada', age: 36 },
  { age: 85, name: 'Grace', rank: 'rear admiral' },
];
const table = {
  columns: ['name', 'age'],
  rows: [
    ['Ada', 36],
    ['Grace', 85],
  ],
};
const passage = { id: 'p-0000000a', folder: 'f', file: 'a.md', start: 0, end: 3, text: 'abc' };

describe('convert', () => {
  const conversions: readonly (readonly [JsonObject, JsonValue, JsonValue])[] = [
    [{ to: 'json' }, '{"a":[1,2]}', { a: [1, 2] }],
    [{ to: 'json' }, 'Here it is:\n\n```json\n{"a": 1}\n```\n', { a: 1 }],
    [{ to: 'json' }, '```\n[1]\n```', [1]],
    [{ to: 'json' }, { a: 1 }, { a: 1 }],
    [{ to: 'json' }, table, people.map(({ name, age }) => ({ name, age }))],
    [{ to: 'json', path: 'a.1' }, { a: [1, { b: 2 }] }, { b: 2 }],
    [{ to: 'json', list: true }, table, people.map(({ name, age }) => ({ name, age }))],
    [{ to: 'json', list: true }, '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    [{ to: 'json', path: '*.*' }, [[1, 2], [], [3]], [1, 2, 3]],
    [{ to: 'number' }, 12.5, 12.5],
    [{ to: 'number' }, ' 1,234.5 ', 1234.5],
    [{ to: 'number' }, '-7', -7],
    [{ to: 'number' }, '−7', -7],
    [{ to: 'number' }, '2e3', 2000],
    [{ to: 'number', list: true }, ['1', 2, '3.5'], [1, 2, 3.5]],
    [{ to: 'number', list: true, path: '*.age' }, people, [36, 85]],
    [{ to: 'number', list: true, path: '*.age' }, table, [36, 85]],
    [{ to: 'boolean' }, true, true],
    [{ to: 'boolean' }, 'Yes', true],
    [{ to: 'boolean' }, ' FALSE ', false],
    [{ to: 'text' }, 'as it is', 'as it is'],
    [{ to: 'text' }, { b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ to: 'text', list: true, path: '*.name' }, people, ['Ada', 'Grace']],
    [
      { to: 'table' },
      people,
      {
        columns: ['name', 'age', 'rank'],
        rows: [
          ['Ada', 36, null],
          ['Grace', 85, 'rear admiral'],
        ],
      },
    ],
    [
      { to: 'table', columns: ['age', 'born'] },
      people,
      {
        columns: ['age', 'born'],
        rows: [
          [36, null],
          [85, null],
        ],
      },
    ],
    [{ to: 'table', columns: ['age'] }, table, { columns: ['age'], rows: [[36], [85]] }],
    [{ to: 'table' }, '```json\n[{"a": {"b": 1}}]\n```', { columns: ['a'], rows: [[{ b: 1 }]] }],
    [{ to: 'table' }, [], { columns: [], rows: [] }],
    [{ to: 'passages', path: '*.*' }, [[passage], [passage]], [passage, passage]],
  ];
  test.each(conversions)('with %j makes of %j what its row says (P47)', (params, value, expected) => {
    expect(convert(params, value)).toEqual(expected);
    expect(fitsPort(expected, { type: 'json', ...params } as PortSpec)).toBe(true);
  });

  const refusals: readonly (readonly [JsonObject, JsonValue, string, string])[] = [
    [{ to: 'number' }, '1,234.5 kg', 'convert.not_a_number', 'the text "1,234.5 kg"'],
    [{ to: 'number' }, '1,23', 'convert.not_a_number', 'the text "1,23"'],
    [{ to: 'number' }, '', 'convert.not_a_number', 'an empty text'],
    [{ to: 'number' }, true, 'convert.not_a_number', 'the value true'],
    [{ to: 'number', list: true, path: '*.age' }, [{ age: null }], 'convert.not_a_number', 'null'],
    [{ to: 'boolean' }, 1, 'convert.not_a_boolean', 'the number 1'],
    [{ to: 'boolean' }, 'maybe', 'convert.not_a_boolean', 'the text "maybe"'],
    [{ to: 'json' }, 'no JSON at all', 'convert.not_json', 'line 1, column 1'],
    [{ to: 'json' }, '```json\n{"a":\n```', 'convert.not_json', 'line'],
    [{ to: 'json' }, '{"__proto__": 1}', 'convert.not_json', '__proto__'],
    [{ to: 'json', list: true }, { a: 1 }, 'convert.not_a_list', 'an object with a'],
    [{ to: 'table' }, { a: 1 }, 'convert.not_a_table', 'an object with a'],
    [{ to: 'table' }, [{ a: 1 }, 'b'], 'convert.not_a_table', 'item 1 is the text "b"'],
    [
      { to: 'json', path: 'a.b' },
      { a: { c: 1 } },
      'convert.nothing_there',
      'nothing at "a.b": "a" is an object with c',
    ],
    [{ to: 'json', path: '*.b' }, [{ b: 1 }, {}], 'convert.nothing_there', 'nothing at "1.b": "1" is an empty object'],
    [{ to: 'json', path: 'toString' }, {}, 'convert.nothing_there', 'an empty object'],
    [{ to: 'image' }, 'a.png', 'convert.does_not_fit', 'the text "a.png"'],
    [{ to: 'passages' }, people, 'convert.does_not_fit', 'a list of 2'],
  ];
  test.each(refusals)('with %j refuses %j and says what it is (P47)', (params, value, code, words) => {
    const refused = failure(params, value);
    expect(refused.code).toBe(code);
    expect(refused.message).toContain(words);
  });

  test('has a port of the type and number of values that its params say (P25)', () => {
    const out = (params: JsonObject) => nodePorts(node('n', 'convert', params), pipeline([], []), testCatalog)?.out;
    expect(out({})).toEqual([{ name: 'result', type: 'json' }]);
    expect(out({ to: 'number', list: true })).toEqual([{ name: 'result', type: 'number', list: true }]);
  });

  test('is checked for columns without a table and for paths that lead nowhere (P16)', () => {
    const problems = (params: JsonObject) =>
      check(
        pipeline(
          [
            node('in', 'input', { name: 'in' }),
            node('n', 'convert', params),
            node('out', 'output', { name: 'out', type: 'json' }),
          ],
          [wire('in.value', 'n.value'), wire('n.result', 'out.value')],
        ),
        testCatalog,
      ).map(({ code, pointer }) => `${code} ${pointer}`);
    expect(problems({ to: 'json', path: 'a.b' })).toEqual([]);
    expect(problems({ to: 'json', columns: ['a'] })).toEqual(['params.invalid /nodes/1/params/columns']);
    expect(problems({ to: 'json', path: 'a..b' })).toEqual(['params.invalid /nodes/1/params/path']);
  });

  test('is offered between two ports only where a node with those params fits both (P47)', () => {
    const port = (name: string): PortSpec => {
      const list = name.startsWith('list of ');
      const type = portTypes.find((candidate) => candidate === name.replace('list of ', '')) ?? 'json';
      return { name: 'p', type, ...(list ? { list } : {}) };
    };
    const offer = (from: string, to: string) => convertKind.converts?.(port(from), port(to)) ?? null;
    expect(offer('text', 'json')).toBeNull();
    expect(offer('text', 'number')).toEqual({ params: { to: 'number' }, in: 'value', out: 'result' });
    expect(offer('list of json', 'table')?.params).toEqual({ to: 'table' });
    expect(offer('table', 'list of json')?.params).toEqual({ to: 'json', list: true });
    expect(offer('list of number', 'number')?.params).toEqual({ to: 'number', path: '0' });
    expect(offer('list of passages', 'passages')?.params).toEqual({ to: 'passages', path: '*.*' });
    for (const from of portTypes) {
      for (const to of ['image', 'file']) expect(offer(from, to)).toBeNull();
    }
    expect(offer('number', 'boolean')).toBeNull();
    expect(offer('number', 'table')).toBeNull();
    expect(offer('text', 'passages')).toBeNull();
  });
});
