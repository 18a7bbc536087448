// What the loop does with guards, shared calls and approvals, over the driver with scripted hands.

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/shared/json/value.ts';
import type { RunEvent } from '../../../src/shared/run/events.ts';
import { resumeRun, startRun } from '../../kit/drive-run.ts';
import { memoryJournal } from '../../kit/memory-journal.ts';
import { agentPipeline, compiled, node, testModel } from '../../kit/pipelines.ts';
import { scriptedHands, type Script, type ScriptMessage } from '../../kit/scripted-hands.ts';

const call = (name: string, query: string) => ({ name, arguments: JSON.stringify({ query }) });

async function run(
  script: Script,
  params: JsonObject = {},
  more: Partial<Parameters<typeof startRun>[0]> = {},
  tool = 'look',
) {
  const hands = scriptedHands(script);
  const events: RunEvent[] = [];
  const test = {
    journal: memoryJournal(),
    compiled: compiled(agentPipeline([node(tool, tool)], params)),
    hands,
    inputs: { question: 'What is there?' },
    onEvents: (batch: readonly RunEvent[]) => events.push(...batch),
    ...more,
  };
  const { state, end } = await startRun(test);
  const bodies = hands.modelRequests.map(({ body }) => JSON.parse(body) as ScriptMessage[]);
  return { state, end, events, hands, bodies, test };
}

const found: Script['tool'] = () => ({ status: 'ok', outputs: { text: 'the same as ever' } });

describe('R14: guards', () => {
  test('a model that repeats one call is reminded with its results, and ends with a last answer at the twelfth', async () => {
    const { state, events, bodies } = await run({
      model: (request) => (request.last ? { content: 'I stop.' } : { reasoning: 'Again.', calls: [call('look', 'a')] }),
      tool: found,
    });
    const raised = events.filter((event) => event.type === 'guard.raised');
    expect(raised.map(({ step, guard, count, action }) => [step, guard, count, action])).toEqual([
      [3, 'repeat', 3, 'remind'],
      [5, 'repeat', 5, 'remind'],
      [8, 'repeat', 8, 'remind'],
      [9, 'no-evidence', 8, 'remind'],
      [12, 'repeat', 12, 'stop'],
    ]);
    const results = bodies[3]?.filter((message) => message.role === 'tool').map((message) => message.content);
    expect(results?.[1]).toBe('the same as ever');
    expect(results?.[2]).toMatch(/^the same as ever\n\nYou have made the same call 3 times in a row/);
    expect(state.finished).toMatchObject({
      status: 'limited',
      reason: { code: 'guard.repeat' },
      outputs: { answer: 'I stop.' },
      steps: 13,
    });
  });

  test('a guard that asks waits for a person, whose words reach the model', async () => {
    const model: Script['model'] = (_, messages) =>
      messages.some((message) => message.content?.includes('Look at the harbour') === true)
        ? { content: 'The harbour it is.' }
        : { reasoning: 'Again.', calls: [call('look', 'a')] };
    const params = { onRepeat: 'ask' };
    const first = await run({ model, tool: found }, params);
    expect(first.end).toBe('waiting');
    expect(first.events.findLast((event) => event.type === 'human.asked')).toMatchObject({
      effect: 'guard:agent@5.repeat',
      activation: 'agent',
      choices: ['continue', 'stop'],
    });
    const hands = scriptedHands({ model, tool: found, human: () => 'Look at the harbour instead.' });
    const { state } = await resumeRun({ ...first.test, hands });
    expect(state.finished).toMatchObject({ status: 'done', outputs: { answer: 'The harbour it is.' } });
  });

  test('a person who answers stop gets the last answer', async () => {
    const { state } = await run(
      {
        model: (request) =>
          request.last ? { content: 'So far.' } : { reasoning: 'Again.', calls: [call('look', 'a')] },
        tool: found,
        human: () => 'stop',
      },
      { onRepeat: 'ask' },
    );
    expect(state.finished).toMatchObject({ status: 'limited', reason: { code: 'guard.repeat' }, steps: 6 });
  });

  test('a guard that escalates goes on with the stronger model, in its dialect, with all that was said', async () => {
    const stronger = {
      ...testModel,
      model: 'strong',
      dialect: { ...testModel.dialect, reasoningKey: 'reasoning' as const },
    };
    const { state, hands } = await run(
      {
        model: (request) =>
          request.binding.model === 'strong'
            ? { content: 'Solved.' }
            : { reasoning: 'Again.', calls: [call('look', 'a')] },
        tool: found,
      },
      { onRepeat: 'escalate', escalateModel: 'strong' },
      { models: { '/strong': stronger } },
    );
    expect(state.finished).toMatchObject({ status: 'done', outputs: { answer: 'Solved.' }, steps: 6 });
    const last = JSON.parse(hands.modelRequests.at(-1)?.body ?? '[]') as (ScriptMessage & { reasoning?: string })[];
    const thoughts = last.filter((message) => message.role === 'assistant');
    expect(thoughts.map(({ reasoning, reasoning_content }) => [reasoning, reasoning_content])).toEqual(
      Array.from({ length: 5 }, () => ['Again.', undefined]),
    );
  });
});

