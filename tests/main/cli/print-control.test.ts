// Guards, limits and what people do to a run, as the command line prints them; and what else its new parts say in words.

import { createColors } from 'picocolors';
import { describe, expect, test } from 'vitest';
import { diffText } from '../../../src/main/hosts/cli/print-diff.ts';
import { estimateText } from '../../../src/main/hosts/cli/print-estimate.ts';
import { exitCodeOfError, exitCodeOfStatus } from '../../../src/main/hosts/cli/exit-codes.ts';
import { changedLimits } from '../../../src/main/hosts/cli/change-limits.ts';
import { paramsOf } from '../../../src/main/hosts/cli/fork-params.ts';
import { heldText, liveLine } from '../../../src/main/hosts/cli/live-line.ts';
import { duration, oneOf, orNone } from '../../../src/main/hosts/cli/options.ts';
import { statusText } from '../../../src/main/hosts/cli/print-ending.ts';
import { findingsText } from '../../../src/main/hosts/cli/print-findings.ts';
import { createRunPrinter } from '../../../src/main/hosts/cli/print-run.ts';
import { answering, answeringCalls } from '../../../src/main/hosts/cli/people.ts';
import type { HumanQuestion } from '../../../src/main/drivers/hands.ts';
import type { EventDraft, RunEvent } from '../../../src/shared/run/events.ts';
import { emptyRunView, type RunView } from '../../../src/shared/run/view.ts';
import { catalogWithTools } from '../../../src/shared/pipeline/kinds/index.ts';
import { agentPipeline, compiled, testModel } from '../../kit/pipelines.ts';

const style = { colours: createColors(false), columns: Number.POSITIVE_INFINITY };
const noLimits = { maxSteps: null, agentSteps: null, budgetNanoUsd: null };
const started: EventDraft = {
  type: 'run.started',
  at: 1000,
  machine: 2,
  program: 'longline/test',
  title: 'Brief',
  planHash: 'plan',
  documentHash: 'document',
  inputs: {},
  limits: { ...noLimits, maxWallMs: 90_000 },
  models: { '/': testModel },
  now: null,
};
const place = { effect: 'x', activation: 'agent', step: 2 };
/** What is printed for these events, after the start. */
const printed = (...drafts: readonly EventDraft[]): string => {
  const printer = createRunPrinter(style);
  const events = [started, ...drafts].map((draft, index) => ({ ...draft, runId: 'RUN', seq: index + 1 }) as RunEvent);
  const [, ...texts] = events.map((event) => printer.event(event));
  return texts.join('');
};
const failed = (more: Partial<Extract<EventDraft, { type: 'model.failed' }>>): EventDraft => ({
  type: 'model.failed',
  at: 2,
  ...place,
  attempt: 1,
  verdict: 'error',
  error: { code: 'endpoint.busy', message: 'The server is busy.' },
  retryable: true,
  retryAfterMs: 12_000,
  jitter: 0,
  partial: null,
  usage: null,
  costNanoUsd: null,
  durationMs: 1,
  ...more,
});
const requested = (step: number, purpose: 'step' | 'summary' = 'step'): EventDraft => ({
  type: 'model.requested',
  at: 2,
  ...place,
  step,
  attempt: 1,
  model: '/',
  messages: 1,
  digest: '',
  last: false,
  purpose,
  maxOutputTokens: 1,
  reservedNanoUsd: null,
});
const approval = (effect: string, exact: string): EventDraft => ({
  type: 'human.asked',
  at: 2,
  effect,
  activation: 'agent',
  call: { step: 2, index: 0 },
  question: 'May "send" run with exactly this?',
  choices: ['approve', 'deny'],
  purpose: 'approval',
  exact,
  exactSha256: 'f00d',
});
const answer = (effect: string, said: string | { readonly deny: string }): EventDraft => ({
  type: 'human.answered',
  at: 3,
  effect,
  activation: 'agent',
  call: { step: 2, index: 0 },
  answer: said,
});

