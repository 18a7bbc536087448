// Two runs side by side: what they did alike is found, whatever ran beside it, and the first difference is named in a sentence.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonPairs } from '../../../src/shared/run/diff/align.ts';
import { diffRuns, stepDigests, type RunDiff } from '../../../src/shared/run/diff.ts';
import type { EventDraft, RunEvent } from '../../../src/shared/run/events.ts';
import { emptyLedger } from '../../../src/shared/cost/usage.ts';
import { testModel } from '../../kit/pipelines.ts';

type Done = { readonly calls: readonly (readonly [string, string])[] } | { readonly answer: string };
const search = (query: string): Done => ({ calls: [['search', JSON.stringify({ query })]] });

const started = (more: Partial<Extract<EventDraft, { type: 'run.started' }>> = {}): EventDraft => ({
  type: 'run.started',
  at: 1,
  machine: 2,
  program: 'longline/test',
  title: 'Brief',
  planHash: 'plan',
  documentHash: 'document',
  inputs: { question: 'Why?' },
  limits: { maxSteps: null, agentSteps: null, budgetNanoUsd: null },
  models: { '/': testModel },
  now: null,
  ...more,
});

const responded = (activation: string, step: number, done: Done): EventDraft => ({
  type: 'model.responded',
  at: 1,
  effect: `model:${activation}@${step}#1`,
  activation,
  step,
  attempt: 1,
  verdict: 'calls' in done ? 'tool_calls' : 'final',
  reply: {
    reasoning: 'thought',
    content: 'answer' in done ? done.answer : null,
    calls: 'calls' in done ? done.calls.map(([name, text]) => ({ id: '', name, arguments: text })) : [],
  },
  finishReason: null,
  usage: emptyLedger.usage,
  costNanoUsd: null,
  responseId: null,
  servedModel: null,
  firstTokenMs: null,
  durationMs: 1,
});

const run = (...drafts: readonly EventDraft[]): readonly RunEvent[] =>
  drafts.map((draft, index) => ({ ...draft, runId: 'run', seq: index + 1 }) as RunEvent);
const agent = (name: string, ...steps: readonly Done[]) => steps.map((done, index) => responded(name, index + 1, done));
const research = (...steps: readonly Done[]) => run(started(), ...agent('research', ...steps));
const kinds = ({ rows }: RunDiff) =>
  rows.map(({ kind, left, right }) => `${kind} ${left?.step ?? '-'} ${right?.step ?? '-'}`);

