// The prices and model facts that ship with Longline are whole, and money is counted from them to the nano-dollar.

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { allModelFacts, isGone, liveModels, modelsSchema } from '../../../src/main/endpoints/model-facts.ts';
import { priceOf, priceRows } from '../../../src/main/endpoints/prices.ts';
import { costOf, priceRowSchema } from '../../../src/shared/cost/price.ts';
import models from '../../../resources/models.json' with { type: 'json' };
import prices from '../../../resources/prices.json' with { type: 'json' };

describe('the price rows', () => {
  test('are valid, each with an id of its own, a source and a day on which it was looked up', () => {
    const rows = z.array(priceRowSchema).parse(prices);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const row of rows) {
      expect(row.source, row.id).not.toBe('');
      expect(row.effectiveTo === null || row.effectiveFrom < row.effectiveTo, row.id).toBe(true);
      expect((row.perMillion.cachedInput ?? 0) <= row.perMillion.input, row.id).toBe(true);
    }
  });

  test('never overlap for one model', () => {
    const rows = priceRows();
    for (const left of rows) {
      for (const right of rows) {
        if (left === right || left.provider !== right.provider || left.model !== right.model) continue;
        const apart =
          (left.effectiveTo !== null && left.effectiveTo <= right.effectiveFrom) ||
          (right.effectiveTo !== null && right.effectiveTo <= left.effectiveFrom);
        expect(apart, `${left.id} and ${right.id}`).toBe(true);
      }
    }
  });

  test('exist for every live model of Moonshot, and end on the day a model goes', () => {
    for (const model of liveModels('moonshot', '2026-11-24'))
      expect(priceOf('moonshot', model, '2026-11-24'), model).not.toBeNull();
    for (const row of priceRows()) {
      const facts = allModelFacts().find(({ provider, model }) => provider === row.provider && model === row.model);
      if (facts !== undefined) expect(row.effectiveTo, row.id).toBe(facts.discontinuedOn);
    }
  });

  test('hold from their first day to the day before their last', () => {
    expect(priceOf('moonshot', 'kimi-k2-thinking', '2025-11-05')).toBeNull();
    expect(priceOf('moonshot', 'kimi-k2-thinking', '2025-11-06')?.perMillion).toEqual({
      input: 0.6,
      cachedInput: 0.15,
      output: 2.5,
    });
    expect(priceOf('moonshot', 'kimi-k2-thinking', '2026-05-24')).not.toBeNull();
    expect(priceOf('moonshot', 'kimi-k2-thinking', '2026-05-25')).toBeNull();
    expect(priceOf('moonshot', 'kimi-k9', '2026-11-24')).toBeNull();
  });

  test.each([
    ['kimi-k2.6', 10_000, 8_192, 500, 8_192 * 160 + 1_808 * 950 + 500 * 4_000],
    ['kimi-k3', 300_000, 256_000, 24_000, 256_000 * 300 + 44_000 * 3_000 + 24_000 * 15_000],
    ['kimi-k3.1-pro', 1_000_000, 0, 1, 1_000_000 * 2_000 + 10_000],
  ])('price a step of %s exactly', (model, promptTokens, cachedTokens, completionTokens, nanoUsd) => {
    const row = priceOf('moonshot', model, '2026-11-24');
    if (row === null) throw new Error('no row');
    const usage = { promptTokens, completionTokens, cachedTokens, reasoningTokens: null };
    expect(costOf(usage, { kind: 'row', row }, 0)).toEqual({ low: nanoUsd, high: nanoUsd });
  });

  test('give a range when the server does not tell what was cached', () => {
    const row = priceOf('moonshot', 'kimi-k2.6', '2026-11-24');
    if (row === null) throw new Error('no row');
    const usage = { promptTokens: 1000, completionTokens: 10, cachedTokens: null, reasoningTokens: null };
    expect(costOf(usage, { kind: 'row', row }, 0)).toEqual({ low: 160_000 + 40_000, high: 950_000 + 40_000 });
  });
});

describe('the model facts', () => {
  test('are valid and name each model once', () => {
    const { hosted, weights } = modelsSchema.parse(models);
    expect(new Set(hosted.map(({ provider, model }) => `${provider}/${model}`)).size).toBe(hosted.length);
    expect(new Set(weights.map(({ family }) => family)).size).toBe(weights.length);
  });

  test('let a model go on its day', () => {
    const facts = allModelFacts().find(({ model }) => model === 'kimi-k2-thinking');
    if (facts === undefined) throw new Error('no facts');
    expect([isGone(facts, '2026-05-24'), isGone(facts, '2026-05-25')]).toEqual([false, true]);
  });
});