describe('the timeline of a run', () => {
  test('says what each guard saw, what is done about it, and in which words', () => {
    const guard = { type: 'guard.raised', at: 2, ...place, guard: 'repeat', count: 5, message: 'Same call.' } as const;
    expect(printed({ ...guard, action: 'ask' }, { ...guard, action: 'stop', count: 12 })).toBe(
      '  guard repeat, 5 in a row: a person is asked\n    Same call.\n' +
        '  guard repeat, 12 in a row: the next step is the last\n    Same call.\n',
    );
  });

  test('says how a conversation was shortened', () => {
    const change = {
      type: 'context.changed',
      at: 2,
      ...place,
      changed: [3, 5] as number[],
      tokensBefore: 96_000,
      tokensAfter: 41_000,
      messages: 9,
      digest: '',
    } as const;
    expect(printed({ ...change, stage: 'hide' }, { ...change, stage: 'discard', changed: [1] })).toBe(
      '\ncontext of agent before step 2: 2 old results hidden · 96,000 → 41,000 tokens\n' +
        '\ncontext of agent before step 2: 1 message left out · 96,000 → 41,000 tokens\n',
    );
  });

  test('says of a failed attempt what it was, and when the model is asked again', () => {
    expect(
      printed(
        requested(2),
        failed({}),
        failed({ verdict: 'leaked_tool_tokens', retryAfterMs: null, attempt: 2 }),
        failed({ retryable: false, attempt: 3 }),
      ),
    ).toBe(
      '\nstep 2 · agent, attempt 1: The server is busy. (asking again in 12.0 s)\n' +
        '\nstep 2 · agent, attempt 2: leaked tool tokens: The server is busy. (asking again)\n' +
        '\nstep 2 · agent, attempt 3: The server is busy. (given up)\n',
    );
  });

  test('tells a summary from the step that it makes room for', () => {
    const responded: EventDraft = {
      type: 'model.responded',
      at: 3,
      ...place,
      attempt: 1,
      verdict: 'final',
      reply: { reasoning: null, content: 'Notes.', calls: [] },
      finishReason: null,
      usage: null,
      costNanoUsd: null,
      responseId: null,
      servedModel: null,
      firstTokenMs: null,
      durationMs: 1,
    };
    expect(printed(requested(2, 'summary'), responded)).toBe(
      '\nsummary before step 2 · agent\n  answers 6 characters\n',
    );
  });

  test('shows what people do: pausing, going on, telling, changing limits; and the time that runs out', () => {
    expect(
      printed(
        { type: 'run.steered', at: 2, id: '1', activation: null, text: 'Be brief.\u001b[2J' },
        { type: 'time.expired', at: 2, effect: 'time:soft:1', phase: 'soft' },
        { type: 'run.paused', at: 2 },
        {
          type: 'limits.changed',
          at: 2,
          limits: { maxSteps: 300, agentSteps: 300, budgetNanoUsd: 2e9, maxTokens: 1_000_000, maxWallMs: 1_800_000 },
        },
        { type: 'run.continued', at: 2 },
      ),
    ).toBe(
      '\na person tells every agent\n  Be brief.\\x1b[2J\n' +
        '\nthe time limit of 1 min 30 s is nearly used up: agents are asked for their answers\n' +
        '\npaused · go on with: longline resume RUN\n' +
        '\nlimits 300 steps · $2.00 · 1,000,000 tokens · 30 min 0 s\n' +
        '\ncontinued\n',
    );
  });

  test('shows a call that waits for approval whole, with hidden characters visible, its number, and what was said to it', () => {
    const long = `{"kind":"send","params":{},"input":{"text":"${'x'.repeat(500)}\u202e\u200b"}}`;
    expect(
      printed(
        approval('a', '{"kind":"send"}'),
        answer('a', 'approve'),
        approval('b', long),
        answer('b', { deny: 'Not on a Friday.' }),
      ),
    ).toBe(
      '  call 1 waits for approval: May "send" run with exactly this?\n    {"kind":"send"}\n    sha256 f00d\n' +
        '  a person approved the call\n' +
        `  call 2 waits for approval: May "send" run with exactly this?\n    ${long.replace('\u202e\u200b', '\\u202e\\u200b')}\n    sha256 f00d\n` +
        '  a person denied the call: Not on a Friday.\n',
    );
  });

  test('says of a fork where it begins, what it changes, and that what stands above was paid elsewhere', () => {
    expect(
      printed({
        type: 'run.forked',
        at: 2,
        from: '01KB',
        fromSeq: 7,
        step: 'agent@2',
        models: { '/': { ...testModel, model: 'k2', endpoint: 'vllm' } },
        params: { agent: { instructions: 'Be thorough.' } },
        limits: noLimits,
      }),
    ).toBe(
      '\nforked from 01KB at agent@2 · what stands above was paid there\n' +
        '  model: k2 at vllm\n  agent.instructions: Be thorough.\n',
    );
  });

  test('says of a shared call whose result it is', () => {
    const shared: EventDraft = {
      type: 'tool.finished',
      at: 2,
      effect: 'c',
      activation: 'agent',
      call: { step: 2, index: 1 },
      outcome: { status: 'ok', outputs: {} },
      durationMs: 0,
      sharedWith: 0,
    };
    expect(printed(shared)).toBe('  agent \n    → the result of call 1 of this step, which asks for the same\n');
  });
});

