// What a start would cost: the arithmetic of the stated rule, by hand.

import { describe, expect, test } from 'vitest';
import { estimateRun } from '../../../src/main/hosts/estimate.ts';
import type { RunModels } from '../../../src/main/hosts/models.ts';
import type { Pricing } from '../../../src/shared/cost/price.ts';
import { noLimits } from '../../../src/shared/run/state.ts';
import { agentPipeline, compiled, node, testModel } from '../../kit/pipelines.ts';

/** USD per million: 1 in, 0.1 cached, 4 out. */
const priced: Pricing = {
  kind: 'row',
  row: {
    id: 'x',
    provider: 'x',
    model: 'scripted',
    currency: 'USD',
    effectiveFrom: '2026-01-01',
    effectiveTo: null,
    perMillion: { input: 1, cachedInput: 0.1, output: 4 },
    source: 'x',
    retrievedAt: '2026-01-01',
    confidence: 'primary',
  },
};

const models = (pricing: Pricing): RunModels => ({
  bind: async () => ({ ...testModel, pricing, windowTokens: 100_000 }),
  callModel: () => Promise.reject(new Error('an estimate asks no model')),
  close: async () => undefined,
});

const plan = (params: Parameters<typeof agentPipeline>[1]) =>
  compiled(agentPipeline([node('look', 'look')], params)).plan;
const nobody = { endpoint: null, model: null };
const estimate = (params: Parameters<typeof agentPipeline>[1], limits = {}, pricing: Pricing = priced) =>
  estimateRun(models(pricing), plan(params), nobody, { ...noLimits, ...limits });

/** Nano-USD of one attempt: 2,000 tokens to begin with, then 1,500 more in each step, 500 of them written again as output. */
const attempt = (steps: number) => {
  let nano = 0;
  for (let step = 0; step < steps; step += 1)
    nano += (2000 + 1500 * step) * (step === 0 ? 1000 : 100) + 1500 * 1000 + 500 * 4000;
  return nano;
};

describe('an estimate', () => {
  test('of one agent is its usual steps, and at most all its steps in a full window', async () => {
    const worstStep = (100_000 - 10_000) * 1000 + 10_000 * 4000;
    expect(await estimate({ maxSteps: 50, maxOutputTokens: 10_000 })).toEqual({
      trajectories: [],
      steps: 50,
      costNanoUsd: { usual: attempt(40), worst: 50 * worstStep },
      basis: expect.stringContaining('scripted at test by the price of 2026-01-01'),
    });
    expect(await estimate({ maxSteps: 3, maxOutputTokens: 10_000 })).toMatchObject({
      steps: 3,
      costNanoUsd: { usual: attempt(3), worst: 3 * worstStep },
    });
  });

  test('of several trajectories is that many attempts and one step that weighs them', async () => {
    const { trajectories, steps, costNanoUsd } = await estimate({ maxSteps: 10, trajectories: 4 });
    expect(trajectories).toEqual([{ node: 'agent', count: 4 }]);
    expect(steps).toBe(41);
    expect(costNanoUsd?.usual).toBe(4 * attempt(10) + 4 * 1500 * 1000 + 2000 * 4000);
  });

  test('keeps within the limits of the run', async () => {
    expect(await estimate({}, { maxSteps: 7 })).toMatchObject({ steps: 7 });
    expect((await estimate({}, { agentSteps: 2 })).steps).toBe(2);
    expect((await estimate({}, { budgetNanoUsd: 1_000_000 })).costNanoUsd).toEqual({
      usual: 1_000_000,
      worst: 1_000_000,
    });
    expect((await estimate({}, { maxTokens: 1000 })).costNanoUsd?.worst).toBe(4_000_000);
  });

  test('is nothing where it is free, and not known where a price is not', async () => {
    expect((await estimate({}, {}, { kind: 'free' })).costNanoUsd).toEqual({ usual: 0, worst: 0 });
    const unknown = await estimate({}, {}, { kind: 'unknown' });
    expect(unknown.costNanoUsd).toBeNull();
    expect(unknown.basis).toContain('the price of scripted at test is not known');
  });
});
