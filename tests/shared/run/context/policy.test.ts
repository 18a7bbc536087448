// The context policy over whole loops: that requests fit, what changes cost against other policies, and when it gives up. The loop is
// that of loop-of-steps.ts.

import { describe, expect, it } from 'vitest';
import { contextLimits, type ContextLimits } from '../../../../src/shared/run/context/limits.ts';
import { mostCompactions, planContext } from '../../../../src/shared/run/context/plan.ts';
import { seeded } from '../../../kit/seeded.ts';
import { randomConversation } from './conversations.ts';
import { costOf, runLoop, type LoopOptions, type LoopOutcome } from './loop-of-steps.ts';

const loop = { steps: 300, baseTokens: 400, toolTokens: 500, reasoning: [500, 2000], result: [500, 12_000] } as const;
const prices = { cached: 0.15, input: 0.6, output: 2.5 };

describe('the context policy', () => {
  it('brings 300 steps through windows of 8k, 32k and 256k, and no request with its answer is larger than the window', () => {
    const most = { 8192: 310, 32_768: 170, 262_144: 80 } as const;
    for (const window of [8192, 32_768, 262_144] as const) {
      for (const tokenRatio of [0.8, 1, 1.25]) {
        const outcome = runLoop(seeded(window + tokenRatio * 100), { ...loop, window, tokenRatio });
        const changes = outcome.hidings + outcome.summaries + outcome.discards;
        expect(outcome.largestRequest).toBeLessThanOrEqual(window);
        expect(outcome.stuck).toBe(0);
        expect(changes).toBeLessThanOrEqual(most[window]);
        expect(outcome.discards).toBeLessThanOrEqual(window === 8192 ? 20 : 0);
      }
    }
  }, 60_000);

  it('is cheaper than hiding results at each step, and than using the whole window', () => {
    const options: LoopOptions = {
      ...loop,
      window: 262_144,
      baseTokens: 5000,
      toolTokens: 1000,
      reasoning: [500, 500],
      result: [4000, 4000],
      tokenRatio: 1,
    };
    const wide = (limits: ContextLimits): ContextLimits => ({ ...limits, soft: limits.hard });
    const policies = {
      eachStep: (limits: ContextLimits) => ({ ...wide(limits), hideAbove: 0, hideAtLeast: 1 }),
      batches: (limits: ContextLimits) => ({ ...wide(limits), hideAbove: 0, hideAtLeast: 31_000 }),
      late: (limits: ContextLimits) => ({
        ...wide(limits),
        hideAbove: Math.floor(limits.window * 0.85),
        hideAtLeast: 1,
      }),
      own: (limits: ContextLimits) => limits,
    };
    const costs = Object.fromEntries(
      Object.entries(policies).map(([name, limits]): [string, number] => {
        const outcome: LoopOutcome = runLoop(seeded(1), { ...options, limits });
        return [name, Math.round(costOf(outcome, prices) * 100) / 100];
      }),
    );
    const { eachStep = 0, batches = 0, late = 0, own = 0 } = costs;
    expect(batches).toBeLessThan(eachStep);
    expect(batches).toBeLessThan(late);
    expect(own).toBeLessThan(batches);
  }, 60_000);

  it('leaves a conversation alone that fits', () => {
    const limits = contextLimits(262_144, { contextTokens: 96_000, maxOutputTokens: 32_768 });
    const conversation = randomConversation(seeded(3), 10);
    expect(planContext(conversation, limits.hideAbove, limits, { compactions: 0, overflow: false })).toBeNull();
  });

  it('never hides the newest results, nor what is hidden already', () => {
    const limits = contextLimits(262_144, { contextTokens: 96_000, maxOutputTokens: 32_768 });
    const conversation = randomConversation(seeded(4), 40, { reasoning: 200, result: 6000 });
    const plan = planContext(conversation, 90_000, limits, { compactions: 0, overflow: false });
    const results = conversation.entries
      .from(0)
      .flatMap((entry, position) => (entry.role === 'tool' ? [position] : []));
    expect(plan?.stage).toBe('hide');
    expect(plan?.changed.filter((position) => results.slice(-6).includes(position))).toEqual([]);
    expect(plan?.changed.every((position) => results.includes(position))).toBe(true);
  });

  it('gives up after three changes in a row without a step that succeeds', () => {
    const limits = contextLimits(8192, { contextTokens: 96_000, maxOutputTokens: 32_768 });
    const conversation = randomConversation(seeded(5), 12);
    for (let compactions = 0; compactions < mostCompactions; compactions += 1)
      expect(planContext(conversation, 20_000, limits, { compactions, overflow: true })).not.toBeNull();
    expect(planContext(conversation, 20_000, limits, { compactions: mostCompactions, overflow: true })).toBeNull();
  });

  it('asks the model for nothing while requests are refused as too long, and at last keeps only task and notes', () => {
    const limits = contextLimits(32_768, { contextTokens: 96_000, maxOutputTokens: 32_768 });
    const conversation = randomConversation(seeded(6), 12);
    const all = Array.from({ length: conversation.entries.length - 2 }, (_, index) => index + 2);
    const stages = [0, 1, 2].map((compactions) =>
      planContext(conversation, 15_000, limits, { compactions, overflow: true }),
    );
    expect(stages.map((plan) => plan?.stage).includes('summarise')).toBe(false);
    expect(stages[2]).toEqual({ stage: 'discard', changed: all });
  });

  it('takes a window that is not told for 131,072 tokens, and less than that where the author wants less', () => {
    expect(contextLimits(null, { contextTokens: 96_000, maxOutputTokens: 32_768 })).toEqual({
      window: 131_072,
      maxOutput: 32_768,
      soft: 78_643,
      hard: 96_256,
      clampTokens: 8000,
      hideAbove: 58_982,
      hideAtLeast: 26_214,
      keepResults: 6,
    });
    expect(contextLimits(8192, { contextTokens: 4096, maxOutputTokens: 1024 })).toEqual({
      window: 8192,
      maxOutput: 1024,
      soft: 4096,
      hard: 6656,
      clampTokens: 1024,
      hideAbove: 3072,
      hideAtLeast: 1365,
      keepResults: 6,
    });
  });
});
