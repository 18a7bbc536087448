// Long rehearsals: a given number of calls, every one of them valid and nearly all of them different, at a speed that stays level.

import { expect, test } from 'vitest';
import { runLoop, type TestTool } from './client.ts';
import { arithmetic, nearest, notes } from './world.ts';

const tools: TestTool[] = [
  {
    name: 'sift',
    description: 'Search the archive for passages.',
    parameters: {
      type: 'object',
      properties: {
        q: { type: 'string', minLength: 2, maxLength: 120 },
        limit: { type: 'integer', minimum: 1, maximum: 6 },
        order: { type: 'string', enum: ['new', 'old', 'best'] },
      },
      required: ['q'],
      additionalProperties: false,
    },
    run: ({ q, limit }) =>
      nearest(String(q), typeof limit === 'number' ? limit : 4).map(({ ref, doc, stamp, body }) => ({
        id: ref,
        file: doc,
        date: stamp,
        text: body,
      })),
  },
  {
    name: 'leaf',
    description: 'Read a document, or a part of it.',
    parameters: {
      type: 'object',
      properties: { file: { type: 'string' }, start: { type: 'integer', minimum: 0 } },
      required: ['file'],
      additionalProperties: false,
    },
    run: ({ file }) => notes.find((note) => note.doc === file)?.body ?? `Error: ${String(file)} not found`,
  },
  {
    name: 'abacus',
    description: 'Calculate an arithmetic expression.',
    parameters: {
      type: 'object',
      properties: { expression: { type: 'string' } },
      required: ['expression'],
      additionalProperties: false,
    },
    run: ({ expression }) => ({ result: arithmetic(String(expression)) }),
  },
  {
    name: 'almanac',
    description: 'Current date.',
    parameters: { type: 'object', properties: {} },
    run: () => '2031-10-28',
  },
];
const question =
  'Give a structured brief on the Quillon observatory: mirror, dome, visitors, and by how many percent the cost changed.';

test.each([1, 7, 300, 1000])(
  'a rehearsal of %i steps makes exactly so many valid calls and then answers',
  { timeout: 120_000 },
  async (steps) => {
    const run = await runLoop(tools, question, { steps, mostSteps: steps + 1 });
    expect(run.calls.length).toBe(steps);
    expect(run.calls.map((call) => Number(call.id.split(':')[1]))).toEqual(run.calls.map((_, index) => index));
    const made = run.calls.map((call) => JSON.stringify([call.name, call.input]));
    expect(made.some((call, index) => index >= 2 && call === made[index - 1] && call === made[index - 2])).toBe(false);
    expect(new Set(made).size).toBeGreaterThan(steps * 0.8);
    if (steps >= 300) {
      expect(new Set(run.calls.map((call) => call.name)).size).toBeGreaterThanOrEqual(3);
      expect(run.answer).toContain('[q-');
    }
  },
);

test('a long run with a single tool still makes its calls', { timeout: 60_000 }, async () => {
  const run = await runLoop(tools.slice(0, 1), question, { steps: 120, mostSteps: 121 });
  expect(run.calls.length).toBe(120);
});

test('a long run over nothing but empty results still ends after its calls and says that it found nothing', {
  timeout: 60_000,
}, async () => {
  const empty = [{ ...(tools[0] as TestTool), run: () => [] }];
  const run = await runLoop(empty, question, { steps: 150, mostSteps: 151 });
  expect(run.calls.length).toBe(150);
  expect(run.answer).toMatch(/do not answer/);
});

test('a seed varies a long run, and the same seed repeats it', async () => {
  const callsOf = async (seed: string) =>
    (await runLoop(tools, question, { steps: 40, seed, mostSteps: 41 })).calls.map((call) =>
      JSON.stringify([call.name, call.input]),
    );
  const first = await callsOf('a');
  expect(await callsOf('a')).toEqual(first);
  expect(await callsOf('b')).not.toEqual(first);
});

test('a client that drops early messages does not make the run start anew', async () => {
  const { startRehearsal } = await import('../../../src/main/endpoints/rehearsal/server.ts');
  const { offered, post } = await import('./client.ts');
  const rehearsal = await startRehearsal({ steps: 50 });
  const late = [
    { role: 'user', content: question },
    {
      role: 'assistant',
      reasoning_content: 'I look.',
      tool_calls: [
        { id: 'functions.sift:49', type: 'function', function: { name: 'sift', arguments: '{"q":"mirror"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'functions.sift:49', content: '[]' },
  ];
  const { json } = await post(rehearsal.url, { model: 'rehearsal', messages: late, tools: offered(tools) });
  expect(json.choices[0]?.finish_reason).toBe('stop');
  const noted = [
    { role: 'user', content: question },
    { role: 'user', content: 'Notes so far.\nTool calls made so far: 48.' },
  ];
  const next = await post(rehearsal.url, { model: 'rehearsal', messages: noted, tools: offered(tools) });
  expect(next.json.choices[0]?.message.tool_calls?.[0]?.id).toMatch(/:48$/);
  await rehearsal.close();
});
