// What guards, limits and people do to a run, in its view: nothing of it is lost, and costs stay with who paid them.

import { describe, expect, test } from 'vitest';
import type { Cost, Usage } from '../../../src/shared/cost/usage.ts';
import type { EventDraft, ModelStatus, RunEvent } from '../../../src/shared/run/events.ts';
import { emptyRunView, foldView, viewDeltas, viewEvent, viewEvents } from '../../../src/shared/run/view.ts';
import { testModel } from '../../kit/pipelines.ts';

const limits = { maxSteps: 10, agentSteps: null, budgetNanoUsd: 1000 };
const started: EventDraft = {
  type: 'run.started',
  at: 1000,
  machine: 2,
  program: 'longline/test',
  title: 'Brief',
  planHash: 'plan',
  documentHash: 'document',
  inputs: {},
  limits,
  models: { '/': testModel },
  now: null,
};
const model = (step: number, attempt: number, activation = 'agent') => ({
  effect: `model:${activation}@${step}#${attempt}`,
  activation,
  step,
  attempt,
});
const requested = (step: number, attempt = 1, purpose?: 'summary'): EventDraft => ({
  type: 'model.requested',
  at: 2000,
  ...model(step, attempt),
  model: '/',
  messages: 1,
  digest: '',
  last: false,
  ...(purpose === undefined ? {} : { purpose }),
  maxOutputTokens: 10,
  reservedNanoUsd: 700,
});
const usage: Usage = { promptTokens: 10, completionTokens: 5, cachedTokens: 0, reasoningTokens: null };
const cost: Cost = { low: 40, high: 40 };
const responded = (step: number, calls: readonly string[], attempt = 1, content: string | null = null): EventDraft => ({
  type: 'model.responded',
  at: 2500,
  ...model(step, attempt),
  verdict: calls.length === 0 ? 'final' : 'tool_calls',
  reply: { reasoning: null, content, calls: calls.map((name) => ({ id: '', name, arguments: '{}' })) },
  finishReason: null,
  usage,
  costNanoUsd: cost,
  responseId: null,
  servedModel: null,
  firstTokenMs: null,
  durationMs: 500,
});
const failed = (step: number, attempt: number, retryable: boolean): EventDraft => ({
  type: 'model.failed',
  at: 2400,
  ...model(step, attempt),
  verdict: 'truncated',
  error: { code: 'endpoint.truncated', message: 'Cut.' },
  retryable,
  retryAfterMs: null,
  jitter: 0,
  partial: null,
  raw: 'ab12',
  usage,
  costNanoUsd: cost,
  durationMs: 400,
});
const guard = (step: number): EventDraft => ({
  type: 'guard.raised',
  at: 2600,
  effect: `guard:agent@${step}.repeat`,
  activation: 'agent',
  step,
  guard: 'repeat',
  count: 3,
  action: 'ask',
  message: 'The same call 3 times in a row.',
});
const asked = (purpose: 'approval' | 'doubt' | 'guard' | 'question', call: boolean): EventDraft => ({
  type: 'human.asked',
  at: 2700,
  effect: `${purpose}:1`,
  activation: 'agent',
  call: call ? { step: 1, index: 0 } : null,
  question: 'May it?',
  choices: [],
  purpose,
  ...(purpose === 'approval' ? { exact: '{"kind":"send"}', exactSha256: 'ff' } : {}),
});
const answered = (purpose: string, call: boolean, answer: string | { deny: string }): EventDraft => ({
  type: 'human.answered',
  at: 2800,
  effect: `${purpose}:1`,
  activation: 'agent',
  call: call ? { step: 1, index: 0 } : null,
  answer,
});
const run = (...drafts: readonly EventDraft[]): readonly RunEvent[] =>
  [started, ...drafts].map((draft, index) => ({ ...draft, runId: 'run-1', seq: index + 1 }) as RunEvent);
const view = (...drafts: readonly EventDraft[]) => viewEvents(emptyRunView, run(...drafts));
const status = (more: Partial<ModelStatus> = {}): ModelStatus => ({
  type: 'model.status',
  runId: 'run-1',
  activation: 'agent',
  step: 1,
  attempt: 1,
  status: 'queued',
  reason: '3 requests a minute allowed',
  until: 14_000,
  ...more,
});