describe('R15: calls of one step', () => {
  test('the same call twice in one step runs once, and both get its result', async () => {
    const { state, hands, events, bodies } = await run({
      model: (_, messages) =>
        messages.at(-1)?.role === 'user'
          ? { calls: [call('look', 'a'), call('look', 'b'), { name: 'look', arguments: '{ "query" : "a" }' }] }
          : { content: 'Done.' },
      tool: ({ input }) => ({ status: 'ok', outputs: { text: String(input['query']) } }),
    });
    expect(hands.toolRequests.map(({ input }) => input['query'])).toEqual(['a', 'b']);
    expect(bodies[1]?.filter((message) => message.role === 'tool').map((message) => message.content)).toEqual([
      'a',
      'b',
      'a',
    ]);
    const shared = events.filter((event) => event.type === 'tool.finished').map((event) => event.sharedWith);
    expect(shared.toSorted()).toEqual([0, undefined, undefined]);
    expect(state.finished?.status).toBe('done');
  });

  test('calls that would change the same thing run one after the other; calls that only read run side by side', async () => {
    for (const [tool, most] of [
      ['send', 1],
      ['look', 3],
    ] as const) {
      let now = 0;
      let peak = 0;
      await run(
        {
          model: (_, messages) =>
            messages.at(-1)?.role === 'user'
              ? { calls: [call(tool, 'a'), call(tool, 'b'), call(tool, 'c')] }
              : { content: 'Done.' },
          tool: async () => {
            now += 1;
            peak = Math.max(peak, now);
            for (let i = 0; i < 20; i += 1) await Promise.resolve();
            now -= 1;
            return { status: 'ok', outputs: { text: 'ok' } };
          },
        },
        {},
        {},
        tool,
      );
      expect([tool, peak]).toEqual([tool, most]);
    }
  });
});

describe('R16: what reaches outside waits for a person', () => {
  const sending: Script = {
    model: (_, messages) =>
      messages.at(-1)?.role === 'user'
        ? { calls: [call('send', 'hello')] }
        : { content: messages.at(-1)?.content ?? '' },
    tool: () => ({ status: 'ok', outputs: { text: 'sent' } }),
  };
  const ask = { approvals: 'ask' } as const;

  test('nothing runs before it is approved, and the question holds the exact call', async () => {
    const first = await run(sending, {}, ask, 'send');
    expect(first.end).toBe('waiting');
    expect(first.hands.toolRequests).toEqual([]);
    const asked = first.events.find((event) => event.type === 'human.asked');
    expect(asked).toMatchObject({ effect: 'approve:agent@1.0', purpose: 'approval', choices: ['approve', 'deny'] });
    expect(JSON.parse(asked?.exact ?? '')).toEqual({ kind: 'send', version: 1, params: {}, input: { query: 'hello' } });
    const { state } = await resumeRun({ ...first.test, hands: scriptedHands({ ...sending, human: () => 'approve' }) });
    expect(state.finished?.outputs).toEqual({ answer: 'sent' });
  });

  test('a denied call never runs, and the model reads why', async () => {
    const { state, hands } = await run({ ...sending, human: () => ({ deny: 'Not today.' }) }, {}, ask, 'send');
    expect(hands.toolRequests).toEqual([]);
    expect(state.finished?.outputs['answer']).toMatch(/call\.denied.*did not allow.*Not today\./);
  });

  test('what only reads asks nobody, unless the author wants all calls asked for', async () => {
    const looking: Script = {
      model: (_, messages) =>
        messages.at(-1)?.role === 'user' ? { calls: [call('look', 'a')] } : { content: 'Done.' },
      tool: found,
      human: () => 'approve',
    };
    expect((await run(looking, {}, ask)).hands.questions).toEqual([]);
    expect((await run(looking, { approval: 'all' }, ask)).hands.questions.length).toBe(1);
    expect((await run(sending, { approval: 'none' }, ask, 'send')).hands.questions).toEqual([]);
  });
});
