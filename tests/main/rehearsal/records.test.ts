// Documents put into a form by the rehearsal endpoint: what stands under a name, in whatever shape, goes into the field of that name, and
// a field that the document says nothing on stays empty. The documents and the forms are of this test alone.

import { describe, expect, test } from 'vitest';
import { labelledIn, numberFor, valueFor } from '../../../src/main/endpoints/rehearsal/decide/labelled.ts';
import { runLoop, type TestTool } from './client.ts';

const permit = `# Mooring permit QX-77

Issued: 3 May 2033
Holder: Barge cooperative of Lunt
Length overall: 38.5 m

| Field | Entry |
| --- | --- |
| Berth fee | 1,240 thalers |
| Berth | west basin, ring 4 |

## Conditions

Generators are silent from ten in the evening. The gangway is lit.`;

const form =
  '{"permit": "number of the permit", "holder": "holder", "fee": 0, "length_m": 0, "berth": "berth", "insurer": "insurance company", "conditions": "conditions"}';
const ask = (wish: string) =>
  `Extract one record from the permit below. Answer only with JSON of this form:\n\n\`\`\`json\n${form}\n\`\`\`\n\n${wish}\n\n[m-1] Mooring permit QX-77 · 2033-05-03\n${permit}`;

describe('a record of one document', () => {
  test('takes lines, rows of tables, sections and the number of the title, and leaves null what is not stated', async () => {
    const run = await runLoop([], ask('Write null for what it does not say.'));
    expect(JSON.parse(run.answer)).toEqual({
      permit: 'QX-77',
      holder: 'Barge cooperative of Lunt',
      fee: 1240,
      length_m: 38.5,
      berth: 'west basin, ring 4',
      insurer: null,
      conditions: 'Generators are silent from ten in the evening.',
    });
    expect(run.calls).toEqual([]);
  });

  test('says so in the words that the prompt gives where null is not wanted', async () => {
    const run = await runLoop([], ask('Where it says nothing, write "not given".'));
    expect(JSON.parse(run.answer)).toMatchObject({ insurer: 'not given', fee: 1240 });
  });

  test('is filled from what a tool read as well, with the id of the passage and the date', async () => {
    const opener: TestTool = {
      name: 'opener',
      description: 'Opens a document by its name and returns its full text.',
      parameters: { type: 'object', properties: { file: { type: 'string' } }, required: ['file'] },
      run: () => [{ id: 'm-1', file: 'permit.md', text: permit }],
    };
    const run = await runLoop(
      [opener],
      'Read permit.md and fill this form. Return JSON like {"holder": "", "issued": "date of issue, YYYY-MM-DD", "source": ""}.',
    );
    expect(JSON.parse(run.answer)).toEqual({
      holder: 'Barge cooperative of Lunt',
      issued: '2033-05-03',
      source: 'm-1',
    });
  });

  test('is not made of several documents: those answer a question', async () => {
    const run = await runLoop(
      [],
      'Extract who won what. Answer with JSON such as {"answer": "text", "citations": ["id"]}.\n\n[a-1] Rowing\nThe rowing club won the cup.\n\n[a-2] Chess\nThe chess club won a clock.',
    );
    expect((JSON.parse(run.answer) as { citations: string[] }).citations.toSorted()).toEqual(['a-1', 'a-2']);
  });
});

describe('names and values', () => {
  test('a passage behind the task goes on over blank lines, up to the next one or to a task again', async () => {
    const run = await runLoop(
      [],
      'What does the toll cost?\n\n[t-1] Roads\nThe north road is long.\n\nIt is dry.\n\nThe toll costs 7 thalers.\n\n[t-2] Bridges\nThe bridge is free.',
    );
    expect(run.answer).toBe('The toll costs 7 thalers. [t-1]');
  });

  test('the nearest name wins, and a longer form of the same word counts', () => {
    const values = labelledIn(
      'Gross weight: 12 kg\nNet weight: 10 kg\n\n## Limitations\n\nOnly one scale was used. It is old.',
    );
    expect(valueFor(values, 'delivered kg', 'net weight in kg')?.value).toBe('10 kg');
    expect(valueFor(values, 'limits', '')?.value).toBe('Only one scale was used.');
    expect(valueFor(values, 'colour', 'colour of the paint')).toBeNull();
  });

  test.each([
    ['1,240 thalers', null, 1240],
    ['-11.5 °C', 'c', -11.5],
    ['about 3 crates, 35 kg', 'kg', 35],
    ['2.4 million', null, 2_400_000],
    ['not measured', null, null],
  ])('the number of "%s" with the unit %s is %s', (value, unit, expected) => {
    expect(numberFor(value, unit)).toBe(expected);
  });
});
