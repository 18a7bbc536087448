// The machine and its driver over a journal in memory: order, parallelism, failure, limits, people, crashes.

import { describe, expect, test } from 'vitest';
import { foldRun } from '../../../src/main/drivers/replay.ts';
import type { PipelineDocument } from '../../../src/shared/pipeline/document.ts';
import type { RunEvent } from '../../../src/shared/run/events.ts';
import { resumeRun, startRun } from '../../kit/drive-run.ts';
import { memoryJournal } from '../../kit/memory-journal.ts';
import { agentPipeline, compiled, node, pipeline, sha256, testPriceRow, wire } from '../../kit/pipelines.ts';
import { scriptedHands, type Script, type ScriptMessage } from '../../kit/scripted-hands.ts';

const look = (query: string) => ({ name: 'look', arguments: JSON.stringify({ query }) });

/** Three steps: two parallel calls, one call, an answer made of the results. */
const threeSteps: Script = {
  model: (_, messages) => {
    const results = messages.filter((message) => message.role === 'tool').map((message) => message.content);
    if (results.length === 0) return { reasoning: 'Look twice.', calls: [look('a'), look('b')] };
    if (results.length === 2) return { reasoning: 'Once more.', content: 'So far so good.', calls: [look('c')] };
    return { reasoning: 'Enough.', content: `Found ${results.join(', ')}.` };
  },
  tool: async (request) => {
    // The first call of a pair ends last.
    for (let i = request.input['query'] === 'a' ? 20 : 1; i > 0; i -= 1) await Promise.resolve();
    return { status: 'ok', outputs: { text: `<${String(request.input['query'])}>` } };
  },
};
const threeStepPipeline = agentPipeline([node('look', 'look')]);

