// The prefix report from hand-written events: which breaks it tells, their cause, position and cost, and what it is silent about.

import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../src/shared/cost/usage.ts';
import type { ModelBinding, RunEvent } from '../../../src/shared/run/events.ts';
import { emptyPrefix, prefixEvent, type PrefixReport } from '../../../src/shared/run/prefix-report.ts';

const envelope = { runId: 'run', seq: 1, at: 0 };

const binding: ModelBinding = {
  endpoint: 'moonshot',
  profile: 'moonshot',
  origin: 'https://api.moonshot.ai',
  model: 'kimi-k2.6',
  dialect: {
    reasoningKey: 'reasoning_content',
    callIds: 'as-received',
    maxTokensField: 'max_completion_tokens',
    toolChoiceNone: true,
  },
  pricing: {
    kind: 'row',
    row: {
      id: 'row',
      provider: 'moonshot',
      model: 'kimi-k2.6',
      currency: 'USD',
      effectiveFrom: '2026-04-20',
      effectiveTo: null,
      perMillion: { cachedInput: 0.16, input: 0.95, output: 4 },
      source: 'price list',
      retrievedAt: '2026-11-20',
      confidence: 'primary',
    },
  },
  windowTokens: 262_144,
  rehearsal: false,
};

const limits = { maxSteps: null, agentSteps: null, budgetNanoUsd: null };

function started(models: Readonly<Record<string, ModelBinding>> = { '/': binding }): RunEvent {
  return {
    ...envelope,
    type: 'run.started',
    machine: 1,
    program: 'longline',
    title: 'run',
    planHash: '',
    documentHash: '',
    inputs: {},
    limits,
    models,
    now: null,
  };
}

interface Asked {
  readonly messages: number;
  readonly prompt: number;
  readonly cached: number | null;
  readonly model?: string;
  readonly last?: boolean;
  readonly purpose?: 'summary';
  readonly failed?: true;
}

/** A request and its answer, which calls `search`. */
function asked(
  step: number,
  { messages, prompt, cached, model = '/', last = false, purpose, failed }: Asked,
): readonly RunEvent[] {
  const attempt = { ...envelope, effect: `model:agent@${step}#1`, activation: 'agent', step, attempt: 1 };
  const usage: Usage = { promptTokens: prompt, completionTokens: 500, cachedTokens: cached, reasoningTokens: null };
  const request: RunEvent = {
    ...attempt,
    type: 'model.requested',
    model,
    messages,
    digest: '',
    last,
    ...(purpose === undefined ? {} : { purpose }),
    maxOutputTokens: 4096,
    reservedNanoUsd: null,
  };
  const costs = { usage, costNanoUsd: null, durationMs: 1 };
  const answer: RunEvent =
    failed === true
      ? {
          ...attempt,
          ...costs,
          type: 'model.failed',
          verdict: 'think_only',
          error: { code: 'model.think_only', message: 'No answer.' },
          retryable: true,
          retryAfterMs: null,
          jitter: 0.5,
          partial: null,
        }
      : {
          ...attempt,
          ...costs,
          type: 'model.responded',
          verdict: 'tool_calls',
          reply: { reasoning: 'think', content: null, calls: [{ id: '', name: 'search', arguments: '{}' }] },
          finishReason: 'tool_calls',
          responseId: null,
          servedModel: null,
          firstTokenMs: null,
        };
  return [request, answer];
}

function shortened(
  step: number,
  stage: 'hide' | 'summarise' | 'discard',
  changed: readonly number[],
  messages: number,
): RunEvent {
  return {
    ...envelope,
    type: 'context.changed',
    effect: `model:agent@${step}#1`,
    activation: 'agent',
    step,
    stage,
    changed: [...changed],
    tokensBefore: 9000,
    tokensAfter: 4000,
    messages,
    digest: '',
  };
}

function reportOf(...events: readonly (RunEvent | readonly RunEvent[])[]): PrefixReport {
  return events.flat().reduce(prefixEvent, emptyPrefix).report;
}

const first = asked(1, { messages: 2, prompt: 1000, cached: 0 });
const second = asked(2, { messages: 4, prompt: 5000, cached: 900 });
const place = { activation: 'agent', attempt: 1 };

