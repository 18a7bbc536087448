// Drafts that the rehearsal endpoint checks and revises: verdicts that can be followed, changes that leave the rest alone. The drafts and
// checklists are of this test alone.

import { describe, expect, test } from 'vitest';
import { attemptOf, fromAttempt } from '../../../src/main/endpoints/rehearsal/decide/attempt.ts';
import { partNamed, draftPart } from '../../../src/main/endpoints/rehearsal/decide/prompt-parts.ts';
import { checkedDraftIn, reviewOf, unmetIn } from '../../../src/main/endpoints/rehearsal/decide/review.ts';
import { runLoop, type TestTool } from './client.ts';
import { nearest } from './world.ts';

const draft = `## The dome

- The dome was stuck for nine nights. [q-03]
- Visitors can call 0700 1234 on weekdays.

## First light

It was seen on 18 October. [q-05]`;

const passages =
  '[q-03] Dome stuck\nThe dome of the Quillon observatory was stuck for seven nights.\n\n[q-05] First light\nFirst light was on 18 October 2031.';

function verdicts(checklist: string): string[] {
  const checked = checkedDraftIn(`Check the draft.\n\n# Checklist\n\n${checklist}\n\n# Draft\n\n${draft}`);
  const answer = checked === null ? '' : reviewOf(checked, []).answer;
  return [...answer.matchAll(/^- (Met|Not met):/gm)].map((match) => match[1] ?? '');
}

describe('a review', () => {
  test.each([
    ['It says how many nights the dome was stuck.', 'Met'],
    ['It says how many mirrors were ordered.', 'Not met'],
    ['It gives the day of first light.', 'Met'],
    ['It gives the day on which the mirror was delivered.', 'Not met'],
    ['It gives a telephone number.', 'Met'],
    ['It gives an e-mail address.', 'Not met'],
    ['It does not mention Ostara Wengler.', 'Met'],
    ['It does not mention visitors.', 'Not met'],
    ['It has no more than 40 words.', 'Met'],
    ['It has no more than 12 words.', 'Not met'],
    ['It has at most 3 sentences.', 'Met'],
    ['Every sentence cites its source.', 'Not met'],
  ])('judges "%s" as %s', (point, verdict) => {
    expect(verdicts(point)).toEqual([verdict]);
  });

  test('goes point by point, counts, and finds a figure that its passage does not hold', async () => {
    const run = await runLoop(
      [],
      `Review the draft.\n\n<checklist>\n1. It says how long the dome was stuck.\n2. Every figure stands in the passage that is cited.\n</checklist>\n\n<draft>\nThe dome was stuck for 9 nights. [q-03]\n</draft>\n\n${passages}`,
    );
    expect(run.answer.split('\n')[0]).toBe('1 of 2 points is met.');
    expect(run.answer).toContain('- Not met: Every figure stands in the passage that is cited. 9');
    expect(run.answer).toContain('does not stand in what is cited');
    expect(unmetIn(run.answer)).toEqual(['Every figure stands in the passage that is cited.']);
  });

  test('is not made where there is no checklist or no draft', () => {
    expect(checkedDraftIn(`Check this.\n\n# Draft\n\n${draft}`)).toBeNull();
    expect(checkedDraftIn('Check this.\n\n# Checklist\n\n- It is short.')).toBeNull();
  });

  test('a draft keeps the headings of its own', () => {
    expect(partNamed(`# Checklist\n\n- a\n\n# Draft\n\n${draft}`, draftPart)).toBe(draft);
  });
});

describe('a revision', () => {
  const lens: TestTool = {
    name: 'lens',
    description: 'Search the archive and return passages.',
    parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
    run: ({ query }) =>
      nearest(String(query)).map(({ ref, doc, stamp, body }) => ({ id: ref, file: doc, date: stamp, text: body })),
  };
  const revise = async (changes: string) =>
    (await runLoop([lens], `Revise the draft.\n\n# Changes wanted\n\n${changes}\n\n# Draft\n\n${draft}`)).answer;

  test('leaves out what is to go, and everything else stays word for word', async () => {
    expect(await revise('Leave out the visitors.')).toBe(
      draft.replace('\n- Visitors can call 0700 1234 on weekdays.', ''),
    );
  });

  test('replaces a wording by another', async () => {
    expect(await revise('Replace "nine nights" with "seven nights".')).toBe(
      draft.replace('nine nights', 'seven nights'),
    );
  });

  test('adds from the sources, with the citation, under the heading that it belongs to', async () => {
    const answer = await revise('Say what the ticket costs.');
    expect(answer).toContain('A ticket costs 6 thalers. [q-06]');
    for (const line of draft.split('\n')) expect(answer).toContain(line);
  });

  test('cuts to a length, and says which wish could not be met', async () => {
    const short = await revise('At most 20 words.');
    expect(short.replaceAll(/\[[^\]]+\]|^#.*$/gm, ' ').match(/[\p{L}\d]+/gu)?.length).toBeLessThanOrEqual(20);
    const asked = await revise('Leave out the organ of the cathedral.');
    expect(asked).toBe(
      `${draft}\n\nNot changed: “Leave out the organ of the cathedral.” The draft does not speak of it.`,
    );
  });
});

describe('several attempts at one task', () => {
  test('are told apart by the name of the conversation, and by nothing else of it', () => {
    expect(attemptOf('01ABC/judge~1/judge')).toBe(0);
    expect(attemptOf('01XYZ/judge~3/judge')).toBe(2);
    expect(attemptOf('01XYZ/rows[4]/judge~2/judge')).toBe(1);
    expect(attemptOf('01XYZ/judge')).toBe(0);
    expect(attemptOf(undefined)).toBe(0);
    expect(fromAttempt(['a', 'b', 'c'], 4)).toEqual(['b', 'c', 'a']);
  });

  test('begin to look in different places, each the same way every time', async () => {
    const lens: TestTool = {
      name: 'lens',
      description: 'Search the archive and return passages.',
      parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
      run: ({ query }) => nearest(String(query)).map(({ ref, body }) => ({ id: ref, text: body })),
    };
    const queries = async (key: string) =>
      (
        await runLoop([lens], 'What happened at the Quillon observatory: the mirror, the dome, or first light?', {
          extra: { prompt_cache_key: key },
        })
      ).calls.map((call) => String(call.input['query']));
    const [first, second] = [await queries('a/x~1/x'), await queries('a/x~2/x')];
    expect(second).not.toEqual(first);
    expect(await queries('b/x~2/x')).toEqual(second);
    expect(await queries('b/x')).toEqual(first);
  });
});
