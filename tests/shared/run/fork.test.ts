// A fork, folded: the copy of a run's beginning goes on as a run of its own, with what the fork changed.

import { describe, expect, test } from 'vitest';
import { due } from '../../../src/shared/run/due.ts';
import type { EventDraft, RunEvent } from '../../../src/shared/run/events.ts';
import { evolve } from '../../../src/shared/run/evolve.ts';
import { initialState, noLimits, type RunState } from '../../../src/shared/run/state.ts';
import type { JsonObject } from '../../../src/shared/json/value.ts';
import { startRun } from '../../kit/drive-run.ts';
import { memoryJournal } from '../../kit/memory-journal.ts';
import { agentPipeline, compiled, node, sha256, testModel, testPriceRow } from '../../kit/pipelines.ts';
import { scriptedHands, type ScriptMessage } from '../../kit/scripted-hands.ts';

async function recorded() {
  const hands = scriptedHands({
    model: (_, messages) => {
      const seen = messages.filter((message) => message.role === 'tool').length;
      return seen < 3
        ? { reasoning: `Thought ${seen}.`, calls: [{ name: 'look', arguments: `{"query":"${seen}"}` }] }
        : { content: 'Done.' };
    },
    tool: ({ input }) => ({ status: 'ok', outputs: { text: `seen ${String(input['query'])}` } }),
  });
  const events: RunEvent[] = [];
  const plan = compiled(agentPipeline([node('look', 'look')]));
  await startRun({
    journal: memoryJournal(),
    compiled: plan,
    hands,
    inputs: { question: 'What is there?' },
    model: { pricing: { kind: 'row', row: testPriceRow } },
    onEvents: (batch) => events.push(...batch),
  });
  return { events, plan };
}

async function fork(change: { params?: Record<string, JsonObject>; models?: Record<string, typeof testModel> }) {
  const { events, plan } = await recorded();
  const at = events.findIndex((event) => event.type === 'model.requested' && event.step === 3);
  const before = events.slice(0, at).reduce(evolve, initialState(plan.plan, sha256));
  const draft: EventDraft = {
    type: 'run.forked',
    at: 5_000_000,
    from: 'run-1',
    fromSeq: at,
    step: 'agent@3',
    models: change.models ?? {},
    params: change.params ?? {},
    limits: noLimits,
  };
  const state: RunState = evolve(before, { runId: 'run-2', seq: at + 1, ...draft });
  const [effect] = due(state);
  if (effect?.type !== 'call-model') throw new Error('no request is due');
  const messages = effect.messages.slice(0, effect.count).map((text) => JSON.parse(text) as ScriptMessage);
  return { before, state, effect, messages };
}

describe('R22: a run can be forked at any step', () => {
  test('what came before is shared, was paid by the other run, and only what follows is due', async () => {
    const { before, state, effect, messages } = await fork({});
    expect(before.ledger.cost?.high).toBeGreaterThan(0);
    expect(state.ledger).toEqual({
      ...before.ledger,
      usage: { promptTokens: 0, completionTokens: 0, cachedTokens: 0, reasoningTokens: 0 },
      cost: { low: 0, high: 0 },
      attempts: 0,
    });
    expect(effect).toMatchObject({ id: 'model:agent@3#1', step: 3 });
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'assistant', 'tool']);
    expect(state.steps).toBe(2);
  });

  test('new instructions take the place of the old ones, and new limits hold', async () => {
    const { effect, messages, state } = await fork({
      params: { agent: { instructions: 'Be thorough.', maxSteps: 3 } },
    });
    expect(messages[0]).toEqual({ role: 'system', content: 'Be thorough.' });
    expect(messages.length).toBe(7);
    expect(messages.at(-1)?.content).toContain('This is the last step');
    expect(effect.last).toBe(true);
    const told = (await fork({})).messages.slice(1);
    expect(messages.slice(1, -1)).toEqual(told);
    expect(state.root.plan.nodes.find(({ id }) => id === 'agent')?.params['instructions']).toBe('Be thorough.');
  });

  test('another model reads the whole conversation in its own dialect', async () => {
    const other = {
      ...testModel,
      model: 'other',
      dialect: { ...testModel.dialect, reasoningKey: 'reasoning' as const },
    };
    const { effect, messages } = await fork({ models: { '/': other } });
    expect(effect.model).toBe('/');
    const thoughts = messages.filter(({ role }) => role === 'assistant') as (ScriptMessage & { reasoning?: string })[];
    expect(thoughts.map(({ reasoning }) => reasoning)).toEqual(['Thought 0.', 'Thought 1.']);
    expect(thoughts.every((message) => message.reasoning_content === undefined)).toBe(true);
  });

  test('what weighs the answers of trajectories keeps its rules when the instructions change', async () => {
    const hands = scriptedHands({ model: () => ({ content: 'An answer.' }) });
    const events: RunEvent[] = [];
    const plan = compiled(agentPipeline([node('look', 'look')], { trajectories: 2 }));
    const run = { journal: memoryJournal(), compiled: plan, hands, inputs: { question: 'What is there?' } };
    await startRun({ ...run, onEvents: (batch) => events.push(...batch) });
    const at = events.findIndex((event) => event.type === 'model.requested' && event.activation === 'agent');
    const before = events.slice(0, at).reduce(evolve, initialState(plan.plan, sha256));
    const state = evolve(before, {
      type: 'run.forked',
      runId: 'run-2',
      seq: at + 1,
      at: 5_000_000,
      from: 'run-1',
      fromSeq: at + 1,
      step: 'agent@1',
      models: {},
      params: { agent: { instructions: 'Be thorough.' } },
      limits: noLimits,
    });
    const [effect] = due(state);
    const rules = effect?.type === 'call-model' ? (effect.messages[0] ?? '') : '';
    expect(rules).toContain('Weigh them against each other');
  });

  test('a changed tool param holds for the calls that follow', async () => {
    const { state } = await fork({ params: { look: { depth: 2 } } });
    const agent = state.root.plan.nodes.find(({ id }) => id === 'agent');
    expect(agent?.tools?.[0]?.params).toEqual({ depth: 2 });
  });
});
