// Money: exact integers, honest ranges, prices by their day, and never more than was set aside.

import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  affordableOutput,
  costOf,
  priceOn,
  priceRowSchema,
  worstCost,
  type Pricing,
  type PriceRow,
} from '../../../src/shared/cost/price.ts';
import { addAttempt, addCost, emptyLedger } from '../../../src/shared/cost/usage.ts';

const rows = priceRowSchema
  .array()
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../resources/prices.json'), 'utf8')));
const row: PriceRow = {
  id: 'r',
  provider: 'p',
  model: 'm',
  currency: 'USD',
  effectiveFrom: '2026-01-01',
  effectiveTo: '2026-03-01',
  perMillion: { input: 0.6, cachedInput: 0.15, output: 2.5 },
  source: 's',
  retrievedAt: '2026-01-01',
  confidence: 'primary',
};
const priced: Pricing = { kind: 'row', row };
const usage = (promptTokens: number, completionTokens: number, cachedTokens: number | null) => ({
  promptTokens,
  completionTokens,
  cachedTokens,
  reasoningTokens: null,
});

describe('the cost of an attempt', () => {
  test.each([
    [usage(1000, 100, 0), { low: 850_000, high: 850_000 }],
    [usage(1000, 100, 1000), { low: 400_000, high: 400_000 }],
    [usage(1000, 100, 400), { low: 670_000, high: 670_000 }],
    [usage(1000, 100, 5000), { low: 400_000, high: 400_000 }],
    [usage(1000, 100, null), { low: 400_000, high: 850_000 }],
    [usage(0, 0, null), { low: 0, high: 0 }],
    [null, { low: 0, high: 999 }],
  ])('with usage %j is %j nano-USD (C3)', (used, cost) => {
    expect(costOf(used, priced, 999)).toEqual(cost);
  });

  test('is unknown without a price, and nothing where the endpoint is free (C3)', () => {
    expect(costOf(usage(1, 1, null), { kind: 'unknown' }, 5)).toBeNull();
    expect(costOf(null, { kind: 'free' }, 5)).toEqual({ low: 0, high: 0 });
    expect([
      worstCost(1, 1, { kind: 'unknown' }),
      worstCost(1, 1, { kind: 'free' }),
      worstCost(1000, 100, priced),
    ]).toEqual([null, 0, 850_000]);
  });

  test('is between nothing and what was set aside, in whole nano-USD, for every row that ships (C4)', () => {
    const count = fc.nat(2_000_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        count,
        count,
        fc.nat(100),
        fc.nat(100),
        fc.option(count),
        (price, prompt, output, p, o, cached) => {
          const pricing: Pricing = { kind: 'row', row: price };
          const worst = worstCost(prompt, output, pricing) ?? -1;
          const used = usage(Math.floor((prompt * p) / 100), Math.floor((output * o) / 100), cached);
          const cost = costOf(used, pricing, worst);
          expect(Number.isInteger(cost?.low) && Number.isInteger(cost?.high)).toBe(true);
          expect(cost?.low).toBeGreaterThanOrEqual(0);
          expect(cost?.high).toBeGreaterThanOrEqual(cost?.low ?? Infinity);
          expect(worst).toBeGreaterThanOrEqual(cost?.high ?? Infinity);
        },
      ),
    );
  });

  test('of the output that is affordable fits into what is left, and one token more does not (C4)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rows), fc.nat(500_000), fc.nat(2_000_000_000), (price, prompt, left) => {
        const pricing: Pricing = { kind: 'row', row: price };
        const tokens = affordableOutput(prompt, left, pricing);
        if (tokens === 0) return;
        expect(worstCost(prompt, tokens, pricing)).toBeLessThanOrEqual(left);
        expect(worstCost(prompt, tokens + 2, pricing)).toBeGreaterThan(left);
      }),
    );
  });
});

describe('a price', () => {
  const later = { ...row, id: 'later', effectiveFrom: '2026-02-01', effectiveTo: null };
  test.each([
    ['2025-12-31', null],
    ['2026-01-01', 'r'],
    ['2026-01-31', 'r'],
    ['2026-02-01', 'later'],
    ['2026-02-28', 'later'],
    ['2026-03-01', 'later'],
    ['2030-01-01', 'later'],
  ])('on %s is the row %s, the newest that holds (C5)', (day, id) => {
    expect(priceOn([row, later], 'p', 'm', day)?.id ?? null).toBe(id);
    expect(priceOn([later, row], 'p', 'm', day)?.id ?? null).toBe(id);
  });

  test('ends the day before the day on which it no longer holds (C5)', () => {
    expect([
      priceOn([row], 'p', 'm', '2026-02-28')?.id,
      priceOn([row], 'p', 'm', '2026-03-01'),
      priceOn([row], 'p', 'x', '2026-02-01'),
      priceOn([row], 'q', 'm', '2026-02-01'),
    ]).toEqual(['r', null, null, null]);
  });
});

describe('what a server says that a request cost', () => {
  const told = (costNanoUsd: number) => ({ ...usage(1000, 100, 0), costNanoUsd });
  const priced = { kind: 'row', row } as const;

  test('stands in for a price that is not known, and never makes a known price smaller (C3)', () => {
    const own = costOf(usage(1000, 100, 0), priced, 0)?.high ?? 0;
    expect(costOf(told(77), { kind: 'unknown' }, 0)).toEqual({ low: 77, high: 77 });
    expect(costOf(told(0), priced, 0)).toEqual({ low: own, high: own });
    expect(costOf(told(own + 5), priced, 0)).toEqual({ low: own + 5, high: own + 5 });
    expect(costOf(told(77), { kind: 'free' }, 0)).toEqual({ low: 0, high: 0 });
  });
});

describe('a ledger', () => {
  test('counts every attempt, and one unknown makes the sum unknown (C3)', () => {
    const one = addAttempt(emptyLedger, usage(10, 5, 4), { low: 1, high: 2 });
    expect(one).toEqual({
      usage: { promptTokens: 10, completionTokens: 5, cachedTokens: 4, reasoningTokens: null },
      cost: { low: 1, high: 2 },
      attempts: 1,
    });
    const two = addAttempt(one, null, { low: 0, high: 7 });
    expect(two).toEqual({ ...one, cost: { low: 1, high: 9 }, attempts: 2 });
    const three = addAttempt(two, usage(1, 1, null), null);
    expect(three).toEqual({
      usage: { promptTokens: 11, completionTokens: 6, cachedTokens: null, reasoningTokens: null },
      cost: null,
      attempts: 3,
    });
    expect(addCost(null, { low: 1, high: 1 })).toBeNull();
  });
});