describe('the view of a run that is watched over', () => {
  test('is paused and goes on, and takes in what people tell it and which limits they set', () => {
    const raised = { ...limits, budgetNanoUsd: 5000, maxWallMs: 60_000 };
    const paused = view(requested(1), { type: 'run.paused', at: 3000 });
    expect(paused.status).toBe('paused');
    const on = view(
      requested(1),
      { type: 'time.expired', at: 2000, effect: 'time:soft:1', phase: 'soft' },
      { type: 'run.paused', at: 3000 },
      { type: 'limits.changed', at: 3100, limits: raised },
      { type: 'run.steered', at: 3200, id: 'c1', activation: 'agent', text: 'Be brief.' },
      { type: 'run.continued', at: 3300 },
    );
    expect([on.status, on.limits, on.expired, on.steers]).toEqual([
      'running',
      raised,
      null,
      [{ activation: 'agent', text: 'Be brief.', at: 3200, step: 'agent@1' }],
    ]);
    expect(view({ type: 'time.expired', at: 2000, effect: 'time:hard:1', phase: 'hard' }).expired).toBe('hard');
  });

  test('keeps every failed attempt of a step, also once another one has succeeded', () => {
    const { steps, ledger } = view(requested(1), failed(1, 1, true), requested(1, 2), responded(1, [], 2, 'So.'));
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({
      status: 'done',
      attempt: 2,
      content: 'So.',
      verdict: 'final',
      failures: [
        {
          attempt: 1,
          verdict: 'truncated',
          error: { code: 'endpoint.truncated', message: 'Cut.' },
          retryable: true,
          raw: 'ab12',
        },
      ],
    });
    expect(steps[0]?.error).toBeUndefined();
    expect(ledger.cost).toEqual({ low: 80, high: 80 });
  });

  test('shows a guard with its step and with the run', () => {
    const raised = {
      activation: 'agent',
      step: 1,
      guard: 'repeat',
      count: 3,
      action: 'ask',
      message: 'The same call 3 times in a row.',
    };
    const { guards, steps } = view(requested(1), responded(1, ['find']), guard(1), requested(2));
    expect([guards, steps.map((step) => step.guards)]).toEqual([[raised], [[raised], []]]);
  });

  test('shows a summary as a step of its own before the one that it makes room for', () => {
    const change: EventDraft = {
      type: 'context.changed',
      at: 2600,
      effect: 'model:agent@2#2',
      activation: 'agent',
      step: 2,
      stage: 'summarise',
      changed: [2, 3, 4],
      tokensBefore: 9000,
      tokensAfter: 2000,
      messages: 4,
      digest: '',
    };
    const { steps, nodes, contextChanges } = view(
      requested(1),
      responded(1, ['find']),
      requested(2, 1, 'summary'),
      responded(2, [], 1, 'Notes.'),
      change,
      requested(2, 2),
      responded(2, ['find'], 2),
      {
        type: 'tool.finished',
        at: 2600,
        effect: 'call:agent@2.0',
        activation: 'agent',
        call: { step: 2, index: 0 },
        outcome: { status: 'ok', outputs: {} },
        durationMs: 1,
        sharedWith: 0,
      },
    );
    expect(steps.map(({ key, purpose, content, status: state }) => [key, purpose, content, state])).toEqual([
      ['agent@1', 'step', '', 'calling'],
      ['agent@2~summary', 'summary', 'Notes.', 'done'],
      ['agent@2', 'step', '', 'done'],
    ]);
    expect(steps[2]?.calls[0]).toMatchObject({ status: 'ok', sharedWith: 0 });
    expect(nodes['agent']?.steps).toBe(2);
    expect(contextChanges).toEqual([
      { activation: 'agent', step: 2, stage: 'summarise', changed: 3, tokensBefore: 9000, tokensAfter: 2000 },
    ]);
  });

  test('says what holds a request up, until it is asked, says something or ends', () => {
    const held = viewDeltas(view(requested(1)), [status()]);
    expect(held.steps[0]?.held).toEqual({ reason: '3 requests a minute allowed', until: 14_000 });
    expect(viewDeltas(held, [status({ status: 'asking', reason: '', until: null })]).steps[0]?.held).toBeUndefined();
    const delta = {
      type: 'model.delta',
      runId: 'run-1',
      activation: 'agent',
      step: 1,
      attempt: 1,
      channel: 'content',
      call: null,
      offset: 0,
      text: 'S',
    } as const;
    expect(viewDeltas(held, [delta]).steps[0]?.held).toBeUndefined();
    const next = { ...failed(1, 1, true), runId: 'run-1', seq: held.lastSeq + 1 } as RunEvent;
    expect(viewEvent(held, next).steps[0]?.held).toBeUndefined();
    expect(viewDeltas(held, [status({ attempt: 2 })])).toBe(held);
  });

  test('shows the exact call that waits for leave, and what became of it', () => {
    const waiting = view(requested(1), responded(1, ['send']), asked('approval', true));
    expect(waiting.questions).toEqual([
      {
        effect: 'approval:1',
        activation: 'agent',
        question: 'May it?',
        choices: [],
        purpose: 'approval',
        exact: '{"kind":"send"}',
        exactSha256: 'ff',
        call: { step: 1, index: 0 },
      },
    ]);
    const after = (answer: string | { deny: string }) => {
      const { steps, questions } = view(
        requested(1),
        responded(1, ['send']),
        asked('approval', true),
        answered('approval', true, answer),
      );
      return [questions, steps[0]?.status, steps[0]?.calls[0]?.status, steps[0]?.calls[0]?.error?.message];
    };
    expect(waiting.steps[0]?.calls[0]?.status).toBe('asking');
    expect(after('approve')).toEqual([[], 'calling', 'waiting', undefined]);
    expect(after({ deny: 'Not today.' })).toEqual([
      [],
      'done',
      'error',
      'A person did not allow this call. They said: Not today.',
    ]);
  });

  test('a guard that was answered leaves the agent at work, and a doubt ends as it was answered', () => {
    const node = view(requested(1), asked('guard', false), answered('guard', false, 'continue')).nodes['agent'];
    expect(node).toMatchObject({ status: 'running' });
    expect(node?.outputs).toBeUndefined();
    const doubted = (answer: string) =>
      view(requested(1), responded(1, ['send']), asked('doubt', true), answered('doubt', true, answer)).steps[0];
    expect([doubted('again')?.calls[0]?.status, doubted('again')?.status]).toEqual(['waiting', 'calling']);
    expect([doubted('failed')?.calls[0]?.status, doubted('failed')?.status]).toEqual(['error', 'done']);
  });

  test('a fork begins at zero: what came before was paid elsewhere and stays with its steps', () => {
    const forked: EventDraft = {
      type: 'run.forked',
      at: 5000,
      from: 'run-0',
      fromSeq: 4,
      step: 'agent@2',
      models: { '/': { ...testModel, model: 'k2' } },
      params: {},
      limits: { ...limits, maxSteps: 3 },
    };
    const fork = view(
      requested(1),
      responded(1, ['find']),
      requested(2),
      forked,
      requested(2, 2),
      responded(2, [], 2, 'So.'),
    );
    expect(fork.forked).toEqual({ from: 'run-0', step: 'agent@2', seq: 5, inherited: 2 });
    expect([fork.limits.maxSteps, fork.models['/']?.model]).toEqual([3, 'k2']);
    expect([fork.ledger.attempts, fork.ledger.cost, fork.nodes['agent']?.ledger.cost]).toEqual([1, cost, cost]);
    expect(fork.steps.map((step) => [step.key, step.model, step.ledger.attempts, step.ledger.cost])).toEqual([
      ['agent@1', 'scripted', 1, cost],
      ['agent@2', 'k2', 1, cost],
    ]);
  });
});