describe('the end of a run', () => {
  const view: RunView = { ...emptyRunView, runId: 'RUN', startedAt: 1000, updatedAt: 2000 };

  test('names guards, servers that lost something, and what missed caches cost', () => {
    const missed = { activation: 'agent', step: 12, attempt: 1, cause: 'changed', message: 9 } as const;
    const text = findingsText(
      {
        ...view,
        guards: (['repeat', 'repeat', 'mismatch'] as const).map((guard) => ({
          activation: 'agent',
          step: 1,
          guard,
          count: 3,
          action: 'remind',
          message: '',
        })),
        retention: {
          agent: { verdict: 'reasoning-dropped', step: 4, compared: 3, missingTokens: 1200 },
          other: { verdict: 'kept', step: 2, compared: 3, missingTokens: 0 },
        },
        prefix: {
          measured: 9,
          breaks: [
            { ...missed, what: 'result of search in step 3', tokens: 30_000, costNanoUsd: 15_000_000 },
            { ...missed, what: 'another model', tokens: 11_000, costNanoUsd: 5_000_000 },
          ],
        },
      },
      style,
    );
    expect(text.split('\n')).toEqual([
      'Guards spoke up 3 times: repeat 2×, mismatch 1×.',
      'The server that agent talks to drops the reasoning that is sent back to it: about 1,200 tokens were missing at step 4.',
      'The prefix cache was missed 2 times, 41,000 tokens read again, $0.02: result of search in step 3 (step 12 of agent); another model (step 12 of agent).',
    ]);
    expect(findingsText(view, style)).toBe('');
  });

  test('of a paused run, and of one with calls that wait for approval, says how to go on', () => {
    const summary = {
      runId: 'RUN',
      seq: 1,
      type: 'run.finished',
      reason: null,
      outputs: {},
      usage: {},
      costNanoUsd: { low: 0, high: 0 },
      steps: 2,
      stateHash: '',
    } as const;
    expect(
      statusText(view, { ...summary, status: 'paused' }, style)
        .split('\n')
        .slice(1),
    ).toEqual(['  Go on with: longline resume RUN']);
    const question = {
      effect: 'a',
      activation: 'agent',
      question: 'Well?',
      choices: [],
      purpose: 'question',
      exact: null,
      exactSha256: null,
      call: null,
    } as const;
    const asking = { ...view, questions: [{ ...question, purpose: 'approval' as const }] };
    expect(
      statusText(asking, { ...summary, status: 'waiting' }, style)
        .split('\n')
        .slice(1),
    ).toEqual(['  1 call waits for approval: longline approve RUN']);
    const both = { ...view, questions: [...asking.questions, ...asking.questions, question] };
    expect(
      statusText(both, { ...summary, status: 'waiting' }, style)
        .split('\n')
        .slice(1),
    ).toEqual([
      '  Asked: Well?',
      '  Answer with: longline resume RUN --answer "…"',
      '  2 calls wait for approval: longline approve RUN',
    ]);
    expect([exitCodeOfStatus('paused'), exitCodeOfError('run.no_step'), exitCodeOfError('run.not_running')]).toEqual([
      4, 2, 2,
    ]);
  });
});

test('the live line names the time limit, and what holds a request up', () => {
  const held = { reason: '3 requests a minute allowed', until: 14_900 };
  expect(heldText(held, 3000)).toBe('waiting 12 s: 3 requests a minute allowed');
  expect(heldText({ ...held, until: null }, 3000)).toBe('waiting: 3 requests a minute allowed');
  const view = { ...emptyRunView, runId: 'x', startedAt: 1000, limits: { ...noLimits, maxWallMs: 1_800_000 } };
  expect(liveLine(view, null, 13_400, 200)).toMatch(/ · 12 s of 30 min 0 s · .* · starting$/);
  expect(liveLine({ ...view, status: 'paused' }, null, 13_400, 200)).toMatch(/ · paused$/);
});