describe('an agent run', () => {
  test('interleaves thinking and calls, and gives results in the order in which the model asked (R1)', async () => {
    const hands = scriptedHands(threeSteps);
    const events: RunEvent[] = [];
    const { state, end } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(threeStepPipeline),
      hands,
      inputs: { question: 'What is there?' },
      onEvents: (batch) => events.push(...batch),
    });
    expect(end).toBe('finished');
    expect(state.finished?.status).toBe('done');
    expect(state.finished?.outputs).toEqual({ answer: 'Found <a>, <b>, <c>.' });
    const finished = events.filter((event) => event.type === 'tool.finished').map((event) => event.effect);
    expect(finished).toEqual(['call:agent@1.1', 'call:agent@1.0', 'call:agent@2.0']);
    const bodies = hands.modelRequests.map(({ body }) => body);
    const last = JSON.parse(bodies[2] ?? '') as ScriptMessage[];
    expect(last.map((message) => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'tool',
      'assistant',
      'tool',
    ]);
    expect(last[2]).toEqual({
      role: 'assistant',
      reasoning_content: 'Look twice.',
      tool_calls: [
        { id: 'functions.look:0', type: 'function', function: look('a') },
        { id: 'functions.look:1', type: 'function', function: look('b') },
      ],
    });
    expect(last[3]).toEqual({ role: 'tool', tool_call_id: 'functions.look:0', name: 'look', content: '<a>' });
    expect(last[4]?.content).toBe('<b>');
    expect(last[5]).toMatchObject({ reasoning_content: 'Once more.', content: 'So far so good.' });
    // Every request begins with the bytes of the one before.
    for (let i = 1; i < bodies.length; i += 1)
      expect(bodies[i]?.startsWith((bodies[i - 1] ?? '').slice(0, -1))).toBe(true);
  });

  test('answers an unknown function, broken JSON and wrong arguments with an error that says what to do (R2)', async () => {
    const hands = scriptedHands({
      model: (_, messages) => {
        if (messages.at(-1)?.role === 'user') {
          return {
            reasoning: '',
            calls: [
              { name: 'nosuch', arguments: '{}' },
              { name: 'look', arguments: '{"query":' },
              { name: 'look', arguments: '{"q":1}' },
            ],
          };
        }
        return { content: 'Done.' };
      },
    });
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(threeStepPipeline),
      hands,
      inputs: { question: 'x' },
    });
    expect(state.finished?.status).toBe('done');
    expect(hands.toolRequests).toEqual([]);
    const messages = JSON.parse(hands.modelRequests[1]?.body ?? '') as ScriptMessage[];
    const errors = messages
      .filter((message) => message.role === 'tool')
      .map((message) => (JSON.parse(message.content ?? '') as { error: { code: string } }).error.code);
    expect(errors).toEqual(['call.unknown_tool', 'call.invalid_json', 'call.invalid_arguments']);
    // Arguments that are no JSON object are not sent back: servers refuse such a history. Empty reasoning is.
    const assistant = messages.find((message) => message.role === 'assistant');
    expect(assistant?.tool_calls?.map((call) => call.function.arguments)).toEqual(['{}', '{}', '{"q":1}']);
    expect(assistant?.reasoning_content).toBe('');
  });

  test('asks again when an attempt fails, and keeps every attempt in the journal (R3)', async () => {
    let failures = 0;
    const hands = scriptedHands({
      ...threeSteps,
      model: (request, messages) => {
        failures += 1;
        return failures <= 2
          ? { fail: 'error', retryable: true }
          : (threeSteps.model?.(request, messages) ?? { content: '' });
      },
    });
    const journal = memoryJournal();
    const { state } = await startRun({
      journal,
      compiled: compiled(threeStepPipeline),
      hands,
      inputs: { question: 'x' },
    });
    expect(state.finished?.status).toBe('done');
    expect(hands.waits).toEqual([563, 1125]);
    const types = (await journal.read('run-1', 1)).map((event) => event.type);
    expect(types.filter((type) => type === 'model.failed')).toHaveLength(2);
    const plain = scriptedHands(threeSteps);
    const calm = await startRun({
      journal: memoryJournal(),
      compiled: compiled(threeStepPipeline),
      hands: plain,
      inputs: { question: 'x' },
    });
    expect(state.finished?.stateHash).toBe(calm.state.finished?.stateHash);
  });

  test("ends as failed with the endpoint's error when it cannot be reached (R4)", async () => {
    const hands = scriptedHands({ model: () => ({ fail: 'error', retryable: false, code: 'endpoint.refused' }) });
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(threeStepPipeline),
      hands,
      inputs: { question: 'x' },
    });
    expect(state.finished).toMatchObject({ status: 'failed', reason: { code: 'endpoint.refused' }, outputs: {} });
  });

  test('takes a last step without calls at the limit of steps, and says that it was limited (C1)', async () => {
    const hands = scriptedHands({
      model: (request) => (request.last ? { content: 'What I have.' } : { reasoning: 'On.', calls: [look('again')] }),
      tool: () => ({ status: 'ok', outputs: { text: 'x' } }),
    });
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(threeStepPipeline),
      hands,
      inputs: { question: 'x' },
      limits: { maxSteps: 4, agentSteps: 4 },
    });
    expect(state.finished).toMatchObject({
      status: 'limited',
      reason: { code: 'limit.steps' },
      outputs: { answer: 'What I have.' },
      steps: 4,
    });
    expect(hands.modelRequests.map(({ request }) => request.last)).toEqual([false, false, false, true]);
    expect(hands.modelRequests[3]?.body).toContain('This is the last step.');
  });

  test('begins no request whose worst case does not fit into the budget (C2)', async () => {
    const pricing = { kind: 'row', row: testPriceRow } as const;
    for (const budgetUsd of [0, 0.0005, 0.01, 0.09, 0.2, 1]) {
      const hands = scriptedHands({
        model: (request) => (request.last ? { content: 'Out of money.' } : { calls: [look('again')] }),
        tool: () => ({ status: 'ok', outputs: { text: 'x'.repeat(400) } }),
      });
      const { state } = await startRun({
        journal: memoryJournal(),
        compiled: compiled(agentPipeline([node('look', 'look')], { onRepeat: 'off', onNoEvidence: 'off' })),
        hands,
        inputs: { question: 'x' },
        limits: { budgetNanoUsd: budgetUsd * 1e9, agentSteps: 500 },
        model: { pricing },
      });
      expect(state.finished?.status).toBe('limited');
      expect(state.finished?.reason?.code).toBe('limit.budget');
      expect(state.finished?.costNanoUsd?.high ?? Infinity).toBeLessThanOrEqual(budgetUsd * 1e9);
    }
  });

  test('runs pipelines as tools, two at once, and a failure inside one is a result for the model (R5)', async () => {
    const inner = pipeline(
      [node('topic', 'input', { name: 'topic' }), node('find', 'look'), node('out', 'output', { name: 'found' })],
      [wire('topic.value', 'find.query'), wire('find.text', 'out.value')],
      { meta: { title: 'Search well', description: 'Searches well.' } },
    );
    const document = agentPipeline(
      [node('first', 'subpipeline', { pipeline: 'search' }), node('second', 'subpipeline', { pipeline: 'search' })],
      {},
      { pipelines: { search: inner } },
    );
    let running = 0;
    let most = 0;
    const hands = scriptedHands({
      model: (_, messages) => {
        const results = messages.filter((message) => message.role === 'tool').map((message) => message.content);
        if (results.length > 0) return { content: results.join(' | ') };
        return {
          calls: [
            { name: 'first', arguments: '{"topic":"ships"}' },
            { name: 'second', arguments: '{"topic":"bad"}' },
            { name: 'second', arguments: '{}' },
          ],
        };
      },
      tool: async (request) => {
        running += 1;
        most = Math.max(most, running);
        for (let i = 0; i < 10; i += 1) await Promise.resolve();
        running -= 1;
        const query = String(request.input['query']);
        return query === 'bad'
          ? { status: 'error', error: { code: 'tool.broken', message: 'It broke.' } }
          : { status: 'ok', outputs: { text: `about ${query}` } };
      },
    });
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(document),
      hands,
      inputs: { question: 'x' },
    });
    const offered = hands.modelRequests[0]?.request.functions ?? [];
    expect(offered.map(({ name }) => name)).toEqual(['first', 'second', 'read_artifact']);
    expect(offered.slice(0, 2).map(({ description }) => description)).toEqual(['Searches well.', 'Searches well.']);
    expect(state.finished?.status).toBe('done');
    const [one, two, three] = String(state.finished?.outputs['answer']).split(' | ');
    expect(one).toBe('about ships');
    expect(two).toContain('tool.broken');
    expect(three).toContain('call.invalid_arguments');
    expect(most).toBe(2);
  });
});

