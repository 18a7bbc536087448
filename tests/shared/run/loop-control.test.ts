// What people and clocks do to a run: pausing, steering, changed limits, time and tokens, trajectories. Folded event by event where a
// driver would only stand in the way, driven with scripted hands elsewhere.

import { describe, expect, test } from 'vitest';
import { requestEvent } from '../../../src/main/drivers/request-event.ts';
import { due } from '../../../src/shared/run/due.ts';
import { evaluate } from '../../../src/shared/run/evaluate.ts';
import type { EventDraft, Limits, RunEvent } from '../../../src/shared/run/events.ts';
import { evolve } from '../../../src/shared/run/evolve.ts';
import { initialState, noLimits, type RunState } from '../../../src/shared/run/state.ts';
import type { JsonObject } from '../../../src/shared/json/value.ts';
import { startRun } from '../../kit/drive-run.ts';
import { memoryJournal } from '../../kit/memory-journal.ts';
import { agentPipeline, compiled, node, sha256, testModel } from '../../kit/pipelines.ts';
import { scriptedHands, type Script, type ScriptMessage } from '../../kit/scripted-hands.ts';

const usage = { promptTokens: 100, completionTokens: 20, cachedTokens: 50, reasoningTokens: null };

/** A run folded by hand: each step says what happened, and what is due can be looked at in between. */
function bench(params: JsonObject = {}, limits: Partial<Limits> = {}) {
  const plan = compiled(agentPipeline([node('look', 'look')], params));
  let at = 1_000_000;
  let state: RunState = initialState(plan.plan, sha256);
  const events: RunEvent[] = [];
  const fold = (draft: EventDraft): RunState => {
    const event: RunEvent = { runId: 'run-1', seq: state.seq + 1, ...draft };
    state = evolve(state, event);
    events.push(event);
    return state;
  };
  const settle = () => {
    for (;;) {
      const pure = due(state).find((effect) => effect.type === 'evaluate');
      if (pure?.type !== 'evaluate') return;
      fold({ ...evaluate(state, pure), at } as EventDraft);
    }
  };
  fold({
    type: 'run.started',
    at,
    machine: 2,
    program: 'longline/test',
    title: 'Test',
    planHash: plan.hash,
    documentHash: plan.hash,
    inputs: { question: 'What is there?' },
    limits: { ...noLimits, ...limits },
    models: { '/': testModel },
    now: null,
  });
  settle();
  const offered = () => due(state).map(({ type, id }) => `${type} ${id}`);
  const request = () => {
    const effect = due(state).find((candidate) => candidate.type === 'call-model');
    if (effect?.type !== 'call-model') throw new Error(`no request is due: ${offered().join(', ')}`);
    const { id, activation, step, attempt } = effect;
    const requested = requestEvent(effect, at);
    if (requested !== null) fold(requested);
    const messages = effect.messages.slice(0, effect.count).map((text) => JSON.parse(text) as ScriptMessage);
    return { id, activation, step, attempt, messages, effect };
  };
  const reply = (of: ReturnType<typeof request>, content: string | null, query: string | null) => {
    const { id, activation, step, attempt } = of;
    const calls = query === null ? [] : [{ id: 'look:0', name: 'look', arguments: JSON.stringify({ query }) }];
    fold({
      type: 'model.responded',
      at,
      effect: id,
      activation,
      step,
      attempt,
      verdict: query === null ? 'final' : 'tool_calls',
      reply: { reasoning: 'Hm.', content, calls },
      finishReason: 'stop',
      usage,
      costNanoUsd: { low: 0, high: 0 },
      responseId: null,
      servedModel: null,
      firstTokenMs: 1,
      durationMs: 2,
    });
    settle();
  };
  const toolEnds = (text: string) => {
    const effect = due(state).find((candidate) => candidate.type === 'call-tool');
    if (effect?.type !== 'call-tool') throw new Error('no call is due');
    const { id, activation, call, kind } = effect;
    fold({ type: 'tool.requested', at, effect: id, activation, call, kind, input: JSON.stringify(effect.input) });
    const outcome = { status: 'ok', outputs: { text } } as const;
    fold({ type: 'tool.finished', at, effect: id, activation, call, outcome, durationMs: 1 });
    settle();
  };
  return {
    fold,
    settle,
    offered,
    request,
    reply,
    toolEnds,
    events,
    state: () => state,
    pass: (ms: number) => {
      at += ms;
      return at;
    },
    at: () => at,
  };
}

