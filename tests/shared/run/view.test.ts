// The view of a run: recorded events and live pieces fold to the same picture, however often they come.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ModelDelta, RunEvent } from '../../../src/shared/run/events.ts';
import { answerText, emptyRunView, type RunView, viewDeltas, viewEvent } from '../../../src/shared/run/view.ts';

const events = readFileSync(new URL('../../fixtures/formats/1/events.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as RunEvent);
const fold = (list: readonly RunEvent[], from: RunView = emptyRunView): RunView => list.reduce(viewEvent, from);
const upTo = (type: RunEvent['type'], nth = 0): RunView => {
  const at = events.filter((event) => event.type === type)[nth]?.seq ?? 0;
  return fold(events.slice(0, at));
};
const delta = (
  channel: ModelDelta['channel'],
  offset: number,
  text: string,
  more: Partial<ModelDelta> = {},
): ModelDelta => ({
  type: 'model.delta',
  runId: 'run-1',
  activation: 'agent',
  step: 1,
  attempt: 1,
  channel,
  call: null,
  offset,
  text,
  ...more,
});

describe('the view of a run', () => {
  test('shows every step with its calls, what they gave, and the evidence (E4)', () => {
    const view = fold(events);
    const finished = events.at(-1);
    expect(view).toMatchObject({
      runId: 'run-1',
      status: 'done',
      lastSeq: events.length,
      questions: [],
      inputs: { question: 'What is alpha?' },
    });
    expect(view.stateHash).toBe(finished?.type === 'run.finished' ? finished.stateHash : 'none');
    expect(view.steps.map((step) => [step.key, step.status, step.attempt, step.reasoning, step.content])).toEqual([
      ['agent@1', 'done', 2, 'Look it up.', ''],
      ['agent@2', 'done', 1, '', 'Ask.'],
      ['agent@3', 'done', 1, 'Enough.', 'Alpha [p-0a1b2c3d].'],
    ]);
    expect(view.steps.map((step) => step.calls.map((call) => [call.name, call.status]))).toEqual([
      [
        ['find', 'ok'],
        ['name_it', 'error'],
      ],
      [['ask', 'ok']],
      [],
    ]);
    expect(view.steps[0]?.ledger.attempts).toBe(2);
    expect(Object.keys(view.evidence)).toEqual(['p-0a1b2c3d']);
    expect(view.nodes['agent']).toMatchObject({ status: 'done', steps: 3 });
    expect(view.nodes['agent@1.1/name']).toMatchObject({ status: 'failed', error: { code: 'template.path' } });
    expect(answerText(view.outputs)).toContain('Alpha [p-0a1b2c3d].');
  });

  test('books an attempt that a crash cut off as up to its reservation, and takes back what it said (C5)', () => {
    const thinking = viewDeltas(upTo('model.requested'), [delta('reasoning', 0, 'Half a')]);
    expect(thinking.steps[0]).toMatchObject({ status: 'thinking', reasoning: 'Half a' });
    const resumed = (reservedNanoUsd: number | null) => {
      const before = { ...thinking, steps: thinking.steps.map((step) => ({ ...step, reservedNanoUsd })) };
      return viewEvent(before, { runId: 'run-1', seq: before.lastSeq + 1, at: 9, type: 'run.resumed' });
    };
    expect(resumed(700)).toMatchObject({ status: 'running', ledger: { attempts: 1, cost: { low: 0, high: 700 } } });
    expect(resumed(700).steps[0]).toMatchObject({ status: 'retrying', reasoning: '' });
    expect(resumed(null).ledger.cost).toBeNull();
  });

  test('leaves nothing under way when a run has ended (E5)', () => {
    const finished = events.at(-1);
    if (finished?.type !== 'run.finished') throw new Error('the golden run has no end');
    const before = upTo('model.requested');
    const reason = { code: 'endpoint.refused', message: 'No.' };
    const view = viewEvent(before, { ...finished, seq: before.lastSeq + 1, status: 'failed', reason });
    expect(view.steps.map((step) => step.status)).toEqual(['failed']);
    expect(view.nodes['agent']).toMatchObject({ status: 'failed', error: reason });
  });

  test('is the same when events come twice or overlap (E5)', () => {
    const whole = fold(events);
    expect(fold(events, whole)).toBe(whole);
    for (let cut = 0; cut <= events.length; cut += 1)
      expect(fold(events.slice(Math.max(0, cut - 3)), fold(events.slice(0, cut)))).toEqual(whole);
  });

  test('waits with its question, and has none when it was answered (E4)', () => {
    const asked = upTo('run.suspended');
    expect([asked.status, asked.questions.map(({ question, choices }) => [question, choices])]).toEqual([
      'waiting',
      [['Which?', ['a', 'b']]],
    ]);
    expect(asked.steps[1]?.calls[0]?.status).toBe('asking');
    expect(upTo('human.answered').questions).toEqual([]);
  });

  test('grows by live pieces, and a piece that comes again or from the start changes nothing wrongly (E5)', () => {
    let view = viewDeltas(upTo('model.requested'), [
      delta('reasoning', 0, 'Loo'),
      delta('reasoning', 3, 'k'),
      delta('reasoning', 3, 'k'),
      delta('content', 0, 'Hi'),
    ]);
    expect([view.steps[0]?.reasoning, view.steps[0]?.content]).toEqual(['Look', 'Hi']);
    view = viewDeltas(view, [delta('reasoning', 0, 'New')]);
    expect(view.steps[0]?.reasoning).toBe('New');
    const second = { call: { index: 1, name: 'b' } };
    view = viewDeltas(view, [
      delta('arguments', 0, '{"x"', second),
      delta('arguments', 0, '{}', { call: { index: 0, name: 'a' } }),
      delta('arguments', 4, ':1}', second),
    ]);
    expect(view.steps[0]?.calls).toEqual([
      { index: 0, name: 'a', arguments: '{}', status: 'writing' },
      { index: 1, name: 'b', arguments: '{"x":1}', status: 'writing' },
    ]);
  });

  test('takes the text of a failed attempt back, and lets no late piece of it in (E5)', () => {
    const begun = viewDeltas(upTo('model.requested'), [delta('content', 0, 'Half an ans')]);
    const failedAt = events.findIndex((event) => event.type === 'model.failed');
    const failed = fold(events.slice(0, failedAt + 1), begun);
    expect(failed.steps[0]).toMatchObject({ status: 'retrying', content: '' });
    expect(viewDeltas(failed, [delta('content', 11, 'wer')])).toBe(failed);
    const again = fold(events.slice(0, events.filter((event) => event.type === 'model.requested')[1]?.seq), failed);
    expect(viewDeltas(again, [delta('content', 0, 'late')])).toBe(again);
    expect(viewDeltas(again, [delta('content', 0, 'new', { attempt: 2 })]).steps[0]?.content).toBe('new');
  });

  test('passes over live pieces of another run (E5)', () => {
    const view = upTo('model.requested');
    expect(viewDeltas(view, [delta('content', 0, 'x', { runId: 'run-2' })])).toBe(view);
  });
});