describe('the scheduler', () => {
  test('runs a chain of 5,000 nodes (P1)', async () => {
    const nodes = Array.from({ length: 5000 }, (_, i) => node(`n${i}`, 'text', { template: '{{before}}.' }));
    const wires = nodes.slice(1).map((next, i) => wire(`n${i}.text`, `${next.id}.before`));
    const document = pipeline(
      [node('in', 'input', { name: 'x' }), ...nodes, node('out', 'output', { name: 'y' })],
      [wire('in.value', 'n0.before'), ...wires, wire('n4999.text', 'out.value')],
    );
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(document),
      hands: scriptedHands({}),
      inputs: { x: '' },
    });
    expect(state.finished?.outputs).toEqual({ y: '.'.repeat(5000) });
  });

  test('runs a fan-out of 1,000 branches, really in parallel, and joins them in wire order (P2)', async () => {
    const tools = Array.from({ length: 1000 }, (_, i) => node(`t${i}`, 'look'));
    const document = pipeline(
      [node('in', 'input', { name: 'x' }), ...tools, node('out', 'output', { name: 'y', list: true })],
      [
        ...tools.map((tool) => wire('in.value', `${tool.id}.query`)),
        ...tools.map((tool) => wire(`${tool.id}.text`, 'out.value')),
      ],
    );
    let running = 0;
    let most = 0;
    const hands = scriptedHands({
      tool: async (request) => {
        running += 1;
        most = Math.max(most, running);
        for (let i = 0; i < 50; i += 1) await Promise.resolve();
        running -= 1;
        return { status: 'ok', outputs: { text: request.callId } };
      },
    });
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(document),
      hands,
      inputs: { x: 'q' },
    });
    expect(state.finished?.outputs['y']).toEqual(tools.map((tool) => `node:${tool.id}`));
    expect(most).toBeGreaterThan(30);
  });

  test('maps a pipeline over a list in order, as many items at once as the author allows (P3)', async () => {
    const each = pipeline(
      [
        node('item', 'input', { name: 'item', type: 'json' }),
        node('style', 'input', { name: 'style' }),
        node('make', 'text', { template: '{{style}}:{{item.name}}' }),
        node('find', 'look'),
        node('out', 'output', { name: 'made' }),
      ],
      [
        wire('item.value', 'make.item'),
        wire('style.value', 'make.style'),
        wire('make.text', 'find.query'),
        wire('find.text', 'out.value'),
      ],
    );
    const document = pipeline(
      [
        node('list', 'input', { name: 'list', type: 'json' }),
        node('style', 'input', { name: 'style' }),
        node('all', 'map', { pipeline: 'each', concurrency: 3 }),
        node('out', 'output', { name: 'made', type: 'json' }),
      ],
      [wire('list.value', 'all.items'), wire('style.value', 'all.style'), wire('all.results', 'out.value')],
      { pipelines: { each } },
    );
    let running = 0;
    let most = 0;
    const hands = scriptedHands({
      tool: async (request) => {
        running += 1;
        most = Math.max(most, running);
        for (let i = 0; i < 5; i += 1) await Promise.resolve();
        running -= 1;
        return { status: 'ok', outputs: { text: String(request.input['query']).toUpperCase() } };
      },
    });
    const list = Array.from({ length: 10 }, (_, i) => ({ name: `n${i}` }));
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(document),
      hands,
      inputs: { list, style: 'plain' },
    });
    expect(state.finished?.outputs['made']).toEqual(list.map(({ name }) => `PLAIN:${name.toUpperCase()}`));
    expect(most).toBe(3);
    const empty = await startRun({
      journal: memoryJournal(),
      compiled: compiled(document),
      hands: scriptedHands({}),
      inputs: { list: [], style: 'x' },
    });
    expect(empty.state.finished?.outputs['made']).toEqual([]);
    const wrong = await startRun({
      journal: memoryJournal(),
      compiled: compiled(document),
      hands: scriptedHands({}),
      inputs: { list: 'no', style: 'x' },
    });
    expect(wrong.state.finished?.reason?.code).toBe('map.not_a_list');
  });

  test('follows one side of a branch, skips the other, and joins them again (P4)', async () => {
    const document = pipeline(
      [
        node('in', 'input', { name: 'score', type: 'number' }),
        node('high', 'branch', { operator: 'greater', value: 5 }),
        node('yes', 'text', { template: 'high {{v}}' }),
        node('no', 'text', { template: 'low {{v}}' }),
        node('out', 'output', { name: 'said' }),
      ],
      [
        wire('in.value', 'high.value'),
        wire('high.then', 'yes.v'),
        wire('high.else', 'no.v'),
        wire('yes.text', 'out.value'),
        wire('no.text', 'out.value'),
      ],
    );
    const said = async (score: number) => {
      const { state } = await startRun({
        journal: memoryJournal(),
        compiled: compiled(document),
        hands: scriptedHands({}),
        inputs: { score },
      });
      return state.finished?.outputs['said'];
    };
    expect(await said(6)).toBe('high 6');
    expect(await said(5)).toBe('low 5');
  });

  test('skips a muted node and what depends on it, and passes values through a bypassed one (P5)', async () => {
    const make = (mode: object): PipelineDocument =>
      pipeline(
        [
          node('in', 'input', { name: 'x' }),
          node('find', 'look', {}, mode),
          node('out', 'output', { name: 'y' }),
          node('copy', 'output', { name: 'z' }),
        ],
        [wire('in.value', 'find.query'), wire('find.text', 'out.value'), wire('in.value', 'copy.value')],
      );
    const outputs = async (mode: object) => {
      const { state } = await startRun({
        journal: memoryJournal(),
        compiled: compiled(make(mode)),
        hands: scriptedHands({}),
        inputs: { x: 'kept' },
      });
      return state.finished?.outputs;
    };
    expect(await outputs({ mute: true })).toEqual({ z: 'kept' });
    expect(await outputs({ bypass: true })).toEqual({ y: 'kept', z: 'kept' });
  });
});