describe('the prefix report (C7)', () => {
  it('is empty while each request finds the one before it in the cache, block sizes allowed for', () => {
    expect(reportOf(started(), first, second, asked(3, { messages: 6, prompt: 9000, cached: 4750 }))).toEqual({
      breaks: [],
      measured: 3,
    });
  });

  it('says nothing where the server does not tell what came from its cache', () => {
    const events = [1, 2, 3].map((step) => asked(step, { messages: 2 * step, prompt: 3000 * step, cached: null }));
    expect(reportOf(started(), ...events)).toEqual({ breaks: [], measured: 0 });
  });

  it('names the result that was hidden first, its position, and what reading on from there cost', () => {
    const third = asked(3, { messages: 6, prompt: 9000, cached: 4900 });
    const fourth = asked(4, { messages: 8, prompt: 6000, cached: 1000 });
    const report = reportOf(started(), first, second, third, shortened(4, 'hide', [3, 5], 8), fourth);
    const what = 'result of search in step 1 and 1 more, hidden';
    expect(report).toEqual({
      breaks: [{ ...place, step: 4, cause: 'changed', message: 3, what, tokens: 5000, costNanoUsd: 3_950_000 }],
      measured: 4,
    });
  });

  it('names the steps that were summed up, and does not count the request for the summary as a break', () => {
    const third = asked(3, { messages: 6, prompt: 9000, cached: 4900 });
    const summary = asked(4, { messages: 7, prompt: 9400, cached: 8900, purpose: 'summary' });
    const fourth = asked(4, { messages: 5, prompt: 4000, cached: 500 });
    const events = [started(), first, second, third, summary, shortened(4, 'summarise', [2, 3, 4, 5], 5), fourth];
    expect(reportOf(...events)).toEqual({
      breaks: [
        {
          ...place,
          step: 4,
          cause: 'changed',
          message: 2,
          what: 'steps 1 to 2, summed up',
          tokens: 3500,
          costNanoUsd: 2_765_000,
        },
      ],
      measured: 5,
    });
    // The steps that stay keep their names behind the notes.
    const later = [shortened(5, 'hide', [4], 7), asked(5, { messages: 7, prompt: 5000, cached: 3000 })];
    expect(reportOf(...events, ...later).breaks[1]).toMatchObject({
      message: 4,
      what: 'result of search in step 3, hidden',
    });
  });

  it('blames the server when the messages were the same, also when the attempt failed', () => {
    const server = {
      cause: 'server',
      message: null,
      what: 'the messages were the same; the server did not have them any more',
    };
    const failing = asked(3, { messages: 6, prompt: 9000, cached: 256, failed: true });
    expect(reportOf(started(), first, second, failing)).toEqual({
      breaks: [{ ...place, step: 3, ...server, tokens: 4744, costNanoUsd: 3_747_760 }],
      measured: 3,
    });
  });

  it('tells another model and a fork from it', () => {
    const other = { ...binding, model: 'kimi-k3', pricing: { kind: 'unknown' } } as const;
    const third = asked(3, { messages: 6, prompt: 9000, cached: 0, model: 'strong/' });
    expect(reportOf(started({ '/': binding, 'strong/': other }), first, second, third).breaks).toEqual([
      {
        ...place,
        step: 3,
        cause: 'model',
        message: null,
        what: 'kimi-k3 was asked instead of kimi-k2.6',
        tokens: 5000,
        costNanoUsd: null,
      },
    ]);
    const forked: RunEvent = {
      ...envelope,
      type: 'run.forked',
      from: 'other',
      fromSeq: 9,
      step: 'agent@3',
      models: { '/': { ...other, pricing: { kind: 'free' } } },
      params: {},
      limits,
    };
    expect(
      reportOf(started(), first, second, forked, asked(3, { messages: 6, prompt: 9000, cached: 0 })).breaks,
    ).toEqual([
      {
        ...place,
        step: 3,
        cause: 'fork',
        message: null,
        what: 'the run was forked here',
        tokens: 5000,
        costNanoUsd: 0,
      },
    ]);
  });

  it('knows that the last step leaves the functions out where a server cannot be told to call none', () => {
    const plain = { ...binding, dialect: { ...binding.dialect, toolChoiceNone: false } };
    const third = asked(3, { messages: 7, prompt: 8000, cached: 0, last: true });
    expect(reportOf(started({ '/': plain }), first, second, third).breaks).toEqual([
      {
        ...place,
        step: 3,
        cause: 'changed',
        message: null,
        what: 'the functions, which the last step leaves out',
        tokens: 5000,
        costNanoUsd: 3_950_000,
      },
    ]);
  });
});