describe('R17: a run can be paused and continued', () => {
  test('a paused run offers nothing new, takes in what was under way, and goes on where it was', () => {
    const run = bench();
    const first = run.request();
    run.fold({ type: 'run.paused', at: run.at() });
    run.reply(first, null, 'a');
    expect(run.offered()).toEqual([]);
    run.fold({ type: 'run.continued', at: run.at() });
    expect(run.offered()).toEqual(['call-tool call:agent@1.0']);
  });

  test('a run that is not paused cannot be continued', () => {
    const run = bench();
    expect(() => run.fold({ type: 'run.continued', at: run.at() })).toThrow(/was not paused/);
  });
});

describe('R18: people can steer the models of a run', () => {
  const steer = (text: string, id = 'c1', activation: string | null = null): EventDraft => ({
    type: 'run.steered',
    at: 1_000_000,
    id,
    activation,
    text,
  });

  test('a message reaches the next request, after the results of the step under way', () => {
    const run = bench();
    const first = run.request();
    run.fold(steer('Only October.'));
    run.reply(first, null, 'a');
    run.toolEnds('found');
    expect(
      run
        .request()
        .messages.slice(-2)
        .map(({ role, content }) => [role, content]),
    ).toEqual([
      ['tool', 'found'],
      ['user', 'Only October.'],
    ]);
  });

  test('an answer that comes before the message was heard is no end', () => {
    const run = bench();
    const first = run.request();
    run.fold(steer('Only October.'));
    run.reply(first, 'All months.', null);
    const second = run.request();
    expect(second.step).toBe(2);
    expect(second.messages.slice(-2).map(({ role, content }) => [role, content])).toEqual([
      ['assistant', 'All months.'],
      ['user', 'Only October.'],
    ]);
    run.reply(second, 'October.', null);
    expect(run.offered()).toEqual(['finish finish']);
  });

  test('the same command counts once, and one for another agent is not heard by this one', () => {
    const run = bench();
    run.fold(steer('Only October.'));
    run.fold(steer('Only October.'));
    run.fold(steer('You not.', 'c2', 'somebody-else'));
    run.fold(steer('You too.', 'c3', 'agent'));
    expect(run.request().messages.map(({ content }) => content)).toEqual([
      'Be brief.',
      'What is there?',
      'Only October.',
      'You too.',
    ]);
  });
});

describe('C6: limits of tokens and time, and limits that change', () => {
  test('no request begins whose worst case does not fit into the token limit', () => {
    const run = bench({ maxOutputTokens: 20_000 }, { maxTokens: 12_000 });
    const first = run.request();
    expect(first.effect.maxOutputTokens).toBeLessThan(12_000);
    expect(first.effect.last).toBe(false);
    run.reply(first, null, 'a');
    run.toolEnds('found');
    run.fold({ type: 'limits.changed', at: run.at(), limits: { ...noLimits, maxTokens: 6000 } });
    const last = run.request();
    expect(last.effect.last).toBe(true);
    run.reply(last, 'Enough.', null);
    expect(due(run.state())[0]).toMatchObject({ type: 'finish', status: 'limited', reason: { code: 'limit.tokens' } });
  });

  test('of several limits the one that is used up is named', () => {
    const limits = { maxTokens: 6000, budgetNanoUsd: 1_000_000_000_000 };
    const run = bench({}, limits);
    const last = run.request();
    expect(last.effect).toMatchObject({ last: true, lastReason: { code: 'limit.tokens' } });
    run.reply(last, 'Enough.', null);
    expect(due(run.state())[0]).toMatchObject({ type: 'finish', status: 'limited', reason: { code: 'limit.tokens' } });
    const none = bench({}, { ...limits, maxTokens: 900 });
    expect(due(none.state())[0]).toMatchObject({ type: 'finish', status: 'limited', reason: { code: 'limit.tokens' } });
  });

  test('where not even a last answer fits, the run ends at its limit', () => {
    const run = bench({}, { maxTokens: 900 });
    expect(due(run.state())[0]).toMatchObject({ type: 'finish', status: 'limited', reason: { code: 'limit.tokens' } });
  });

  test('near its time the run asks for last answers, and at its time it ends', () => {
    const run = bench({}, { maxWallMs: 100_000 });
    expect(due(run.state()).filter((effect) => effect.type === 'wait')).toMatchObject([
      { id: 'time:soft:90000', delayMs: 90_000, phase: 'soft' },
      { id: 'time:hard:100000', delayMs: 100_000, phase: 'hard' },
    ]);
    run.fold({ type: 'time.expired', at: run.pass(90_000), effect: 'time:soft:90000', phase: 'soft' });
    expect(run.request().effect.last).toBe(true);
    run.fold({ type: 'time.expired', at: run.pass(10_000), effect: 'time:hard:100000', phase: 'hard' });
    expect(due(run.state())[0]).toMatchObject({ type: 'finish', status: 'limited', reason: { code: 'limit.time' } });
  });

  test('paused time is not working time, and more time is more', () => {
    const run = bench({}, { maxWallMs: 100_000 });
    run.pass(30_000);
    run.fold({ type: 'run.paused', at: run.at() });
    run.pass(500_000);
    run.fold({ type: 'run.continued', at: run.at() });
    const waits = () => due(run.state()).flatMap((effect) => (effect.type === 'wait' ? [effect.delayMs] : []));
    expect(waits()).toEqual([60_000, 70_000]);
    run.fold({ type: 'limits.changed', at: run.at(), limits: { ...noLimits, maxWallMs: 200_000 } });
    expect(waits()).toEqual([150_000, 170_000]);
  });
});

