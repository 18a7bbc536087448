// The rehearsal weighing several attempts at one task.

import { expect, test } from 'vitest';
import { weigh } from '../../../src/main/endpoints/rehearsal/decide/weigh.ts';

const attempt = (number: number, text: string, evidence: string) => `## Attempt ${number}\n\n${text}\n\n${evidence}`;

test('of several attempts the one that cites most is taken, without the list of its evidence', () => {
  const text = [
    '# Task\n\nWhat changed?',
    '# Attempts',
    attempt(1, 'Little. [p-0000000a]', 'Its evidence:\n[p-0000000a] one'),
    attempt(2, '## Key points\n\nMuch. [p-0000000a] [p-0000000b]', 'Its evidence:\n[p-0000000a] one\n[p-0000000b] two'),
    attempt(3, 'Nothing.', 'It cites nothing.'),
  ].join('\n\n');
  expect(weigh(text)).toEqual({
    because: [
      '3 attempts are listed; attempt 2 cites the most passages (2).',
      '1 of the 2 others rests on some of the same passages.',
    ],
    answer: '## Key points\n\nMuch. [p-0000000a] [p-0000000b]',
  });
});

test('what only another attempt found is added with its citation, each passage once', () => {
  const text = [
    attempt(1, 'It rained. [p-0000000a] The gate was late. [p-0000000b]', 'Its evidence:\n[p-0000000a] one'),
    attempt(
      2,
      'It rained a lot. [p-0000000a]\n\n- The culvert was blocked. [p-0000000c]',
      'Its evidence:\n[p-0000000c] three',
    ),
    attempt(3, 'The culvert again. [p-0000000c]', 'Its evidence:\n[p-0000000c] three'),
  ].join('\n\n');
  expect(weigh(text)?.answer).toBe(
    'It rained. [p-0000000a] The gate was late. [p-0000000b]\n\nOther attempts also found:\n\n- The culvert was blocked. [p-0000000c]',
  );
});

test('a question without attempts, or with one, is no weighing', () => {
  expect(weigh('What changed?')).toBeNull();
  expect(weigh(attempt(1, 'Alone.', 'It cites nothing.'))).toBeNull();
});
