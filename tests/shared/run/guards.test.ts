// What guards say over series of steps.

import { describe, expect, test } from 'vitest';
import {
  callKey,
  guardCalls,
  guardResults,
  noGuardState,
  type GuardPolicies,
  type Raised,
} from '../../../src/shared/run/guards.ts';

const remind: GuardPolicies = { repeat: 'remind', alternation: 'remind', 'no-evidence': 'remind', mismatch: 'remind' };
const functions = ['search', 'read_document', 'calculate'];

interface Step {
  readonly calls: readonly (readonly [name: string, args: string])[];
  readonly reasoning?: string;
}

// What guards say over a series of steps, as `STEP guard count action`.
function watch(steps: readonly Step[], policies: Partial<GuardPolicies> = {}): readonly string[] {
  let state = noGuardState;
  const said: string[] = [];
  steps.forEach(({ calls, reasoning = '' }, index) => {
    const made = calls.map(([name, args]) => ({ id: '', name, arguments: args }));
    const next = guardCalls(state, made, reasoning, functions, { ...remind, ...policies });
    state = next.state;
    said.push(...next.raised.map((raised) => line(index + 1, raised)));
  });
  return said;
}

function line(step: number, { guard, count, action }: Raised): string {
  return `${step} ${guard} ${count} ${action}`;
}

function times(count: number, step: (index: number) => Step): readonly Step[] {
  return Array.from({ length: count }, (_, index) => step(index));
}

const same = (): Step => ({ calls: [['search', '{"query":"a"}']] });

describe('R14: an agent that goes in circles is told, and stopped', () => {
  test('the same call in step after step is noticed at 3, 5, 8 and 12', () => {
    expect(watch(times(14, same))).toEqual([
      '3 repeat 3 remind',
      '5 repeat 5 remind',
      '8 repeat 8 remind',
      '12 repeat 12 stop',
    ]);
  });

  test('the order of keys and the space between them make no other call', () => {
    const twice = [{ calls: [['search', '{"a":1,"b":2}']] }, { calls: [['search', '{ "b": 2, "a": 1 }']] }] as const;
    expect(watch([...twice, ...twice])).toEqual(['3 repeat 3 remind']);
    expect(callKey({ name: 'x', arguments: 'not json' })).toBe('x(not json)');
    expect(callKey({ name: 'x', arguments: ' ' })).toBe('x({})');
  });

  test('a call that is repeated among others is noticed too, and a pause begins the count anew', () => {
    const among = times(3, (index) => ({
      calls: [
        ['search', '{"query":"a"}'],
        ['calculate', `{"n":${index}}`],
      ],
    }));
    expect(watch(among)).toEqual(['3 repeat 3 remind']);
    expect(watch([same(), same(), { calls: [['calculate', '{}']] }, same(), same()])).toEqual([]);
  });

  test('each policy has its own answer at the second mark, and off says nothing', () => {
    expect(watch(times(13, same), { repeat: 'ask' })).toEqual([
      '3 repeat 3 remind',
      '5 repeat 5 ask',
      '8 repeat 8 ask',
      '12 repeat 12 stop',
    ]);
    expect(watch(times(6, same), { repeat: 'escalate' })).toEqual(['3 repeat 3 remind', '5 repeat 5 escalate']);
    expect(watch(times(6, same), { repeat: 'stop' })).toEqual(['3 repeat 3 remind', '5 repeat 5 stop']);
    expect(watch(times(30, same), { repeat: 'off', alternation: 'off' })).toEqual([]);
  });

  test('two steps, or three, that alternate are noticed after four rounds', () => {
    const two = (index: number): Step => ({ calls: [['search', `{"query":"${index % 2}"}`]] });
    const three = (index: number): Step => ({ calls: [['search', `{"query":"${index % 3}"}`]] });
    expect(watch(times(16, two))).toEqual([
      '8 alternation 4 remind',
      '12 alternation 6 remind',
      '14 alternation 7 remind',
      '16 alternation 8 stop',
    ]);
    expect(watch(times(18, three))).toEqual(['12 alternation 4 remind', '18 alternation 6 remind']);
  });

  test('work that moves on raises nothing in 300 steps', () => {
    const varied = (index: number): Step => ({
      calls: [[functions[index % 3] ?? '', `{"n":${index}}`]],
      reasoning: `Next I look at part ${index}.`,
    });
    expect(watch(times(300, varied))).toEqual([]);
  });

  test('a thought that names one function while another is called is noticed', () => {
    const wrong: Step = { calls: [['calculate', '{"a":1}']], reasoning: 'I will open it with read_document now.' };
    const other: Step = { calls: [['calculate', '{"a":2}']], reasoning: 'So call search("x").' };
    expect(watch([wrong, other])).toEqual(['2 mismatch 2 remind']);
  });

  test('words of the language that are also names raise nothing, nor does a thought that names both', () => {
    const plain: Step = { calls: [['calculate', '{"a":1}']], reasoning: 'I search for what I can calculate.' };
    const both: Step = { calls: [['calculate', '{"a":2}']], reasoning: 'Not read_document: calculate(a) is enough.' };
    expect(
      watch([plain, both, plain, both].map((step, index) => ({ ...step, calls: [['calculate', `{"i":${index}}`]] }))),
    ).toEqual([]);
  });

  test('steps that bring nothing new are noticed at 8, 12, 16 and 20, and any news begins the count anew', () => {
    let state = noGuardState;
    const said: string[] = [];
    const feed = (results: readonly string[], passages: number, step: number) => {
      const next = guardResults(state, results, passages, remind);
      state = next.state;
      said.push(...next.raised.map((raised) => line(step, raised)));
    };
    for (let step = 1; step <= 21; step += 1) feed(['the same'], 0, step);
    expect(said).toEqual([
      '9 no-evidence 8 remind',
      '13 no-evidence 12 remind',
      '17 no-evidence 16 remind',
      '21 no-evidence 20 stop',
    ]);
    feed(['the same'], 1, 22);
    expect(state.barren).toBe(0);
  });
});