describe('R19: a reply that is none', () => {
  test('an empty reply is asked again twice, then the model is told, then the run fails with the step kept', async () => {
    const hands = scriptedHands({ model: () => ({ fail: 'empty', retryable: true }) });
    const plan = compiled(agentPipeline([node('look', 'look')]));
    const { state } = await startRun({ journal: memoryJournal(), compiled: plan, hands, inputs: { question: 'x' } });
    expect(state.finished?.status).toBe('failed');
    const bodies = hands.modelRequests.map(({ body }) => (JSON.parse(body) as ScriptMessage[]).length);
    expect(bodies).toEqual([2, 2, 2, 3, 3, 3]);
  });
});

describe('R20: several trajectories', () => {
  const heavy: Script = {
    model: (request, messages) => {
      const { conversation } = request;
      if (!conversation.includes('~')) return { reasoning: 'Weigh them.', content: 'The best of all.' };
      const results = messages.filter((message) => message.role === 'tool');
      const which = conversation.split('~')[1]?.split('/')[0] ?? '';
      return results.length === 0
        ? { reasoning: 'Look.', calls: [{ name: 'look', arguments: JSON.stringify({ query: which }) }] }
        : { content: `Answer ${which}.` };
    },
    tool: ({ input }) => ({ status: 'ok', outputs: { text: `seen ${String(input['query'])}` } }),
  };

  test('each works alone on the same beginning, and their answers are weighed by a model that calls nothing', async () => {
    const hands = scriptedHands(heavy);
    const plan = compiled(agentPipeline([node('look', 'look')], { trajectories: 3 }));
    const { state } = await startRun({ journal: memoryJournal(), compiled: plan, hands, inputs: { question: 'x' } });
    expect(state.finished).toMatchObject({ status: 'done', outputs: { answer: 'The best of all.' }, steps: 7 });
    const order = hands.modelRequests.map(({ request }) => request.conversation.replace('run-1/', ''));
    expect(order[0]).toBe('agent~1/agent');
    expect(order.slice(1, 4).toSorted()).toEqual(expect.arrayContaining(['agent~2/agent', 'agent~3/agent']));
    const openings = hands.modelRequests.filter(({ body }) => (JSON.parse(body) as unknown[]).length === 2);
    expect(new Set(openings.slice(0, 3).map(({ body }) => body)).size).toBe(1);
    const weighing = hands.modelRequests.at(-1);
    expect(weighing?.request.functions).toEqual([]);
    expect(weighing?.body).toContain('Answer 1.');
    expect(weighing?.body).toContain('Answer 3.');
  });

  test('a trajectory that fails is left out, and only when all fail the agent does', async () => {
    const failing = (which: readonly string[]): Script => ({
      ...heavy,
      model: (request, messages) =>
        which.some((name) => request.conversation.includes(`~${name}/`))
          ? { fail: 'filtered', retryable: false, code: 'endpoint.filtered' }
          : (heavy.model?.(request, messages) ?? { content: '' }),
    });
    const outcome = async (which: readonly string[]) => {
      const hands = scriptedHands(failing(which));
      const plan = compiled(agentPipeline([node('look', 'look')], { trajectories: 2 }));
      const { state } = await startRun({ journal: memoryJournal(), compiled: plan, hands, inputs: { question: 'x' } });
      return [state.finished?.status, state.finished?.reason?.code ?? null];
    };
    expect(await outcome(['2'])).toEqual(['done', null]);
    expect(await outcome(['1'])).toEqual(['done', null]);
    expect(await outcome(['1', '2'])).toEqual(['failed', 'endpoint.filtered']);
  });
});
