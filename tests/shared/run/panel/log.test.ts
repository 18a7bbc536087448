// The log of a run: every kind of event becomes one short entry that says what came of it.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventSchema, type RunEvent } from '../../../../src/shared/run/events.ts';
import { emptyLog, logEntry, logEvents, type LogEntry } from '../../../../src/shared/run/panel/log.ts';

const golden = readFileSync(new URL('../../../fixtures/formats/1/events.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as RunEvent);
const base = { runId: 'r', seq: 7, at: 1000 };
const step = { activation: 'agent', effect: 'e', step: 3, attempt: 1 };
const call = { activation: 'agent', effect: 'e', call: { step: 3, index: 0 } };
const limits = { maxSteps: 40, agentSteps: null, budgetNanoUsd: 2_000_000_000 };
const usage = { promptTokens: 1200, completionTokens: 34, cachedTokens: null, reasoningTokens: null };
const error = { code: 'endpoint.refused', message: 'The server said no.' };
const reply = { reasoning: null, content: 'Done.', calls: [] };

// What each type says besides the envelope, and what is kept of it.
const samples: {
  readonly [Type in RunEvent['type']]: readonly [
    event: Omit<Extract<RunEvent, { type: Type }>, 'runId' | 'seq' | 'at' | 'type'>,
    entry: Partial<LogEntry>,
  ];
} = {
  'run.started': [
    {
      machine: 2,
      program: 'test',
      title: 'News brief',
      planHash: '',
      documentHash: '',
      inputs: {},
      limits,
      models: {},
      now: null,
    },
    { facts: [{ of: 'text', text: 'News brief' }] },
  ],
  'run.resumed': [{}, {}],
  'run.suspended': [
    { reason: 'interrupted' },
    { trouble: 'warning', facts: [{ of: 'status', status: 'interrupted' }] },
  ],
  'run.paused': [{}, {}],
  'run.continued': [{}, {}],
  'run.steered': [
    { id: 'm', activation: 'agent', text: 'Look at\nthe second file.' },
    { activation: 'agent', facts: [{ of: 'text', text: 'Look at the second file.' }] },
  ],
  'limits.changed': [{ limits }, { facts: [{ of: 'limits', limits }] }],
  'run.forked': [
    { from: 'r0', fromSeq: 5, step: 'agent@2', models: {}, params: {}, limits },
    { facts: [{ of: 'fork', from: 'r0', step: 'agent@2' }] },
  ],
  'time.expired': [
    { effect: 'e', phase: 'soft' },
    { trouble: 'warning', facts: [{ of: 'expired', phase: 'soft' }] },
  ],
  'guard.raised': [
    { activation: 'agent', effect: 'e', step: 3, guard: 'repeat', count: 4, action: 'remind', message: 'Again.' },
    {
      activation: 'agent',
      step: 3,
      trouble: 'warning',
      facts: [{ of: 'guard', guard: 'repeat', count: 4, action: 'remind' }],
    },
  ],
  'context.changed': [
    {
      activation: 'agent',
      effect: 'e',
      step: 3,
      stage: 'hide',
      changed: [1, 2],
      tokensBefore: 9000,
      tokensAfter: 4000,
      messages: 5,
      digest: '',
    },
    {
      activation: 'agent',
      step: 3,
      facts: [
        { of: 'context', stage: 'hide', changed: 2 },
        { of: 'shortened', before: 9000, after: 4000 },
      ],
    },
  ],
  'run.finished': [
    {
      effect: 'finish',
      status: 'failed',
      reason: error,
      outputs: {},
      usage,
      costNanoUsd: { low: 5, high: 5 },
      steps: 12,
      stateHash: '',
    },
    {
      trouble: 'error',
      facts: [
        { of: 'status', status: 'failed' },
        { of: 'error', ...error },
        { of: 'steps', count: 12 },
        { of: 'tokens', input: 1200, output: 34 },
        { of: 'cost', cost: { low: 5, high: 5 } },
      ],
    },
  ],
  'node.finished': [
    { activation: 'text', effect: 'e', outputs: { count: 3, text: 'Alpha' } },
    { activation: 'text', facts: [{ of: 'text', text: 'Alpha' }] },
  ],
  'node.failed': [
    { activation: 'text', effect: 'e', error },
    { activation: 'text', trouble: 'error', facts: [{ of: 'error', ...error }] },
  ],
  'model.requested': [
    {
      ...step,
      attempt: 2,
      model: '/',
      messages: 9,
      digest: '',
      last: true,
      purpose: 'summary',
      maxOutputTokens: 1,
      reservedNanoUsd: null,
    },
    {
      activation: 'agent',
      step: 3,
      facts: [
        { of: 'model', key: '/' },
        { of: 'summary' },
        { of: 'attempt', number: 2 },
        { of: 'messages', count: 9 },
        { of: 'last' },
      ],
    },
  ],
  'model.responded': [
    {
      ...step,
      verdict: 'final',
      reply,
      finishReason: 'stop',
      usage,
      costNanoUsd: null,
      responseId: null,
      servedModel: null,
      firstTokenMs: null,
      durationMs: 800,
    },
    {
      activation: 'agent',
      step: 3,
      facts: [
        { of: 'verdict', verdict: 'final' },
        { of: 'text', text: 'Done.' },
        { of: 'tokens', input: 1200, output: 34 },
        { of: 'duration', ms: 800 },
      ],
    },
  ],
  'model.failed': [
    {
      ...step,
      verdict: 'truncated',
      error,
      retryable: true,
      retryAfterMs: null,
      jitter: 0,
      partial: null,
      usage: null,
      costNanoUsd: null,
      durationMs: 90,
    },
    {
      activation: 'agent',
      step: 3,
      trouble: 'error',
      facts: [
        { of: 'verdict', verdict: 'truncated' },
        { of: 'error', ...error },
        { of: 'duration', ms: 90 },
      ],
    },
  ],
  'wait.finished': [{ activation: 'agent', effect: 'e' }, { activation: 'agent' }],
  'tool.requested': [
    { ...call, kind: 'find', input: '{"query":"alpha"}' },
    {
      activation: 'agent',
      step: 3,
      facts: [
        { of: 'kind', kind: 'find' },
        { of: 'text', text: '{"query":"alpha"}' },
      ],
    },
  ],
  'tool.finished': [
    { ...call, outcome: { status: 'error', error }, durationMs: 5, sharedWith: 1 },
    {
      activation: 'agent',
      step: 3,
      trouble: 'error',
      facts: [
        { of: 'error', ...error },
        { of: 'shared', index: 1 },
        { of: 'duration', ms: 5 },
      ],
    },
  ],
  'human.asked': [
    { ...call, question: 'Which?', choices: [], purpose: 'approval' },
    {
      activation: 'agent',
      step: 3,
      facts: [
        { of: 'purpose', purpose: 'approval' },
        { of: 'text', text: 'Which?' },
      ],
    },
  ],
  'human.answered': [
    { ...call, answer: { deny: 'no' } },
    { activation: 'agent', step: 3, facts: [{ of: 'text', text: '{"deny":"no"}' }] },
  ],
};

describe('the log of a run', () => {
  test.each(Object.entries(samples))('tells of %s', (type, [event, expected]) => {
    const whole = eventSchema.parse({ ...base, type, ...event });
    expect(logEntry(whole)).toEqual({
      seq: 7,
      at: 1000,
      type,
      activation: null,
      step: null,
      trouble: null,
      facts: [],
      ...expected,
    });
  });

  test('has one entry for each event, in order, whatever batches they come in', () => {
    const whole = logEvents(emptyLog, golden);
    expect(whole.entries.from(0).map(({ seq }) => seq)).toEqual(golden.map(({ seq }) => seq));
    const one = golden.reduce((log, event) => logEvents(log, [event]), emptyLog);
    expect(one.entries.from(0)).toEqual(whole.entries.from(0));
  });

  test('names the function that each call was made to', () => {
    const calls = logEvents(emptyLog, golden)
      .entries.from(0)
      .filter(({ type }) => type.startsWith('tool.') || type.startsWith('human.'));
    expect(calls.map(({ type, facts }) => [type, facts[0]])).toEqual([
      ['tool.finished', { of: 'call', name: 'name_it' }],
      ['tool.requested', { of: 'call', name: 'find' }],
      ['tool.finished', { of: 'call', name: 'find' }],
      ['human.asked', { of: 'call', name: 'ask' }],
      ['human.answered', { of: 'call', name: 'ask' }],
    ]);
  });

  test('keeps the beginning of what is long, on one line', () => {
    const long = 'a line\nand another, '.repeat(10_000);
    const entry = logEntry({ ...base, type: 'node.finished', activation: 'a', effect: 'e', outputs: { text: long } });
    const [fact] = entry.facts;
    expect(fact).toMatchObject({ of: 'text', text: expect.stringMatching(/^a line and another, a line[^\n]*…$/) });
    expect(JSON.stringify(entry).length).toBeLessThan(400);
  });
});
