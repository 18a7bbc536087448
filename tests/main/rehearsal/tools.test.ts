// The rehearsal endpoint with tools that it has never seen: odd names, other languages, every kind of schema. Each call is checked
// against its schema by the client; here is checked that the right tool is called with the right thing.

import { describe, expect, test } from 'vitest';
import { runLoop, type MadeCall, type TestTool } from './client.ts';
import { arithmetic, nearest, notes } from './world.ts';

const namesOf = (calls: readonly MadeCall[]) => calls.map((call) => call.name);
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const hits = (query: unknown, since?: unknown) =>
  nearest(String(query), 4, typeof since === 'string' ? since : '').map(({ ref, doc, headline, stamp, body }) => ({
    ref,
    doc,
    headline,
    published: stamp,
    text: body,
  }));

const foo: TestTool = {
  name: 'foo',
  description: 'Finds the notes in the observatory archive that come nearest to some words.',
  parameters: object(
    {
      words: { type: 'string', description: 'What to look for, in natural language.' },
      not_before: { type: 'string', format: 'date', description: 'Earliest date of a note.' },
    },
    ['words'],
  ),
  run: ({ words, not_before }) => ({ hits: hits(words, not_before) }),
};
const bar: TestTool = {
  name: 'bar',
  description: 'Works out the value of an arithmetic expression.',
  parameters: object(
    { sum: { type: 'string', description: 'The arithmetic expression, with + - * / and brackets.' } },
    ['sum'],
  ),
  run: ({ sum }) => ({ value: arithmetic(String(sum)) }),
};
const baz: TestTool = {
  name: 'baz',
  description: 'Tells what day it is today.',
  parameters: object({}),
  run: () => ({ day: '2031-10-28' }),
};
const qux: TestTool = {
  name: 'qux',
  description: 'Opens one note of the archive and returns its full text.',
  parameters: object({ doc: { type: 'string', description: 'Name of the note, as a search returned it.' } }, ['doc']),
  run: ({ doc }) => {
    const found = notes.find((note) => note.doc === doc);
    return found === undefined
      ? { error: `no such note: ${String(doc)}` }
      : { doc: found.doc, ref: found.ref, text: found.body };
  },
};

