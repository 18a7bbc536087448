// Short questions with one or two tools, as a person would try them first: the date, a sum with a scale word, the weather, a search.
// Each checks what is sent to the tool and what the answer says about it.

import { describe, expect, test } from 'vitest';
import { spelledExpressionOf } from '../../../src/main/endpoints/rehearsal/decide/figures.ts';
import { runLoop, type TestTool } from './client.ts';
import { arithmetic, nearest } from './world.ts';

const object = (properties: object, required: readonly string[] = []) => ({ type: 'object', properties, required });

describe('the date', () => {
  const clock: TestTool = {
    name: 'zz9',
    description: 'Tells the current date and time.',
    parameters: object({}),
    run: () => '2031-10-28T09:15:00Z',
  };
  for (const question of [
    'What day is it?',
    'What is the date today?',
    'Welches Datum haben wir heute?',
    'What time is it?',
  ]) {
    test(`"${question}" is answered with what the clock returned`, async () => {
      const run = await runLoop([clock], question);
      expect(run.calls.map((call) => call.name)).toEqual(['zz9']);
      expect(run.answer).toContain('2031-10-28');
      expect(run.answer).toContain('[zz9]');
    });
  }
});

describe('arithmetic with words of scale', () => {
  const reckon: TestTool = {
    name: 'reckon',
    description: 'Evaluates an arithmetic expression.',
    parameters: object({ expression: { type: 'string' } }, ['expression']),
    run: ({ expression }) => String(arithmetic(String(expression))),
  };
  for (const [question, value] of [
    ['What is 18.5 % of 412 million?', 76_220_000],
    ['Was sind 5 Prozent von 3 Milliarden?', 150_000_000],
    ['Was sind 5 % von 2 Mio. Euro?', 100_000],
    ['3 万 + 2 亿 是多少？', 200_030_000],
    ['What is 3 thousand * 4?', 12_000],
  ] as const) {
    test(`"${question}" keeps the scale`, async () => {
      const run = await runLoop([reckon], question);
      expect(Number(run.calls[0]?.result)).toBeCloseTo(value, 3);
    });
  }

  test('a figure with a word of scale alone is no calculation', () => {
    expect(spelledExpressionOf('How far is the cost above the 412 million first planned?')).toBeNull();
    expect(spelledExpressionOf('What is 412 million + 3 million?')).toBe('(412 * 1000000) + (3 * 1000000)');
  });

  test('the text that the tool returned is the answer', async () => {
    const speaking: TestTool = {
      ...reckon,
      run: ({ expression }) => ({ value: arithmetic(String(expression)), text: '76.22 million' }),
    };
    const run = await runLoop([speaking], 'What is 18.5 % of 412 million?');
    expect(run.answer).toContain('76.22 million');
  });
});

describe('arguments that the question states', () => {
  const weather: TestTool = {
    name: 'weather',
    description: 'Tells the weather in a city.',
    parameters: object(
      {
        city: { type: 'string' },
        days: { type: 'integer', minimum: 1, maximum: 10 },
        scale: { type: 'string', enum: ['celsius', 'fahrenheit'] },
      },
      ['city'],
    ),
    run: ({ city }) => ({ city, sky: 'clear', high: 7 }),
  };

  test('an optional number before a noun that its name holds is sent', async () => {
    const run = await runLoop([weather], 'What will the weather be in Oslo for the next 3 days?');
    expect(run.calls[0]?.input).toEqual({ city: 'Oslo', days: 3 });
    expect(run.answer).not.toMatch(/No source/);
    expect(run.answer).toContain('clear');
  });

  test('an optional choice is sent when the question names one of its values, else left out', async () => {
    const named = await runLoop([weather], 'What will the weather be in Oslo, in fahrenheit?');
    expect(named.calls[0]?.input).toEqual({ city: 'Oslo', scale: 'fahrenheit' });
    const unnamed = await runLoop([weather], 'What is the weather in Oslo?');
    expect(unnamed.calls[0]?.input).toEqual({ city: 'Oslo' });
  });

  test('a name that no result holds is still said to be missing', async () => {
    const lost = await runLoop(
      [
        {
          ...weather,
          parameters: object({ area: { type: 'string', enum: ['north', 'south'] } }, ['area']),
          run: () => ({ sky: 'clear' }),
        },
      ],
      'What is the weather in Oslo?',
    );
    expect(lost.answer).toContain('"Oslo"');
  });
});

