// The answers of the rehearsal endpoint: quoted and cited, laid out as asked, frank about conflict and about what is missing.

import { Validator, type Schema } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import { runLoop, type TestTool } from './client.ts';
import { nearest } from './world.ts';

const lens: TestTool = {
  name: 'lens',
  description: 'Search the archive and return passages.',
  parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  run: ({ query }) =>
    nearest(String(query)).map(({ ref, doc, stamp, body }) => ({ id: ref, file: doc, date: stamp, text: body })),
};
const citesOf = (answer: string) => [...new Set([...answer.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1]))];

describe('answers', () => {
  test('every sentence of an answer stands in the passage that it cites', async () => {
    const run = await runLoop(
      [lens],
      'What was the first object that the Quillon observatory saw, and how many visitors came?',
    );
    const passages = new Map(
      run.calls.flatMap((call) =>
        (JSON.parse(call.result) as { id: string; text: string }[]).map(
          (passage) => [passage.id, passage.text] as const,
        ),
      ),
    );
    const cited = [...run.answer.matchAll(/([^[\]]+?)\s*\[([^\]]+)\]/g)];
    expect(cited.length).toBeGreaterThanOrEqual(2);
    for (const [, sentence = '', id = ''] of cited) expect(passages.get(id)).toContain(sentence.trim());
    expect(run.answer).toContain('comet Ulvane');
    expect(run.answer).toContain('1,250 visitors');
  });

  test('a correction is told with what it corrects, the later source last', async () => {
    const run = await runLoop([lens], 'For how many nights was the dome of the Quillon observatory stuck?');
    expect(run.answer).toContain('[q-03]');
    expect(run.answer).toContain('[q-04]');
    expect(run.answer).toMatch(/nine nights[\s\S]*seven nights/);
    expect(run.answer).toContain('corrects');
  });

  test('what nobody wrote about is said to be missing, not invented', async () => {
    const run = await runLoop([lens], 'Who tunes the organ in the cathedral of Zembla?');
    expect(citesOf(run.answer)).toEqual([]);
    expect(run.answer).toMatch(/do not answer/);
  });

  test('without tools it answers from the passages in the prompt, or says that there are none', async () => {
    const given = await runLoop(
      [],
      'What does a ticket cost?\n\n[v-9] Tickets\nA ticket for the pier costs 4 thalers.\n\n[v-10] Boats\nThe boats leave at nine.',
    );
    expect(given.answer).toBe('A ticket for the pier costs 4 thalers. [v-9]');
    const json = await runLoop(
      [],
      'What does a ticket cost?\n[{"id":"v-9","text":"A ticket for the pier costs 4 thalers."},{"id":"v-10","text":"The boats leave at nine."}]',
    );
    expect(json.answer).toBe('A ticket for the pier costs 4 thalers. [v-9]');
    const bare = await runLoop([], 'What does a ticket for the pier cost?');
    expect(bare.answer).toMatch(/^No sources were given/);
  });

  test('sections that the prompt names become the headings, in their order', async () => {
    const run = await runLoop([lens], 'Report on the Quillon observatory: the mirror, the dome and first light.', {
      system: 'Cite by [id]. Use these headings: Summary, Figures, Corrections.',
    });
    expect([...run.answer.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual([
      'Summary',
      'Figures',
      'Corrections',
    ]);
    expect(citesOf(run.answer).length).toBeGreaterThanOrEqual(3);
  });

  test('bullets and a limit of sentences are kept', async () => {
    const bullets = await runLoop([lens], 'List what is known about the Quillon mirror, as bullet points.');
    expect(bullets.answer.split('\n').every((line) => line.startsWith('- '))).toBe(true);
    const one = await runLoop([lens], 'In one sentence: why was the dome of the Quillon observatory stuck?');
    expect(citesOf(one.answer)).toHaveLength(1);
  });

  const schema = {
    type: 'object',
    properties: {
      summary: { type: 'string', minLength: 10 },
      confidence: { type: 'number', minimum: 0, maximum: 1 },
      status: { type: 'string', enum: ['answered', 'insufficient'] },
      claims: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          properties: {
            claim: { type: 'string' },
            passage_id: { type: 'string' },
            date: { type: 'string', format: 'date' },
          },
          required: ['claim', 'passage_id'],
          additionalProperties: false,
        },
      },
    },
    required: ['summary', 'confidence', 'status', 'claims'],
    additionalProperties: false,
  };

  test('an answer in JSON fits the schema of response_format and cites', async () => {
    const run = await runLoop([lens], 'Why was the dome of the Quillon observatory stuck?', {
      extra: { response_format: { type: 'json_schema', json_schema: { name: 'finding', schema } } },
    });
    const value = JSON.parse(run.answer) as { claims: { claim: string; passage_id: string }[] };
    expect(new Validator(schema as Schema, '2020-12').validate(value).valid).toBe(true);
    expect(
      value.claims.some((claim) => claim.claim.includes('bearing') && ['q-03', 'q-04'].includes(claim.passage_id)),
    ).toBe(true);
  });

  test('a schema or an example in the prompt is followed as well', async () => {
    const byExample = await runLoop(
      [lens],
      'Why was the dome of the Quillon observatory stuck? Answer only with JSON of this form:\n```json\n{"answer": "text", "citations": ["id"]}\n```',
    );
    const value = JSON.parse(byExample.answer) as { answer: string; citations: string[] };
    expect(value.answer).toContain('bearing');
    expect(value.citations.length).toBeGreaterThan(0);
    const plain = await runLoop([lens], 'Why was the dome of the Quillon observatory stuck?', {
      extra: { response_format: { type: 'json_object' } },
    });
    expect(Object.keys(JSON.parse(plain.answer) as object)).toEqual(['answer', 'citations']);
  });

  test('plain text results are cited by the tool that returned them', async () => {
    const oracle: TestTool = { ...lens, name: 'oracle', run: () => 'The dome was stuck because of a worn bearing.' };
    const run = await runLoop([oracle], 'Why was the dome stuck?');
    expect(run.answer).toBe('The dome was stuck because of a worn bearing. [oracle]');
  });

  test('a result that was shortened on its way still yields its whole passages', async () => {
    const clipped: TestTool = {
      ...lens,
      run: ({ query }) =>
        `${JSON.stringify(nearest(String(query), 6).map(({ ref, body }) => ({ id: ref, text: body }))).slice(0, 420)}\n[… 900 chars elided]`,
    };
    const run = await runLoop([clipped], 'Why was the dome of the Quillon observatory stuck?');
    expect(run.answer).toMatch(/bearing.*\[q-0[34]\]/);
  });
});
