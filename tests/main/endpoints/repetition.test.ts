// The watch over texts that repeat themselves: it has to notice every loop that costs money, and no text that people write.

import { describe, expect, test } from 'vitest';
import { endsRepeating, RepetitionWatch } from '../../../src/main/endpoints/repetition.ts';
import { seeded } from '../../kit/seeded.ts';

const words =
  'the port was dredged in spring and the ferry took another berth while tides rose over sand banks near harbour walls '
    .trim()
    .split(' ');

function prose(length: number, seed: number): string {
  const random = seeded(seed);
  let text = '';
  while (text.length < length) {
    text += words[Math.floor(random() * words.length)] ?? '';
    text += random() < 0.1 ? '. ' : ' ';
  }
  return text.slice(0, length);
}

/** The number of characters after which a watch raises, fed in pieces of a size; null: never. */
function raisedAt(text: string, size = 4): number | null {
  const watch = new RepetitionWatch();
  for (let at = 0; at < text.length; at += size) {
    if (watch.take(text.slice(at, at + size))) return Math.min(text.length, at + size);
  }
  return null;
}

describe('a loop is noticed', () => {
  const paragraph = prose(480, 7);
  const rows: readonly (readonly [string, string, number])[] = [
    ['of one character', '!'.repeat(20_000), 2000],
    ['of one character with others strewn in', 'aaaaaaaaaaaaaaab'.repeat(1000), 2000],
    ['of new lines', '\n'.repeat(20_000), 2000],
    ['of two characters', 'ha'.repeat(10_000), 2000],
    ['of a word', 'wait, '.repeat(4000), 2000],
    ['of a sentence', 'Let me check the table once more. '.repeat(1000), 2000],
    ['of a line in Chinese', '我再检查一下表格。\n'.repeat(1000), 2000],
    ['of a paragraph', `${paragraph}\n`.repeat(50), 481 * 20],
    ['of a call inside arguments', '{"path":"a.md","lines":[1,2]},'.repeat(1000), 2000],
  ];
  test.each(rows)('%s, soon after it could be', (_, loop, earliest) => {
    const at = raisedAt(loop);
    expect(at).toBeGreaterThanOrEqual(earliest);
    expect(at).toBeLessThanOrEqual(earliest + 1004);
  });

  test('behind a long text that was sound, within its own 2,000 characters and a look', () => {
    const before = prose(50_000, 3);
    const at = raisedAt(before + 'and so on, '.repeat(2000)) ?? 0;
    expect(at).toBeGreaterThan(before.length + 1999);
    expect(at).toBeLessThanOrEqual(before.length + 2000 + 1004);
  });

  test('in pieces of any size', () => {
    for (const size of [1, 3, 7, 100, 999, 2500, 40_000]) {
      expect(raisedAt('all work and no play. '.repeat(2000), size), `pieces of ${size}`).not.toBeNull();
    }
  });
});

describe('no alarm is raised by', () => {
  const random = seeded(11);
  const table = Array.from(
    { length: 400 },
    (_, row) => `| ${row + 1} | Berth ${row % 12} | ${Math.floor(random() * 900)} t | open |`,
  ).join('\n');
  const wideRule = `|${'---|'.repeat(60)}`;
  const code = Array.from(
    { length: 300 },
    (_, at) => `    if (table[${at}] !== undefined) {\n        total += table[${at}].amount;\n    }\n`,
  ).join('');
  const json = JSON.stringify(
    Array.from({ length: 500 }, (_, at) => ({ id: at, name: `berth-${at % 9}`, open: at % 3 === 0, depth: 12.5 })),
    null,
    2,
  );
  const chinese = Array.from({ length: 900 }, () =>
    String.fromCodePoint(...Array.from({ length: 9 }, () => 0x4e00 + Math.floor(random() * 3000)), 0x3002),
  ).join('');
  const rows: readonly (readonly [string, string])[] = [
    ['prose', prose(200_000, 5)],
    ['prose in Chinese', chinese],
    ['a table of many rows', table],
    ['the rule of a very wide table', `${table}\n${wideRule}\n${table}`],
    ['code with one shape again and again', code],
    ['long JSON', json],
    [
      'rules of 100 characters between sections',
      Array.from({ length: 90 }, (_, at) => `${'='.repeat(100)}\nSection ${at}\n`).join(''),
    ],
    ['one rule of 1,500 characters', prose(900, 1) + '-'.repeat(1500) + prose(900, 2)],
    [
      'a matrix of zeros and few ones',
      Array.from(
        { length: 40 },
        (_, at) => `[${Array.from({ length: 40 }, (__, other) => (other === at ? 1 : 0)).join(', ')}],`,
      ).join('\n'),
    ],
    [
      'a list of dates',
      Array.from(
        { length: 900 },
        (_, at) =>
          `2026-${String((at % 12) + 1).padStart(2, '0')}-${String((at % 28) + 1).padStart(2, '0')}: ${at * 7}`,
      ).join('\n'),
    ],
    ['numbers counted up', Array.from({ length: 5000 }, (_, at) => at).join(' ')],
    [
      'random base64',
      Array.from({ length: 60_000 }, () =>
        'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef+/09'.charAt(Math.floor(random() * 36)),
      ).join(''),
    ],
    ['a refrain of nineteen times', `${prose(480, 8)}\n`.repeat(19)],
    ['a short text that is one loop', 'no '.repeat(600)],
  ];
  test.each(rows)('%s', (_, text) => {
    for (const size of [5, 512]) expect(raisedAt(text, size)).toBeNull();
  });
});

test('the exact borders: 2,000 characters, nine tenths, twenty times', () => {
  expect(endsRepeating('ab'.repeat(999) + 'a')).toBe(false);
  expect(endsRepeating('ab'.repeat(1000))).toBe(true);
  const share = (others: number): string => prose(others, 4).replaceAll('x', 'y') + 'x'.repeat(2000 - others);
  expect([endsRepeating(share(200)), endsRepeating(share(199))]).toEqual([false, true]);
  const piece = prose(150, 9);
  expect([endsRepeating(piece.repeat(20).slice(1)), endsRepeating(piece.repeat(20))]).toEqual([false, true]);
});