test('durations, words and "none" are read as people write them, and nothing else is', () => {
  expect(['90s', '30m', '2h', '1h30m', '1m5s'].map(duration('--time'))).toEqual([
    90_000, 1_800_000, 7_200_000, 5_400_000, 65_000,
  ]);
  for (const text of ['', '5', '0s', '-1m', '5d', '1m1h', '1.5h', 'm'])
    expect(() => duration('--time')(text)).toThrow('--time');
  expect(oneOf('--approvals', ['ask', 'allow'])('allow')).toBe('allow');
  expect(() => oneOf('--approvals', ['ask', 'allow'])('yes')).toThrow('--approvals takes ask or allow');
  expect([orNone(duration('--time'))('none'), orNone(duration('--time'))('1s')]).toEqual([null, 1000]);
});

test('limits that are not named stay as they are', () => {
  const limits = { maxSteps: 10, agentSteps: 10, budgetNanoUsd: 5, maxTokens: 7, maxWallMs: 9 };
  expect(changedLimits(limits, { budget: 0.5 })).toEqual({ ...limits, budgetNanoUsd: 500_000_000 });
  expect(changedLimits(limits, { steps: 20, tokens: null })).toEqual({
    ...limits,
    maxSteps: 20,
    agentSteps: 20,
    maxTokens: null,
  });
});

test('a set param is a text where its schema says so, and JSON elsewhere', () => {
  const { plan } = compiled(agentPipeline([]));
  const set = (text: string) => {
    const [name = '', value = ''] = text.split('=');
    return paramsOf(new Map([[name, value]]), plan, catalogWithTools([]));
  };
  expect(set('agent.instructions=12')).toEqual({ agent: { instructions: '12' } });
  expect(set('agent.maxSteps=12')).toEqual({ agent: { maxSteps: 12 } });
  expect(set('agent.repairArguments=true')).toEqual({ agent: { repairArguments: true } });
  expect(set('agent.onRepeat=stop')).toEqual({ agent: { onRepeat: 'stop' } });
  expect(() => set('agent.maxSteps=many')).toThrow('--set agent.maxSteps');
  expect(() => set('agent=12')).toThrow('names no param');
});

test('an answer on the command line never gives leave for a call that nobody has seen', async () => {
  const question: HumanQuestion = {
    runId: 'RUN',
    effect: 'approve:1',
    activation: 'agent',
    question: '?',
    choices: ['approve', 'deny'],
    purpose: 'approval',
    exact: '{}',
  };
  const nobody = () => Promise.resolve(null);
  const { signal } = new AbortController();
  expect(await answering('approve', nobody)(question, signal)).toBeNull();
  expect(await answering('Yes', nobody)({ ...question, purpose: 'question', choices: [] }, signal)).toBe('Yes');
  const chosen = answeringCalls(new Map([['approve:1', 'approve']]), nobody);
  expect([await chosen(question, signal), await chosen({ ...question, effect: 'approve:2' }, signal)]).toEqual([
    'approve',
    null,
  ]);
});

test('a comparison folds equal steps away and shows the others of both runs', () => {
  const step = (number: number, query: string) => ({
    activation: 'agent',
    step: number,
    calls: [`search({"query":"${query}"})`],
    answer: null,
  });
  const same = (number: number) => ({ kind: 'same', left: step(number, 'x'), right: step(number, 'x') }) as const;
  const text = diffText(
    {
      rows: [
        same(1),
        same(2),
        { kind: 'changed', left: step(3, 'a'), right: step(3, 'b') },
        { kind: 'right', left: null, right: step(4, 'c') },
        same(5),
      ],
      first: { row: 2, what: 'Step 3 differs.' },
      setup: ['Input question: left “a”, right “b”.'],
    },
    style,
  );
  expect(text).toBe(
    'Input question: left “a”, right “b”.\nStep 3 differs.\n\n  2 the same\n' +
      '- step 3 · agent calls search({"query":"a"})\n+ step 3 · agent calls search({"query":"b"})\n' +
      '+ step 4 · agent calls search({"query":"c"})\n  1 the same\n',
  );
  expect(diffText({ rows: [same(1)], first: null, setup: [] }, style)).toBe('Both runs did the same, in 1 step.\n');
});

test('an estimate names trajectories, steps, a usual and the worst cost, and what it rests on', () => {
  const estimate = { trajectories: [{ node: 'research', count: 4 }], steps: 1200, basis: 'Forty steps each.' };
  expect(estimateText({ ...estimate, costNanoUsd: { usual: 1_200_000_000, worst: 9_600_000_000 } })).toBe(
    '4 trajectories of research: at most 1,200 steps, usually about $1.20, at most $9.60. Forty steps each.',
  );
  expect(estimateText({ ...estimate, costNanoUsd: null })).toContain('the price is unknown');
});