describe('searches', () => {
  const search = (extra: object, required: readonly string[]): TestTool => ({
    name: 'lens',
    description: 'Searches the archive and returns passages.',
    parameters: object({ query: { type: 'string' }, ...extra }, ['query', ...required]),
    run: ({ query }) => nearest(String(query)).map(({ ref, body }) => ({ id: ref, text: body })),
  });
  for (const name of ['limit', 'max_hits', 'top_k', 'count', 'n']) {
    test(`a required \`${name}\` without default asks for several results`, async () => {
      const tool = search({ [name]: { type: 'integer', minimum: 1, maximum: 20 } }, [name]);
      const run = await runLoop([tool], 'Why was the dome of the Quillon observatory stuck?');
      expect(run.calls.map((call) => Number(call.input[name])).every((count) => count >= 5 && count <= 20)).toBe(true);
    });
  }

  test('no search repeats the terms of another with only a different limit', async () => {
    const tool = search({ limit: { type: 'integer', minimum: 1, maximum: 20 } }, ['limit']);
    const run = await runLoop([{ ...tool, run: () => [] }], 'Warum war die Brücke so teuer?');
    const terms = run.calls.map((call) => String(call.input['query']).toLowerCase().split(' ').toSorted().join(' '));
    expect(terms.length).toBeGreaterThan(1);
    expect(new Set(terms).size).toBe(terms.length);
  });
});

describe('what it says of its tools', () => {
  test('that none of the offered tools fits is not told as if there were none', async () => {
    const tool = (name: string, description: string): TestTool => ({
      name,
      description,
      parameters: object({ colour: { type: 'string' } }, ['colour']),
      run: () => 'done',
    });
    const run = await runLoop(
      [tool('paint', 'Mixes a colour of paint.'), tool('dye', 'Dyes wool in a colour.')],
      'Who won the regatta at Zembla?',
    );
    expect(run.calls).toEqual([]);
    expect(run.answer).toContain('None of the 2 offered tools fits the question');
    expect(run.reasoning.join(' ')).toContain('None of the 2 offered tools fits the question');
  });

  test('one passage is not called passages', async () => {
    const lens: TestTool = {
      name: 'lens',
      description: 'Searches the archive and returns passages.',
      parameters: object({ query: { type: 'string' } }, ['query']),
      run: () => [{ id: 'q-03', text: 'A worn bearing kept the dome of the Quillon observatory stuck.' }],
    };
    const run = await runLoop([lens], 'Why was the dome of the Quillon observatory stuck?');
    expect(run.reasoning.join(' ')).toMatch(/\b1 (?:relevant )?passage\b/);
    expect(run.reasoning.join(' ')).not.toMatch(/\b1 (?:relevant )?passages/);
  });
});

test('a question with two sides over longer reports is answered for each side, with its reasons', async () => {
  const pages = [
    [
      'a1',
      'In Tarn, heating costs rose by 4 percent. Costs in Tarn rose because electricity was dear. The flow in Tarn was 60 degrees due to the old radiators. Heating costs in Tarn were measured in 61 dwellings.',
    ],
    [
      'b1',
      'In Velm, heating costs fell by 11 percent. Costs in Velm fell because the radiators were replaced. The reason for the lower heating costs in Velm was a tariff for heat pumps. Heating costs in Velm were read in 240 dwellings.',
    ],
  ] as const;
  const lens: TestTool = {
    name: 'lens',
    description: 'Searches the reports and returns passages.',
    parameters: object({ query: { type: 'string' } }, ['query']),
    run: () => pages.map(([id, text]) => ({ id, text })),
  };
  const run = await runLoop([lens], 'Why do Tarn and Velm disagree on heating costs?');
  const cites = [...run.answer.matchAll(/\[([ab]1)\]/g)].map((match) => match[1]);
  expect(cites.length).toBeGreaterThanOrEqual(5);
  expect(cites.length).toBeLessThanOrEqual(10);
  expect(run.answer).toContain('because electricity was dear');
  expect(run.answer).toContain('because the radiators were replaced');
});

test('a limit on the first part of an answer is not a limit on the whole', async () => {
  const lens: TestTool = {
    name: 'lens',
    description: 'Searches the archive and returns passages.',
    parameters: object({ query: { type: 'string' } }, ['query']),
    run: ({ query }) => nearest(String(query), 8).map(({ ref, body }) => ({ id: ref, text: body })),
  };
  const run = await runLoop(
    [lens],
    'Why was the dome of the Quillon observatory stuck, and why was the mirror so dear?',
    {
      system: 'First the answer in two sentences, then the findings, then what is open.',
    },
  );
  expect([...run.answer.matchAll(/\[q-\d\d\]/g)].length).toBeGreaterThanOrEqual(4);
});
