// The words of a pipeline and finding among them.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerptOf, foldCase, searchedWords, wordsOf } from '../../../src/shared/pipeline/words.ts';
import { node, pipeline } from '../../kit/pipelines.ts';

describe('the words of a pipeline', () => {
  test('are all that was written into it, at every level (P43)', () => {
    const inner = pipeline([node('say', 'text', { template: 'Deep {{x}}' })], [], { meta: { title: 'Within' } });
    const document = pipeline(
      [node('a', 'find', { list: [{ of: ['one', 2, true] }], folder: 'news' }, { title: 'Look up' })],
      [],
      {
        meta: { title: 'T', description: 'D', tags: ['tag'], author: 'Ada' },
        pipelines: { each: inner },
        view: {
          notes: [{ id: 'n', text: 'A note', position: { x: 0, y: 0 }, width: 1, height: 1 }],
          groups: [{ id: 'g', title: 'A group', nodes: ['a'] }],
        },
      },
    );
    expect(wordsOf(document).split('\n')).toEqual([
      ...['T', 'D', 'tag', 'Ada', 'Look up', 'a', 'find', 'one', 'news', 'A note', 'A group'],
      ...['each', 'Within', 'say', 'text', 'Deep {{x}}'],
    ]);
  });

  test('are found in any case, and an excerpt shows the place (P43)', () => {
    const words = `Title\n${'before '.repeat(20)}NEEDLE${' after'.repeat(20)}\nEnd`;
    expect(excerptOf(words, searchedWords('needle title'))).toBe(
      '…ore before before before before NEEDLE after after after after after after after after after after after after…',
    );
    expect(excerptOf(words, searchedWords('end'))).toBe('End');
    expect(excerptOf(words, searchedWords('needle nowhere'))).toBeNull();
    expect(excerptOf(words, [])).toBeNull();
  });

  test('in lower case stand where they stood, whatever the script (P43)', () => {
    expect(foldCase('İSTANBUL Straße ΣΑΣ')).toHaveLength('İSTANBUL Straße ΣΑΣ'.length);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), (before, word) => {
        fc.pre(searchedWords(word).length > 0);
        const excerpt = excerptOf(`${before}${word}`.normalize('NFC'), searchedWords(word));
        expect(foldCase(`${before}${word}`)).toHaveLength(before.length + word.length);
        if (excerpt !== null) expect(foldCase(excerpt)).toContain(searchedWords(word)[0]);
      }),
    );
  });
});
