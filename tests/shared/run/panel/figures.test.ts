// The figures above the timeline: what they count, and that what is not known is never shown as a zero.

import { describe, expect, test } from 'vitest';
import { emptyLedger } from '../../../../src/shared/cost/usage.ts';
import {
  cacheShare,
  contextFill,
  forecast,
  stepCap,
  stepsTaken,
  writingSpeed,
} from '../../../../src/shared/run/panel/figures.ts';
import { agentPipeline, compiled, testModel } from '../../../kit/pipelines.ts';
import { ledgerOf, runView, stepView } from '../../../kit/run-views.ts';

const { plan } = compiled(agentPipeline([]));
const agent = plan.nodes.find(({ performer }) => performer === 'agent');
const withParams = (params: Readonly<Record<string, number | string>>) => ({
  ...plan,
  nodes: plan.nodes.map((node) => (node === agent ? { ...node, params } : node)),
});
const limits = { maxSteps: null, agentSteps: null, budgetNanoUsd: null };
const priced = (count: number, nanoUsd: number) =>
  Array.from({ length: count }, (_, index) =>
    stepView(index + 1, { ledger: ledgerOf(1000, 100, { low: nanoUsd, high: nanoUsd }) }),
  );

describe('the figures of a run', () => {
  test('count steps, and not the requests that only sum a conversation up', () => {
    const summary = stepView(2, { key: 'agent@2~summary', purpose: 'summary' });
    expect(stepsTaken(runView([stepView(1), summary, stepView(2)]))).toBe(2);
  });

  test('name the tightest limit of the steps, over all trajectories and the weighing of their answers', () => {
    expect(stepCap({ limits }, withParams({ maxSteps: 40 }))).toBe(40);
    expect(stepCap({ limits: { ...limits, maxSteps: 25 } }, withParams({ maxSteps: 40 }))).toBe(25);
    expect(stepCap({ limits: { ...limits, agentSteps: 7 } }, withParams({ maxSteps: 40 }))).toBe(7);
    expect(stepCap({ limits }, withParams({ maxSteps: 40, trajectories: 4 }))).toBe(200);
    expect(stepCap({ limits }, null)).toBeNull();
  });

  test('measure the context by the newest request whose server told its tokens', () => {
    const id = agent?.id ?? '';
    const steps = [
      stepView(1, { activation: id, ledger: ledgerOf(20_000, 500) }),
      stepView(2, { activation: id, status: 'thinking' }),
    ];
    const view = runView(steps, { models: { '/': { ...testModel, windowTokens: 262_144 } } });
    const open = withParams({ contextTokens: 96_000, context: 'keep-all' });
    expect(contextFill(view, open)).toEqual({ tokens: 20_500, limit: 262_144, window: 262_144, activation: id });
    const kept = contextFill(view, withParams({ contextTokens: 96_000 }));
    expect(kept?.limit).toBeLessThanOrEqual(96_000);
    // What two attempts used together is no request's size.
    const retried = stepView(3, { activation: id, ledger: { ...ledgerOf(50_000, 900), attempts: 2 } });
    expect(contextFill({ ...view, steps: [...steps, retried] }, open)?.tokens).toBe(20_500);
    expect(contextFill(runView([stepView(1)]), plan)).toBeNull();
  });

  test('tell what the cache had only where the server tells it', () => {
    const usage = { promptTokens: 100, completionTokens: 1, reasoningTokens: null };
    const told = { ...emptyLedger, usage: { ...usage, cachedTokens: 60 } };
    expect(cacheShare(runView([], { ledger: told }))).toEqual({ hit: 60, miss: 40 });
    expect(cacheShare(runView([], { ledger: { ...told, usage: { ...usage, cachedTokens: null } } }))).toBeNull();
  });

  test('measure the speed from the first token on', () => {
    const step = stepView(1, { durationMs: 3000, firstTokenMs: 1000, ledger: ledgerOf(10, 200) });
    expect(writingSpeed([step, stepView(2, { status: 'thinking' })])).toBe(100);
    expect(writingSpeed([stepView(1)])).toBeNull();
  });

  test('say at which step the budget ends at this pace, or what the cap would cost when that comes first', () => {
    const ledger = ledgerOf(0, 0, { low: 40_000_000, high: 40_000_000 });
    const view = runView(priced(4, 10_000_000), { ledger, limits: { ...limits, budgetNanoUsd: 100_000_000 } });
    expect(forecast(view, withParams({ maxSteps: 40 }))).toEqual({
      perStep: { low: 10_000_000, high: 10_000_000 },
      atCap: { low: 400_000_000, high: 400_000_000 },
      budgetStep: 10,
    });
    expect(forecast(view, withParams({ maxSteps: 8 }))?.budgetStep).toBeNull();
  });

  test('promise nothing while prices are unknown, nothing is paid or too little has happened', () => {
    const ledger = ledgerOf(0, 0, { low: 1, high: 1 });
    expect(forecast(runView(priced(2, 5), { ledger }), plan)).toBeNull();
    expect(forecast(runView(priced(5, 0), { ledger }), plan)).toBeNull();
    expect(forecast(runView(priced(5, 5), { ledger: { ...ledger, cost: null } }), plan)).toBeNull();
  });

  test('promise nothing of a run that has ended', () => {
    const ledger = ledgerOf(0, 0, { low: 5, high: 5 });
    expect(forecast(runView(priced(5, 5), { ledger }), plan)).not.toBeNull();
    for (const status of ['done', 'failed', 'limited'] as const)
      expect(forecast(runView(priced(5, 5), { ledger, status }), plan)).toBeNull();
  });

  test('take the pace of a fork from its own steps', () => {
    const own = priced(3, 7).map((step, index) => ({ ...step, key: `agent@${index + 6}` }));
    const forked = { from: 'r0', step: 'agent@6', seq: 9, inherited: 5 };
    const view = runView([...priced(5, 1000), ...own], { ledger: ledgerOf(0, 0, { low: 21, high: 21 }), forked });
    expect(forecast(view, plan)?.perStep).toEqual({ low: 7, high: 7 });
  });
});