describe('tools it has never seen', () => {
  test('tools named foo, bar, baz and qux are told apart by what they say they do', async () => {
    const run = await runLoop(
      [qux, baz, foo, bar],
      'By how many percent did the mirror of the Quillon observatory become more expensive, and why?',
    );
    expect(namesOf(run.calls)[0]).toBe('foo');
    expect(namesOf(run.calls)).toContain('qux');
    expect(namesOf(run.calls)).toContain('bar');
    expect(namesOf(run.calls)).not.toContain('baz');
    const computed = run.calls.find((call) => call.name === 'bar');
    expect(Number(JSON.parse(computed?.result ?? '{}').value)).toBeCloseTo(15, 6);
    expect(run.answer).toContain('15 %');
    expect(run.answer).toContain('[q-01]');
    expect(run.answer).toContain('[q-02]');
    expect(run.answer).toContain('second polishing');
    expect(run.calls.length).toBeGreaterThanOrEqual(4);
    expect(run.calls.length).toBeLessThanOrEqual(14);
  });

  test('a span of time is asked for by its date, after the date has been learnt', async () => {
    const run = await runLoop([foo, baz], 'What happened at the Quillon observatory in the last two weeks?');
    expect(namesOf(run.calls)[0]).toBe('baz');
    expect(run.calls[1]).toMatchObject({ name: 'foo', input: { not_before: '2031-10-14' } });
    expect(run.answer).toContain('[q-05]');
    expect(run.answer).not.toContain('640 thousand');
  });

  test('what retrieval returned is followed up, and no call is made twice', async () => {
    const run = await runLoop([foo, qux], 'Why was the dome of the Quillon observatory stuck?');
    const made = run.calls.map((call) => JSON.stringify([call.name, call.input]));
    expect(new Set(made).size).toBe(made.length);
    const opened = run.calls.find((call) => call.name === 'qux');
    expect(['dome.md', 'dome-correction.md']).toContain(opened?.input['doc']);
    expect(run.reasoning.every((reasoning) => reasoning.length > 20)).toBe(true);
  });

  test('German descriptions are understood', async () => {
    const suche: TestTool = {
      name: 'archiv_abfrage',
      description: 'Durchsucht das Archiv nach Textstellen, die zu einem Suchbegriff passen.',
      parameters: object(
        {
          suchbegriff: { type: 'string', minLength: 3, maxLength: 60 },
          anzahl: { type: 'integer', minimum: 1, maximum: 5 },
        },
        ['suchbegriff', 'anzahl'],
      ),
      run: ({ suchbegriff }) => ({
        treffer: hits(suchbegriff).map(({ ref, text }) => ({ kennung: ref, textstelle: text })),
      }),
    };
    const rechner: TestTool = {
      name: 'r2',
      description: 'Berechnet den Wert eines Rechenausdrucks.',
      parameters: object({ ausdruck: { type: 'string', pattern: '^[0-9+*/(). -]+$' } }, ['ausdruck']),
      run: ({ ausdruck }) => String(arithmetic(String(ausdruck))),
    };
    const datum: TestTool = {
      name: 'kal',
      description: 'Gibt das heutige Datum zurück.',
      parameters: object({ zeitzone: { type: 'string' } }),
      run: () => '28.10.2031',
    };
    const run = await runLoop(
      [rechner, datum, suche],
      'Quillon: Um wie viel Prozent wurde der Spiegel (mirror) teurer als bestellt (ordered)?',
    );
    expect(namesOf(run.calls)[0]).toBe('archiv_abfrage');
    expect(namesOf(run.calls)).toContain('r2');
    expect(run.answer).toMatch(/\[q-0[12]\]/);
    const dated = await runLoop(
      [rechner, datum, suche],
      'Was geschah in den letzten zwei Wochen bei Quillon (comet, visitors)?',
    );
    expect(namesOf(dated.calls)[0]).toBe('kal');
  });

  test('Chinese descriptions are understood, and a Chinese question is answered from Chinese text', async () => {
    const search: TestTool = {
      name: 'tool_7',
      description: '在资料库中检索与问题最相关的段落。',
      parameters: object(
        {
          查询: { type: 'string', description: '检索词' },
          条数: { type: 'integer', minimum: 1, maximum: 20, default: 5 },
        },
        ['查询'],
      ),
      run: () => ({
        结果: [
          { 编号: 'h-1', 内容: '海港电池的成本从4.1亿元上升到4.5亿元。' },
          { 编号: 'h-2', 内容: '电池项目由市议会批准。' },
          { 编号: 'h-3', 内容: '足球队昨晚输了比赛。' },
        ],
      }),
    };
    const compute: TestTool = {
      name: 'tool_8',
      description: '计算算式的值。',
      parameters: object({ 算式: { type: 'string' } }, ['算式']),
      run: (input) => ({ 结果: arithmetic(String(input['算式'])) }),
    };
    const run = await runLoop([compute, search], '海港电池的成本变化了百分之多少？');
    expect(namesOf(run.calls)[0]).toBe('tool_7');
    expect(run.calls.find((call) => call.name === 'tool_8')?.input['算式']).toBe('(4.5 - 4.1) / 4.1 * 100');
    expect(run.answer).toContain('[h-1]');
    expect(run.answer).not.toContain('足球');
  });

  test('nested objects, enums, bounds, lists and references of a schema are filled to fit', async () => {
    const parameters = {
      type: 'object',
      $defs: {
        range: {
          type: 'object',
          properties: { from: { type: 'string', format: 'date' }, to: { type: 'string', format: 'date' } },
          required: ['from', 'to'],
          additionalProperties: false,
        },
      },
      properties: {
        request: {
          type: 'object',
          properties: {
            keywords: {
              type: 'array',
              items: { type: 'string', minLength: 2, maxLength: 40 },
              minItems: 2,
              maxItems: 4,
              uniqueItems: true,
            },
            published: { $ref: '#/$defs/range' },
            section: { enum: ['sports', 'observatory', 'markets'] },
            page: { type: 'integer', minimum: 1, maximum: 9 },
            weight: { type: 'number', exclusiveMinimum: 0, maximum: 1, multipleOf: 0.25 },
            mode: { const: 'strict' },
            also: { anyOf: [{ type: 'null' }, { type: 'string' }] },
          },
          required: ['keywords', 'published', 'section', 'page', 'weight', 'mode', 'also'],
          additionalProperties: false,
        },
      },
      required: ['request'],
      additionalProperties: false,
    };
    const nested: TestTool = {
      name: 'n',
      description: 'Search for notes in the archive.',
      parameters,
      run: (input) => hits(((input['request'] as { keywords: string[] }).keywords ?? []).join(' ')),
    };
    const run = await runLoop([nested, baz], 'What did the Quillon observatory report in the last three weeks?');
    const first = run.calls.find((call) => call.name === 'n')?.input['request'];
    expect(first).toMatchObject({
      section: 'observatory',
      mode: 'strict',
      published: { from: '2031-10-07', to: '2031-10-28' },
    });
  });

  test('a calculator with an operation and two numbers gets the earlier figure first', async () => {
    const calculator: TestTool = {
      name: 'op',
      description: 'Does arithmetic on two numbers.',
      parameters: object(
        {
          operation: { type: 'string', enum: ['add', 'subtract', 'percent_change'] },
          old: { type: 'number' },
          new: { type: 'number' },
        },
        ['operation', 'old', 'new'],
      ),
      run: (input) => ({ result: ((Number(input['new']) - Number(input['old'])) / Number(input['old'])) * 100 }),
    };
    const run = await runLoop(
      [foo, calculator],
      'What is the percent change of the cost of the Quillon mirror from order to bill?',
    );
    expect(run.calls.find((call) => call.name === 'op')?.input).toEqual({
      operation: 'percent_change',
      old: 640,
      new: 736,
    });
    expect(run.answer).toContain('15 %');
  });

  test('a calculation that the question spells out is done at once', async () => {
    const run = await runLoop([foo, bar], 'What is (17.5 + 4) * 3?');
    expect(run.calls.map((call) => call.input)).toEqual([{ sum: '(17.5 + 4) * 3' }]);
    expect(run.answer).toContain('64.5');
  });

  test('a tool whose schema cannot be satisfied is left alone rather than called wrongly', async () => {
    const impossible = {
      ...foo,
      name: 'never',
      parameters: object({ words: { type: 'string', not: { minLength: 1 } } }, ['words']),
    };
    const run = await runLoop([impossible], 'Why was the dome of the Quillon observatory stuck?');
    expect(run.calls).toEqual([]);
  });

  test('a speciality is used for each thing that the question names', async () => {
    const weather: TestTool = {
      name: 'zz_meteo',
      description: 'Weather forecast for a town.',
      parameters: object({ town: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } }, [
        'town',
      ]),
      run: ({ town }) => ({ temperature: String(town).length * 2, sky: 'clear' }),
    };
    const run = await runLoop([weather, bar], 'What will the weather be in Ostheim and in Belmarsh?');
    expect(new Set(run.calls.map((call) => call.input['town']))).toEqual(new Set(['Belmarsh', 'Ostheim']));
    expect(run.calls).toHaveLength(2);
    expect(new Set(run.calls.map((call) => call.step)).size).toBe(1);
    expect(run.answer).toContain('14');
    expect(run.answer).toContain('16');
  });

  test('a list and a reader are enough where there is no search', async () => {
    const shelf: TestTool = {
      name: 'inv',
      description: 'Lists all documents of the archive.',
      parameters: object({}),
      run: () => ({ documents: notes.map((note) => ({ doc: note.doc, headline: note.headline })) }),
    };
    const run = await runLoop([qux, shelf], 'Why was the dome of the Quillon observatory stuck?', {});
    expect(namesOf(run.calls)[0]).toBe('inv');
    expect(namesOf(run.calls)).toContain('qux');
  });

  test('a tool that writes is left alone unless the task asks for it', async () => {
    const written: unknown[] = [];
    const send: TestTool = {
      name: 'pigeon',
      description: 'Sends a message to a recipient by email.',
      parameters: object({ recipient: { type: 'string', format: 'email' }, body: { type: 'string' } }, [
        'recipient',
        'body',
      ]),
      run: (input) => {
        written.push(input);
        return { ok: true };
      },
    };
    await runLoop([foo, send], 'Why was the dome of the Quillon observatory stuck?');
    expect(written).toEqual([]);
    const empty = await runLoop([send], 'Why was the dome of the Quillon observatory stuck?');
    expect(empty.calls).toEqual([]);
  });

  test('a person is asked only where the sources leave the question open', async () => {
    const person: TestTool = {
      name: 'pp',
      description: 'Asks a person and returns what they answer.',
      parameters: object({ question: { type: 'string' } }, ['question']),
      run: () => 'I do not know.',
    };
    const open = await runLoop([foo, person], 'Who tunes the organ in the cathedral of Zembla?');
    expect(namesOf(open.calls)).toContain('pp');
    const settled = await runLoop([foo, person], 'Why was the dome of the Quillon observatory stuck?');
    expect(namesOf(settled.calls)).not.toContain('pp');
  });
});

