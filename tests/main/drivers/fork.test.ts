// Forks: what they share, what they change, what they pay, and what is refused.

import { describe, expect, test } from 'vitest';
import { drive } from '../../../src/main/drivers/drive.ts';
import { findStep, stepsOf } from '../../../src/main/drivers/find-step.ts';
import { checkForkParams } from '../../../src/main/drivers/fork-params.ts';
import { forkPoint, forkRun, type ForkChanges } from '../../../src/main/drivers/fork.ts';
import { foldRun } from '../../../src/main/drivers/replay.ts';
import { corrupt } from '../../../src/main/store/journal.ts';
import { noLimits } from '../../../src/shared/run/state.ts';
import { startRun } from '../../kit/drive-run.ts';
import { memoryJournal, type MemoryJournal } from '../../kit/memory-journal.ts';
import { agentPipeline, compiled, node, pipeline, sha256, testCatalog, testModel } from '../../kit/pipelines.ts';
import { scriptedHands, type Script, type ScriptedHands } from '../../kit/scripted-hands.ts';

const look = (query: string) => ({ name: 'look', arguments: JSON.stringify({ query }) });

/** Three steps of one call, then an answer that tells the calls and the instructions. */
const script: Script = {
  model: (request, messages) => {
    const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
    if (results.length < 3) return { reasoning: 'On.', calls: [look(`query ${results.length + 1}`)] };
    const told = messages.find(({ role }) => role === 'system')?.content ?? 'nothing';
    return { content: `${request.binding.model}: ${results.join(' ')} (${told})` };
  },
  tool: (request) => ({ status: 'ok', outputs: { text: `<${String(request.input['query'])}>` } }),
};

const plan = compiled(agentPipeline([node('look', 'look')], { instructions: 'Be exact.' }));
const unchanged: ForkChanges = { models: {}, params: {}, limits: noLimits };

async function recorded(): Promise<MemoryJournal> {
  const journal = memoryJournal();
  await startRun({ journal, compiled: plan, hands: scriptedHands(script), inputs: { question: 'What is there?' } });
  return journal;
}

async function forked(
  journal: MemoryJournal,
  step: string,
  changes: ForkChanges = unchanged,
  from = 'run-1',
  runId = 'fork-1',
) {
  const hands: ScriptedHands = scriptedHands(script);
  const point = await forkPoint(journal, from, step, sha256);
  const { claim, state } = await forkRun(journal, point, changes, { runId, at: hands.now() });
  const signal = new AbortController().signal;
  const nothing = () => undefined;
  const driven = await drive({
    journal,
    claim,
    state,
    hands,
    bindings: {},
    signal,
    onEvents: nothing,
    onDelta: nothing,
  });
  return { hands, state: driven.state };
}

describe('a fork', () => {
  test('at any step asks only from that step on, pays only that, and ends as the run did when nothing is changed', async () => {
    const journal = await recorded();
    const whole = await foldRun(journal, 'run-1', sha256);
    for (const step of [1, 2, 3, 4]) {
      const { hands, state } = await forked(journal, `agent@${step}`, unchanged, 'run-1', `fork-${step}`);
      expect(hands.modelRequests).toHaveLength(5 - step);
      expect(hands.toolRequests).toHaveLength(4 - step);
      expect(state.finished).toMatchObject({ status: 'done', stateHash: whole.finished?.stateHash });
      expect(state.ledger.usage.completionTokens).toBe(20 * (5 - step));
      expect((await foldRun(journal, `fork-${step}`, sha256)).finished?.stateHash).toBe(whole.finished?.stateHash);
    }
  });

  test('goes on with another model, other instructions and other limits from its step', async () => {
    const journal = await recorded();
    const limits = { ...noLimits, maxSteps: 4 };
    const models = { '/': { ...testModel, model: 'another' } };
    const params = { agent: { instructions: 'Be brief.' } };
    const { state, hands } = await forked(journal, '3', { models, params, limits });
    expect(hands.modelRequests.map(({ request }) => request.binding.model)).toEqual(['another', 'another']);
    expect(state.finished?.outputs).toEqual({ answer: 'another: <query 1> <query 2> <query 3> (Be brief.)' });
    expect(state.limits).toEqual(limits);
    expect((await foldRun(journal, 'fork-1', sha256)).finished?.stateHash).toBe(state.finished?.stateHash);
  });

  test('can be forked again', async () => {
    const journal = await recorded();
    const models = { '/': { ...testModel, model: 'another' } };
    await forked(journal, '2', { ...unchanged, models });
    const { state, hands } = await forked(journal, '4', unchanged, 'fork-1', 'fork-2');
    expect(hands.modelRequests).toHaveLength(1);
    expect(state.finished?.outputs).toEqual({ answer: 'another: <query 1> <query 2> <query 3> (Be exact.)' });
    expect(await journal.run('fork-2')).toMatchObject({ forked: { from: 'fork-1' } });
  });

  test('of a run whose journal was altered is refused', async () => {
    const journal = await recorded();
    const altered: MemoryJournal = { ...journal, verify: () => Promise.reject(corrupt('run-1', 3, 'is gone')) };
    await expect(forkPoint(altered, 'run-1', '2', sha256)).rejects.toMatchObject({ code: 'journal.corrupt' });
  });
});

describe('a step of a run', () => {
  test('is found by its number in the run and by its agent, with the events that belong to it', async () => {
    const journal = await recorded();
    const events = await journal.read('run-1', 1);
    const places = await stepsOf(journal, 'run-1');
    expect(places.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    for (const [index, place] of places.entries()) {
      expect(await findStep(journal, 'run-1', String(index + 1))).toEqual(place);
      expect(await findStep(journal, 'run-1', `agent@${index + 1}`)).toEqual(place);
      expect(events[place.firstSeq - 1]?.type).toBe('model.requested');
      expect(events[place.lastSeq - 1]?.type).toBe(index < 3 ? 'tool.finished' : 'model.responded');
    }
  });

  test('that is not there is refused with what there is', async () => {
    const journal = await recorded();
    for (const text of ['0', '5', 'agent@9', 'nobody@1', 'x']) {
      await expect(findStep(journal, 'run-1', text)).rejects.toMatchObject({
        code: 'run.no_step',
        message: `The run run-1 has no step "${text}".`,
        action: 'Name one of 1 to 4, or by agent: agent@1 to agent@4.',
      });
    }
  });
});

test('a fork changes params that their kinds allow, and no others', () => {
  const told = pipeline(
    [...agentPipeline([node('look', 'look')]).nodes, node('told', 'text', { template: 'Well.' })],
    agentPipeline([node('look', 'look')]).wires,
  );
  const check = (params: Parameters<typeof checkForkParams>[1]) => () =>
    checkForkParams(compiled(told).plan, params, testCatalog);
  expect(check({ agent: { maxSteps: 20, instructions: 'Be brief.' }, told: { template: 'Now.' } })).not.toThrow();
  for (const [params, message] of [
    [{ nosuch: {} }, /no node "nosuch"/],
    [{ 'agent/inner': {} }, /no node "agent\/inner"/],
    [{ agent: { maxSteps: 0 } }, /maxSteps/],
    [{ agent: { nosuch: 1 } }, /agent/],
    [{ look: { nosuch: 1 } }, /look/],
    [{ question: { name: 'other' } }, /shape the pipeline/],
    [{ told: { template: '{{other}}' } }, /shape the pipeline/],
    [{ told: { template: '{{a..b}}' } }, /not a path/],
  ] as const) {
    expect(check(params)).toThrow(
      expect.objectContaining({ code: 'run.fork_param', message: expect.stringMatching(message) }),
    );
  }
});
