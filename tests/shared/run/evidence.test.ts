// Evidence: which passages count, what a text cites, and what it cites without having seen it.

import { describe, expect, test } from 'vitest';
import type { Passage } from '../../../src/shared/tool/ports.ts';
import { citedIds, passagesOf, resolveCitations, splitAtCitations } from '../../../src/shared/run/evidence.ts';

const passage = (id: string, text = 'T'): Passage => ({ id, folder: 'f', file: 'a', start: 0, end: 1, text });
const [one, two] = [passage('p-00000001'), passage('p-00000002')];

describe('citations', () => {
  test.each([
    ['None.', []],
    ['A [p-00000001].', ['p-00000001']],
    ['[p-00000002][p-00000001, p-00000002; p-0000000a]', ['p-00000002', 'p-00000001', 'p-0000000a']],
    ['[p-0000] [P-00000001] p-00000001 [p-00000001 x] [1] [p-0000000g]', []],
    ['[[p-00000001]]', ['p-00000001']],
  ])('%j cites %j (E1)', (text, ids) => {
    expect(citedIds(text)).toEqual(ids);
  });

  test('cut a text into pieces that give it back (E1)', () => {
    expect(splitAtCitations('A [p-00000001, p-00000002] b[p-00000001]')).toEqual([
      { text: 'A ' },
      { ids: ['p-00000001', 'p-00000002'] },
      { text: ' b' },
      { ids: ['p-00000001'] },
    ]);
    expect(splitAtCitations('')).toEqual([]);
  });

  test('resolve to passages in order of citation, and tell what was never returned (E2)', () => {
    const known = new Map([one, two].map((each) => [each.id, each]));
    expect(resolveCitations('x [p-00000002] [p-deadbeef] [p-00000001] [p-00000002]', (id) => known.get(id))).toEqual({
      cited: [two, one],
      unknown: ['p-deadbeef'],
    });
  });
});

describe('passages', () => {
  test('are found on ports for passages and json, each id once, the first one kept (E3)', () => {
    const outputs = {
      found: [one, passage('p-00000001', 'other')],
      deep: { list: [{ hit: two }] },
      note: passage('p-00000003'),
    } as never;
    expect(passagesOf(outputs)).toEqual([one, two, passage('p-00000003')]);
    expect(
      passagesOf(outputs, [
        { name: 'found', type: 'passages' },
        { name: 'deep', type: 'json' },
        { name: 'note', type: 'text' },
      ]),
    ).toEqual([one, two]);
    expect(passagesOf({ found: [{ ...one, start: 'x' }] } as never)).toEqual([]);
  });
});
