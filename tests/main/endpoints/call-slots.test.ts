// Fragments of tool calls as servers really send them.

import { describe, expect, test } from 'vitest';
import { CallSlots } from '../../../src/main/endpoints/call-slots.ts';

const header = (index: number | null | undefined, id: string | null | undefined, name: string, text = ''): unknown => ({
  index,
  id,
  type: 'function',
  function: { name, arguments: text },
});
const more = (index: number | null | undefined, text: string): unknown => ({ index, function: { arguments: text } });

const streams: readonly {
  readonly what: string;
  readonly fragments: readonly unknown[];
  readonly calls: readonly (readonly [string, string, string])[];
}[] = [
  {
    what: 'a header, then pieces',
    fragments: [header(0, 'a', 'f'), more(0, '{"x"'), more(0, ':1}')],
    calls: [['a', 'f', '{"x":1}']],
  },
  {
    what: 'two calls whose pieces are mixed',
    fragments: [
      header(0, 'a', 'f'),
      header(1, 'b', 'g'),
      more(1, '{"y"'),
      more(0, '{"x":'),
      more(0, '1}'),
      more(1, ':2}'),
    ],
    calls: [
      ['a', 'f', '{"x":1}'],
      ['b', 'g', '{"y":2}'],
    ],
  },
  {
    what: 'index 0 for every call, with other ids',
    fragments: [header(0, 'a', 'f', '{}'), header(0, 'b', 'f', '{}')],
    calls: [
      ['a', 'f', '{}'],
      ['b', 'f', '{}'],
    ],
  },
  {
    what: 'index 0 for every call, without ids',
    fragments: [header(0, null, 'f', '{"x":1}'), header(0, null, 'f', '{"x":2}')],
    calls: [
      ['', 'f', '{"x":1}'],
      ['', 'f', '{"x":2}'],
    ],
  },
  {
    what: 'no index',
    fragments: [
      header(undefined, 'a', 'f'),
      more(undefined, '{"x":1}'),
      header(undefined, 'b', 'g'),
      more(undefined, '{}'),
    ],
    calls: [
      ['a', 'f', '{"x":1}'],
      ['b', 'g', '{}'],
    ],
  },
  {
    what: 'no index and no id',
    fragments: [header(null, null, 'f', '{"x":'), more(null, '1}'), header(null, null, 'g', '{}')],
    calls: [
      ['', 'f', '{"x":1}'],
      ['', 'g', '{}'],
    ],
  },
  {
    what: 'a header repeated with each piece',
    fragments: [header(0, 'a', 'f', '{"x"'), header(0, 'a', 'f', ':1'), header(0, 'a', 'f', '}')],
    calls: [['a', 'f', '{"x":1}']],
  },
  {
    what: 'a header repeated with each piece, without ids',
    fragments: [header(0, '', 'f', '{"x"'), header(0, '', 'f', ':1'), header(0, '', 'f', '}')],
    calls: [['', 'f', '{"x":1}']],
  },
  {
    what: 'a header repeated after the last piece',
    fragments: [header(0, '', 'f', '{}'), header(0, '', 'f', '')],
    calls: [['', 'f', '{}']],
  },
  {
    what: 'the same chunk twice',
    fragments: [header(0, 'a', 'f', '{"x":1}'), header(0, 'a', 'f', '{"x":1}')],
    calls: [['a', 'f', '{"x":1}']],
  },
  {
    what: 'arguments before the name',
    fragments: [more(0, '{"x"'), { index: 0, id: 'a', function: { name: 'f' } }, more(0, ':1}')],
    calls: [['a', 'f', '{"x":1}']],
  },
  {
    what: 'arguments as an object',
    fragments: [{ index: 0, id: 'a', function: { name: 'f', arguments: { x: [1] } } }],
    calls: [['a', 'f', '{"x":[1]}']],
  },
  {
    what: 'a gap in the indices',
    fragments: [header(3, 'a', 'f', '{}'), header(7, 'b', 'g', '{}')],
    calls: [
      ['a', 'f', '{}'],
      ['b', 'g', '{}'],
    ],
  },
  { what: 'no arguments at all', fragments: [header(0, 'a', 'f')], calls: [['a', 'f', '']] },
  {
    what: 'an id that comes later',
    fragments: [header(0, null, 'f'), { index: 0, id: 'a', function: { arguments: '{}' } }],
    calls: [['a', 'f', '{}']],
  },
  { what: 'a slot that stays empty', fragments: [{ index: 0 }, header(1, 'a', 'f', '{}')], calls: [['a', 'f', '{}']] },
  {
    what: 'things that are no fragments',
    fragments: [null, 7, 'x', header(0, 'a', 'f', '{}')],
    calls: [['a', 'f', '{}']],
  },
];

describe('calls come out right from', () => {
  test.each(streams)('$what', ({ fragments, calls }) => {
    const slots = new CallSlots();
    for (const fragment of fragments) slots.take(fragment);
    expect(slots.calls().map(({ id, name, arguments: text }) => [id, name, text])).toEqual(calls);
  });
});

test('more than 128 calls, or arguments of more than 1 MiB, are refused', () => {
  const many = new CallSlots();
  for (let at = 0; at < 128; at += 1) many.take(header(at, `id-${at}`, 'f', '{}'));
  expect(() => many.take(header(128, 'x', 'f'))).toThrow(expect.objectContaining({ code: 'endpoint.too_large' }));
  const long = new CallSlots();
  long.take(header(0, 'a', 'f', 'x'.repeat(1024 * 1024)));
  expect(() => long.take(more(0, 'x'))).toThrow(expect.objectContaining({ code: 'endpoint.too_large' }));
});