describe('what servers did with what they were sent', () => {
  // Each step says 1,000 tokens, 900 of them reasoning; what the next request is short of has been dropped.
  const thought = {
    reasoning: 'think '.repeat(700),
    content: null,
    calls: [{ id: '', name: 'find', arguments: '{}' }],
  };
  const steps = (grown: number, cachedTokens: (promptTokens: number) => number) =>
    [1, 2, 3, 4].flatMap((step): EventDraft[] => {
      const promptTokens = 4000 + grown * (step - 1);
      const counted = {
        promptTokens,
        completionTokens: 1000,
        cachedTokens: step === 1 ? 0 : cachedTokens(promptTokens),
        reasoningTokens: 900,
      };
      return [
        { ...requested(step), messages: step * 2 } as EventDraft,
        { ...responded(step, ['find']), usage: counted, reply: thought } as EventDraft,
        {
          type: 'tool.finished',
          at: 2600,
          effect: `call:agent@${step}.0`,
          activation: 'agent',
          call: { step, index: 0 },
          outcome: { status: 'ok', outputs: {} },
          durationMs: 1,
        },
      ];
    });

  test('is seen in the view: reasoning that was dropped, and prefixes that were not cached', () => {
    const whole = view(...steps(1010, (promptTokens) => promptTokens - 1010));
    expect(whole.retention['agent']).toMatchObject({ verdict: 'kept', compared: 3 });
    expect([whole.prefix.breaks, whole.prefix.measured]).toEqual([[], 4]);
    const dropped = view(...steps(110, () => 0));
    expect(dropped.retention['agent']).toMatchObject({ verdict: 'reasoning-dropped', step: 2, compared: 3 });
    expect(dropped.retention['agent']?.missingTokens).toBeGreaterThan(800);
    expect(dropped.prefix.breaks.map(({ step, cause }) => [step, cause])).toEqual([
      [2, 'server'],
      [3, 'server'],
      [4, 'server'],
    ]);
  });

  test('is the same however the events come, and nothing is known of conversations that cannot be compared', () => {
    const drafts = steps(110, () => 0);
    const fold = foldView();
    for (const event of run(...drafts)) fold.event(event);
    const whole = view(...drafts);
    expect([fold.view().retention, fold.view().prefix]).toEqual([whole.retention, whole.prefix]);
    expect(run(...drafts).reduce(viewEvent, emptyRunView).retention).toEqual(whole.retention);
    expect(view(...drafts.slice(0, 3)).retention).toEqual({});
    const told: EventDraft = { type: 'run.steered', at: 2600, id: 'c', activation: null, text: 'x' };
    expect(view(...drafts.slice(0, 6), told, ...drafts.slice(6, 8)).retention['agent']?.compared).toBe(1);
  });
});