describe('people', () => {
  const document = pipeline(
    [node('in', 'input', { name: 'x' }), node('ask', 'ask'), node('out', 'output', { name: 'y' })],
    [wire('in.value', 'ask.question'), wire('ask.answer', 'out.value')],
  );

  test('a run waits where nobody can answer, and goes on when somebody does (R6)', async () => {
    const journal = memoryJournal();
    const nobody = scriptedHands({});
    const first = await startRun({ journal, compiled: compiled(document), hands: nobody, inputs: { x: 'Really?' } });
    expect(first.end).toBe('waiting');
    expect((await journal.run('run-1'))?.status).toBe('waiting');
    const somebody = scriptedHands({ human: (question) => `yes to ${question.question}` });
    const second = await resumeRun({ journal, compiled: compiled(document), hands: somebody });
    expect(second.state.finished?.outputs).toEqual({ y: 'yes to Really?' });
    const asked = (await journal.read('run-1', 1)).filter((event) => event.type === 'human.asked');
    expect(asked).toHaveLength(1);
  });
});

describe('a crash', () => {
  const undisturbed = async () => {
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(threeStepPipeline),
      hands: scriptedHands(threeSteps),
      inputs: { question: 'x' },
    });
    return { hash: state.finished?.stateHash, events: state.seq };
  };

  test('after any append leads to the same end, and repeats no call whose outcome was recorded (R7)', async () => {
    const { hash, events } = await undisturbed();
    for (let n = 1; n <= events; n += 1) {
      const journal = memoryJournal({ dieAfterAppends: n });
      const died = await startRun({
        journal,
        compiled: compiled(threeStepPipeline),
        hands: scriptedHands(threeSteps),
        inputs: { question: 'x' },
      }).then(
        () => false,
        () => true,
      );
      const survivor = journal.survivor();
      const before = await survivor.read('run-1', 1);
      if (before.length === 0) continue;
      const hands = scriptedHands(threeSteps);
      const { state } = await resumeRun({ journal: survivor, compiled: compiled(threeStepPipeline), hands });
      expect({ n, hash: state.finished?.stateHash }).toEqual({ n, hash });
      const recorded = new Set(before.filter((event) => event.type === 'tool.finished').map((event) => event.effect));
      for (const request of hands.toolRequests) expect(recorded.has(request.callId)).toBe(false);
      const answered = before.filter((event) => event.type === 'model.responded').length;
      expect(hands.modelRequests.length).toBe(3 - answered);
      if (!died) expect(hands.modelRequests).toEqual([]);
      const folded = await foldRun(survivor, 'run-1', sha256);
      expect(folded.finished?.stateHash).toBe(hash);
    }
  });

  test('never repeats a write on its own: a person decides (R8)', async () => {
    const script: Script = {
      model: (_, messages) =>
        messages.at(-1)?.role === 'tool'
          ? { content: messages.at(-1)?.content ?? '' }
          : { calls: [{ name: 'send', arguments: '{"query":"hello"}' }] },
      tool: () => ({ status: 'ok', outputs: { text: 'sent' } }),
    };
    const document = agentPipeline([node('send', 'send')]);
    const events: RunEvent[] = [];
    await startRun({
      journal: memoryJournal(),
      compiled: compiled(document),
      hands: scriptedHands(script),
      inputs: { question: 'x' },
      onEvents: (batch) => events.push(...batch),
    });
    const request = events.findIndex((event) => event.type === 'tool.requested') + 1;
    for (const [answer, sends] of [
      ['again', 1],
      ['failed', 0],
    ] as const) {
      const journal = memoryJournal();
      const claim = await journal.create({
        runId: 'run-1',
        pipelineId: null,
        title: '',
        planHash: compiled(document).hash,
        plan: compiled(document).plan,
        bindings: {},
        createdAt: 0,
      });
      await journal.append(
        claim,
        events.slice(0, request).map(({ runId: _, seq: __, ...draft }) => draft as never),
      );
      await journal.release(claim);
      const nobody = scriptedHands(script);
      const waiting = await resumeRun({ journal, compiled: compiled(document), hands: nobody });
      expect(waiting.end).toBe('waiting');
      expect(nobody.toolRequests).toEqual([]);
      const hands = scriptedHands({ ...script, human: () => answer });
      const { state } = await resumeRun({ journal, compiled: compiled(document), hands });
      expect(hands.toolRequests).toHaveLength(sends);
      expect(String(state.finished?.outputs['answer'])).toContain(sends === 1 ? 'sent' : 'tool.in_doubt');
    }
  });

  test('a journal of another pipeline is refused at its first wrong event (R9)', async () => {
    const journal = memoryJournal();
    await startRun({
      journal,
      compiled: compiled(threeStepPipeline),
      hands: scriptedHands(threeSteps),
      inputs: { question: 'x' },
    });
    const events = await journal.read('run-1', 1);
    const other = memoryJournal();
    const edited = compiled(agentPipeline([node('look', 'look')], { instructions: 'Be long.' }));
    const claim = await other.create({
      runId: 'run-1',
      pipelineId: null,
      title: '',
      planHash: edited.hash,
      plan: edited.plan,
      bindings: {},
      createdAt: 0,
    });
    await other.append(
      claim,
      events.map(({ runId: _, seq: __, ...draft }) => draft as never),
    );
    const firstRequest = events.find((event) => event.type === 'model.requested')?.seq;
    await expect(foldRun(other, 'run-1', sha256)).rejects.toMatchObject({
      code: 'run.diverged',
      details: { seq: firstRequest },
    });
  });
});
