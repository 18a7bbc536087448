// What a seed stands for: the pipeline, the limits, how the model behaves, and how often what goes wrong. Some seeds are calm and some
// are not, so that faults are met alone as well as together.

import type { EndpointEntry } from '../../src/main/endpoints/config.ts';
import type { JsonObject } from '../../src/shared/json/value.ts';
import type { Limits, ModelBinding } from '../../src/shared/run/events.ts';
import type { Chance } from './chance.ts';

export interface Scenario {
  readonly params: JsonObject;
  readonly limits: Limits;
  readonly approvals: 'ask' | 'allow';
  readonly pricing: ModelBinding['pricing'];
  readonly windowTokens: number | null;
  readonly profile: 'moonshot' | 'vllm' | 'openai-compatible';
  readonly gateLimits: EndpointEntry['limits'];
  /** Steps after which the model answers. */
  readonly steps: number;
  /** What the model does over and over: nothing, one call, two calls by turns, or naming one tool and calling another. */
  readonly habit: 'none' | 'stuck' | 'alternating' | 'confused';
  /** Up to so many calls in a step. */
  readonly width: number;
  /** Characters of reasoning in a step, about. */
  readonly thought: number;
  readonly disk: 'memory' | 'sqlite';
  /** Begins shortly before the end of 32-bit time. */
  readonly late: boolean;
  /** Probability of each sort of trouble, for each request, call, write and so on. */
  readonly trouble: {
    readonly endpoint: number;
    readonly quirk: number;
    readonly tool: number;
    readonly disk: number;
    readonly crash: number;
    readonly clock: number;
    /** Things that people do in the course of the run. */
    readonly user: number;
    /** That nobody is there to answer. */
    readonly absent: number;
  };
}

/** The scenario of a seed; `sqlite` asks for the real database. */
export function scenarioOf(random: Chance, sqlite: boolean): Scenario {
  // Now and then everything at once.
  const storm = random.happens(0.1);
  const level = (most: number) => (storm ? most : random.happens(0.25) ? 0 : random.number() * most);
  const maybe = <Value>(probability: number, value: () => Value): Value | null =>
    random.happens(probability) ? value() : null;
  const policy = () => random.one(['remind', 'remind', 'ask', 'escalate', 'stop', 'off']);
  const priced = random.happens(0.6);
  return {
    params: {
      instructions: random.happens(0.7) ? 'Be brief.' : '',
      maxSteps: random.happens(0.2) ? 300 : random.between(2, 40),
      maxOutputTokens: random.one([1024, 4096, 32_768]),
      context: random.happens(0.8) ? 'auto' : 'keep-all',
      contextTokens: random.one([4096, 8192, 96_000]),
      trajectories: random.happens(0.12) ? random.between(2, 4) : 1,
      approval: random.one(['outside', 'outside', 'all', 'none']),
      repairArguments: random.happens(0.5),
      onRepeat: policy(),
      onAlternation: policy(),
      onNoEvidence: policy(),
      onMismatch: policy(),
    },
    limits: {
      maxSteps: maybe(0.2, () => random.between(1, 30)),
      agentSteps: maybe(0.1, () => random.between(1, 30)),
      budgetNanoUsd: priced ? maybe(0.5, () => random.between(1_000_000, 400_000_000)) : null,
      maxTokens: maybe(0.2, () => random.between(2000, 400_000)),
      maxWallMs: maybe(0.2, () => random.between(1000, 600_000)),
    },
    approvals: random.happens(0.5) ? 'ask' : 'allow',
    pricing: priced ? priceRow : random.happens(0.5) ? { kind: 'free' } : { kind: 'unknown' },
    windowTokens: random.one([null, 8192, 32_768, 262_144]),
    profile: random.one(['moonshot', 'vllm', 'openai-compatible']),
    gateLimits: random.happens(0.25)
      ? {
          requestsPerMinute: random.between(5, 60),
          concurrency: random.between(1, 3),
          tokensPerMinute: random.between(100_000, 600_000),
        }
      : undefined,
    steps: random.happens(0.05) ? random.between(40, 120) : random.between(0, 20),
    habit: random.happens(0.7) ? 'none' : random.one(['stuck', 'alternating', 'confused']),
    width: random.between(1, 4),
    thought: random.one([0, 40, 400, 3000]),
    disk: sqlite ? 'sqlite' : 'memory',
    late: random.happens(0.05),
    trouble: {
      endpoint: level(0.8),
      quirk: level(0.5),
      tool: level(0.4),
      disk: level(0.04),
      crash: level(0.06),
      clock: level(0.05),
      user: level(0.15),
      absent: level(0.5),
    },
  };
}

/** The same world with nothing going wrong any more. */
export const calm: Scenario['trouble'] = {
  endpoint: 0,
  quirk: 0,
  tool: 0,
  disk: 0,
  crash: 0,
  clock: 0,
  user: 0,
  absent: 0,
};

const priceRow: ModelBinding['pricing'] = {
  kind: 'row',
  row: {
    id: 'simulated',
    provider: 'simulated',
    model: 'kimi-k2-thinking',
    currency: 'USD',
    effectiveFrom: '2026-01-01',
    effectiveTo: null,
    perMillion: { input: 0.6, cachedInput: 0.15, output: 2.5 },
    source: 'made up for the simulation',
    retrievedAt: '2026-11-24',
    confidence: 'primary',
  },
};