test('calls fit schemas that were drawn by chance, whatever the question', { timeout: 60_000 }, async () => {
  const seed = Number(process.env['LONGLINE_SEED'] ?? 20_261_124);
  let state = seed;
  const draw = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pick = <T>(items: readonly T[]): T => items[draw(items.length)] as T;
  const words = [
    'query',
    'since',
    'page',
    'filter',
    'tags',
    'ref',
    'unit',
    'mode',
    'text',
    'n',
    'lang',
    'menge',
    'ort',
    '查询',
  ];
  const schemaOf = (depth: number): Record<string, unknown> => {
    const kind = draw(depth > 2 ? 8 : 11);
    if (kind === 0) return { type: 'string', minLength: draw(6), maxLength: 6 + draw(30) };
    if (kind === 1) return { type: 'string', format: pick(['date', 'date-time', 'email', 'uri', 'uuid', 'time']) };
    if (kind === 2)
      return {
        type: 'string',
        pattern: pick(['^[A-Z]{3}-\\d{4}$', '^(low|high)$', '^\\d{4}-\\d{2}-\\d{2}$', '^[a-f0-9]{8,12}$']),
      };
    if (kind === 3) return { type: 'integer', minimum: draw(5), maximum: 5 + draw(20) };
    if (kind === 4) return { type: 'number', exclusiveMinimum: 0, maximum: 1 + draw(3), multipleOf: 0.25 };
    if (kind === 5) return { enum: [pick(['a', 'observatory']), 7, null, true] };
    if (kind === 6) return { type: pick([['string', 'null'], 'boolean']) };
    if (kind === 7) return { const: pick(['fixed', 3]) };
    if (kind === 8) return { type: 'array', items: schemaOf(depth + 1), minItems: draw(2), maxItems: 3 };
    if (kind === 9) return { oneOf: [{ type: 'null' }, schemaOf(depth + 1)] };
    return objectOf(depth + 1);
  };
  const objectOf = (depth: number): Record<string, unknown> => {
    const names = [...new Set(Array.from({ length: 1 + draw(4) }, () => pick(words)))];
    const properties = Object.fromEntries(names.map((name) => [name, schemaOf(depth)]));
    return { type: 'object', properties, required: names.filter(() => draw(2) === 0), additionalProperties: false };
  };
  for (let round = 0; round < 300; round += 1) {
    const parameters = objectOf(0);
    const description = pick([
      'Search the archive.',
      'Reads a note.',
      'Durchsucht das Archiv.',
      '检索资料。',
      'Weather forecast.',
      'Calculates.',
      '',
    ]);
    const tool: TestTool = { name: 'drawn', description, parameters, run: () => hits('Quillon') };
    const drawn = `seed ${seed}, round ${round}, ${JSON.stringify(parameters)}`;
    const run = await runLoop(
      [tool],
      pick(['Why was the dome of Quillon stuck?', 'Wie hoch waren die Kosten?', '圆顶为什么卡住了？', '?']),
      draw(2) === 0 ? { steps: 3 } : {},
    ).catch((thrown: unknown) => thrown);
    expect(run, drawn).not.toBeInstanceOf(Error);
  }
});