describe('comparing two runs (R28)', () => {
  test('finds nothing between a run and itself, whatever order the keys of its arguments came in', () => {
    const left = research({ calls: [['search', '{"query":"a","top":3}']] }, { answer: 'So.' });
    const right = research({ calls: [['search', '{ "top": 3, "query": "a" }']] }, { answer: 'So.' });
    expect(diffRuns(left, right)).toEqual({
      rows: [
        {
          kind: 'same',
          left: { activation: 'research', step: 1, calls: ['search({"query":"a","top":3})'], answer: null },
          right: { activation: 'research', step: 1, calls: ['search({"query":"a","top":3})'], answer: null },
        },
        {
          kind: 'same',
          left: { activation: 'research', step: 2, calls: [], answer: 'So.' },
          right: { activation: 'research', step: 2, calls: [], answer: 'So.' },
        },
      ],
      first: null,
      setup: [],
    });
  });

  test('names the first step that differs, and what each run did there', () => {
    const left = research(search('x'), search('a'), { answer: 'So.' });
    const right = research(search('x'), search('b'), { answer: 'So.' });
    const diff = diffRuns(left, right);
    expect(kinds(diff)).toEqual(['same 1 1', 'changed 2 2', 'same 3 3']);
    expect(diff.first).toEqual({
      row: 1,
      what: 'Step 2 of research: left calls search({"query":"a"}), right calls search({"query":"b"}).',
    });
  });

  test('names only the calls of a step that differ', () => {
    const both = (query: string): Done => ({
      calls: [
        ['clock', '{}'],
        ['search', JSON.stringify({ query })],
      ],
    });
    expect(diffRuns(research(both('a')), research(both('b'))).first?.what).toBe(
      'Step 1 of research: left calls search({"query":"a"}), right calls search({"query":"b"}).',
    );
  });

  test('shows long answers from shortly before the place where they part', () => {
    const answer = (end: string): Done => ({ answer: `${'the same '.repeat(100)}${end}${' and so on'.repeat(30)}` });
    const what = diffRuns(research(answer('alpha')), research(answer('beta'))).first?.what ?? '';
    expect(what).toMatch(/left answers “….{20,60}alpha and so on.*…”, right answers “….{20,60}beta and so on.*…”\.$/);
    expect(what.length).toBeLessThan(450);
  });

  test('a step that only one run took moves no other step', () => {
    const left = research(search('a'), search('b'), { answer: 'So.' });
    const right = research(search('a'), search('extra'), search('b'), { answer: 'So.' });
    const diff = diffRuns(left, right);
    expect(kinds(diff)).toEqual(['same 1 1', 'right - 2', 'same 2 3', 'same 3 4']);
    expect(diff.first?.what).toBe('Step 2 of research: right calls search({"query":"extra"}), left has no such step.');
    expect(kinds(diffRuns(right, left))).toEqual(['same 1 1', 'left 2 -', 'same 3 2', 'same 4 3']);
  });

  test('says which steps they are when their numbers differ', () => {
    const left = research(search('a'), search('b'), search('c'));
    const right = research(search('b'), search('d'));
    const diff = diffRuns(left, right);
    expect(kinds(diff)).toEqual(['left 1 -', 'same 2 1', 'changed 3 2']);
    const [, , changed] = diff.rows;
    expect(diffRuns(left.slice(0, 1).concat(left.slice(2)), right).first?.what).toBe(
      'Step 3 of research on the left, step 2 on the right: left calls search({"query":"c"}), right calls search({"query":"d"}).',
    );
    expect(changed?.left?.calls).toEqual(['search({"query":"c"})']);
  });

  test('agents side by side may take turns in any order', () => {
    const [a1, a2, b1, b2] = [
      responded('a', 1, search('a')),
      responded('a', 2, { answer: 'A' }),
      responded('b', 1, search('b')),
      responded('b', 2, { answer: 'B' }),
    ];
    const diff = diffRuns(run(started(), a1, b1, a2, b2), run(started(), b1, b2, a1, a2));
    expect(diff.first).toBeNull();
    expect(diff.rows.map(({ left }) => `${left?.activation} ${left?.step}`)).toEqual(['a 1', 'b 1', 'a 2', 'b 2']);
  });

  test('what only the right run has stands where it came there', () => {
    const [a1, a2] = [responded('a', 1, search('a')), responded('a', 2, { answer: 'A' })];
    const inner = [responded('a@1.0/b', 1, search('b')), responded('a@1.0/b', 2, { answer: 'B' })];
    const diff = diffRuns(run(started(), a1, a2), run(started(), a1, ...inner, a2));
    expect(diff.rows.map(({ kind, left, right }) => `${kind} ${(left ?? right)?.activation}`)).toEqual([
      'same a',
      'right a@1.0/b',
      'right a@1.0/b',
      'same a',
    ]);
  });

  test('leaves out summaries and replies that never came', () => {
    const summary: EventDraft = {
      type: 'model.requested',
      at: 1,
      effect: 'model:research@2#1',
      activation: 'research',
      step: 2,
      attempt: 1,
      model: '/',
      messages: 1,
      digest: '',
      last: false,
      purpose: 'summary',
      maxOutputTokens: 10,
      reservedNanoUsd: null,
    };
    const left = run(
      started(),
      responded('research', 1, search('a')),
      summary,
      responded('research', 2, { answer: 'Notes.' }),
    );
    expect(stepDigests(left)).toEqual([
      { activation: 'research', step: 1, calls: ['search({"query":"a"})'], answer: null },
    ]);
  });

  test('says what differed before any step, and what a fork changed', () => {
    const limits = { maxSteps: 20, agentSteps: null, budgetNanoUsd: 2_000_000_000, maxWallMs: 90_000 };
    const left = run(started());
    const right = run(started({ inputs: { question: 'How?' }, limits, now: '2026-11-20T09:00:00.000Z' }), {
      type: 'run.forked',
      at: 2,
      from: '01KB',
      fromSeq: 9,
      step: 'research@3',
      models: { '/': { ...testModel, model: 'k2', endpoint: 'vllm' } },
      params: { research: { instructions: 'Be thorough.' } },
      limits,
    });
    expect(diffRuns(left, right)).toEqual({
      rows: [],
      first: null,
      setup: [
        'The right run is a fork of 01KB at research@3.',
        'Input question: left “Why?”, right “How?”.',
        'Model: left scripted at test, right k2 at vllm.',
        'research.instructions: left as the pipeline has it, right “Be thorough.”.',
        'Step limit: left none, right 20.',
        'Budget in US dollars: left none, right 2.',
        'Time limit in seconds: left none, right 90.',
        'Time that tools see: left the real one, right 2026-11-20T09:00:00.000Z.',
      ],
    });
    expect(diffRuns(left, run(started({ planHash: 'edited' }))).setup).toEqual([
      'The pipeline “Brief” was changed between the runs.',
    ]);
  });
});