describe('a view that is kept', () => {
  const many = run(
    ...Array.from({ length: 3000 }, (_, index): EventDraft => {
      const activation = `node-${index % 1000}`;
      return { type: 'node.finished', at: 1000 + index, effect: `node:${activation}`, activation, outputs: { index } };
    }),
  );

  test('is the same whether its events come one by one, in batches or into a fold', () => {
    const whole = viewEvents(emptyRunView, many);
    expect(many.reduce(viewEvent, emptyRunView)).toEqual(whole);
    const fold = foldView();
    for (const event of many) fold.event(event);
    expect(fold.view()).toEqual(whole);
    expect(Object.keys(whole.nodes)).toHaveLength(1000);
  });

  test('is never changed by what comes later', () => {
    const fold = foldView();
    const kept: [unknown, string][] = [];
    for (const event of run(requested(1), responded(1, ['find']), guard(1), requested(2), failed(2, 1, false))) {
      fold.event(event);
      kept.push([fold.view(), JSON.stringify(fold.view())]);
    }
    for (const [snapshot, text] of kept) expect(JSON.stringify(snapshot)).toBe(text);
    expect(new Set(kept.map(([, text]) => text)).size).toBe(kept.length);
  });

  test('copies its tables once for a batch, however many events that has', () => {
    const fold = foldView();
    fold.event(many[0] as RunEvent);
    fold.event(many[1] as RunEvent);
    const { nodes } = fold.now();
    for (const event of many.slice(2)) fold.event(event);
    expect(fold.now().nodes).toBe(nodes);
    const kept = fold.view();
    fold.event({ ...many[2], seq: many.length + 1 } as RunEvent);
    expect(fold.now().nodes).not.toBe(kept.nodes);
  });
});