describe('errors of tools', () => {
  const failing = (
    complaint: (input: Readonly<Record<string, unknown>>) => string | null,
    tool: TestTool = foo,
  ): TestTool => ({ ...tool, run: (input) => complaint(input) ?? tool.run(input) });
  const corrected = async (
    tool: TestTool,
    question = 'Why was the dome of the Quillon observatory stuck in the last four weeks?',
  ) => {
    const run = await runLoop([tool, baz], question);
    const made = run.calls.map((call) => JSON.stringify([call.name, call.input]));
    expect(new Set(made).size).toBe(made.length);
    return run;
  };

  test('a date in the wrong form is written in the form that the error names', async () => {
    const strict = {
      ...foo,
      parameters: object({ words: { type: 'string' }, since: { type: 'string', description: 'Start date.' } }, [
        'words',
        'since',
      ]),
    };
    const run = await corrected(
      failing(
        (input) =>
          /^\d\d\.\d\d\.\d{4}$/.test(String(input['since']))
            ? null
            : `Error: since must be a date of the form DD.MM.YYYY, not ${String(input['since'])}`,
        strict,
      ),
    );
    expect(
      run.calls.filter((call) => call.name === 'foo').at(1)?.input['since'] ?? run.calls.at(-1)?.input['since'],
    ).toMatch(/^\d\d\.\d\d\.\d{4}$/);
    expect(run.answer).toContain('bearing');
  });

  test('a value out of range is brought into it', async () => {
    const wide = {
      ...foo,
      parameters: object({ words: { type: 'string' }, k: { type: 'integer', minimum: 1, default: 50 } }, [
        'words',
        'k',
      ]),
    };
    const run = await corrected(
      failing(
        (input) =>
          Number(input['k']) <= 20 ? null : '{"error":{"code":"bad_value","message":"k must be at most 20"}}',
        wide,
      ),
    );
    expect(run.calls.some((call) => call.input['k'] === 20)).toBe(true);
    expect(run.answer).toContain('bearing');
  });

  test('an allowed value that the error lists is taken', async () => {
    const picky = {
      ...foo,
      parameters: object({ words: { type: 'string' }, shelf: { type: 'string', description: 'Name of the shelf.' } }, [
        'words',
        'shelf',
      ]),
    };
    const run = await corrected(
      failing(
        (input) =>
          input['shelf'] === 'sky-notes' ? null : 'Error: unknown shelf. Must be one of: sky-notes, town-notes',
        picky,
      ),
    );
    expect(run.calls.some((call) => call.input['shelf'] === 'sky-notes')).toBe(true);
    expect(run.answer).toContain('bearing');
  });

  test('a missing argument is added and an unknown one is left out', async () => {
    const loose = {
      ...foo,
      parameters: {
        type: 'object',
        properties: { words: { type: 'string' }, reason: { type: 'string' } },
        required: ['words'],
      },
    };
    const run = await corrected(
      failing(
        (input) => (typeof input['reason'] === 'string' ? null : 'Error: missing required argument: reason'),
        loose,
      ),
    );
    expect(run.calls.some((call) => typeof call.input['reason'] === 'string')).toBe(true);
    expect(run.answer).toContain('bearing');
  });

  test('a tool that always fails is given up, another of its purpose is used, and the answer stays honest', async () => {
    const broken: TestTool = {
      ...foo,
      name: 'broken',
      run: () => ({ isError: true, content: 'The index is damaged.' }),
    };
    const both = await runLoop([broken, foo], 'Why was the dome of the Quillon observatory stuck?');
    expect(namesOf(both.calls).filter((name) => name === 'broken').length).toBeLessThanOrEqual(3);
    expect(both.answer).toContain('bearing');
    const alone = await runLoop([broken], 'Why was the dome of the Quillon observatory stuck?');
    expect(alone.calls.length).toBeLessThanOrEqual(4);
    expect(alone.answer).not.toContain('bearing');
    expect(alone.answer).toContain('The index is damaged.');
  });
});