describe('the alignment', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 });

  test('is a common subsequence, and no other is longer', () => {
    fc.assert(
      fc.property(letters, letters, (left, right) => {
        const pairs = commonPairs(left, right);
        for (const [index, pair] of pairs.entries()) {
          expect(left[pair.left]).toBe(right[pair.right]);
          const before = pairs[index - 1];
          if (before !== undefined) expect([pair.left > before.left, pair.right > before.right]).toEqual([true, true]);
        }
        expect(pairs).toHaveLength(longest(left, right));
      }),
      { numRuns: 500 },
    );
  });

  test('every step of both runs stands in exactly one row, in the order of its agent', () => {
    const steps = fc.array(fc.record({ name: fc.constantFrom('x', 'y'), query: fc.constantFrom('1', '2', '3') }), {
      maxLength: 16,
    });
    const events = (list: readonly { readonly name: string; readonly query: string }[]) => {
      const counts: Record<string, number> = {};
      return run(
        started(),
        ...list.map(({ name, query }) => {
          const step = (counts[name] ?? 0) + 1;
          counts[name] = step;
          return responded(name, step, search(query));
        }),
      );
    };
    fc.assert(
      fc.property(steps, steps, (one, other) => {
        const { rows } = diffRuns(events(one), events(other));
        for (const [side, list] of [
          ['left', one],
          ['right', other],
        ] as const) {
          const seen = rows.flatMap((row) => row[side] ?? []);
          expect(seen).toHaveLength(list.length);
          for (const name of ['x', 'y']) {
            const own = seen.filter((digest) => digest.activation === name).map((digest) => digest.step);
            expect(own).toEqual(own.toSorted((left, right) => left - right));
          }
        }
        const left = rows.flatMap((row) => row.left ?? []);
        expect(left.map(({ activation, calls }) => [activation, calls])).toEqual(
          one.map(({ name, query }) => [name, [`search({"query":"${query}"})`]]),
        );
      }),
    );
  });

  test('of two runs of 5,000 steps that have nothing in common ends', () => {
    const list = (side: string) => Array.from({ length: 5000 }, (_, index) => `${side}${index}`);
    expect(commonPairs(list('left'), list('right'))).toEqual([]);
    const odd = list('same').map((text, index) => (index % 2 === 0 ? text : `right${index}`));
    expect(commonPairs(list('same'), odd)).toHaveLength(2500);
  });
});

function longest(left: readonly string[], right: readonly string[]): number {
  let row = right.map(() => 0);
  for (const wanted of left) {
    const next: number[] = [];
    for (const [at, letter] of right.entries()) {
      next.push(letter === wanted ? (row[at - 1] ?? 0) + 1 : Math.max(row[at] ?? 0, next[at - 1] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
