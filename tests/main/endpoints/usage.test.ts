// Token counts and costs as each server writes them, in one form.

import { describe, expect, test } from 'vitest';
import { normalizeUsage } from '../../../src/main/endpoints/usage.ts';

const counts = { prompt_tokens: 100, completion_tokens: 20 };
const plain = { promptTokens: 100, completionTokens: 20, cachedTokens: null, reasoningTokens: null };

describe('usage', () => {
  test.each<readonly [string, unknown, unknown, unknown]>([
    ['Moonshot', { ...counts, cached_tokens: 60 }, null, { ...plain, cachedTokens: 60 }],
    [
      'vLLM with details',
      { ...counts, prompt_tokens_details: { cached_tokens: 0 } },
      null,
      { ...plain, cachedTokens: 0 },
    ],
    ['vLLM without, where nothing is not zero', { ...counts, prompt_tokens_details: null }, null, plain],
    [
      'SGLang',
      { ...counts, prompt_tokens_details: { cached_tokens: 8 }, reasoning_tokens: 15 },
      null,
      { ...plain, cachedTokens: 8, reasoningTokens: 15 },
    ],
    [
      'DeepSeek',
      {
        ...counts,
        prompt_cache_hit_tokens: 64,
        prompt_cache_miss_tokens: 36,
        completion_tokens_details: { reasoning_tokens: 9 },
      },
      null,
      { ...plain, cachedTokens: 64, reasoningTokens: 9 },
    ],
    [
      'DeepSeek telling the misses alone',
      { ...counts, prompt_cache_miss_tokens: 36 },
      null,
      { ...plain, cachedTokens: 64 },
    ],
    ['llama.cpp with timings', counts, { cache_n: 90, prompt_n: 10, predicted_n: 20 }, { ...plain, cachedTokens: 90 }],
    [
      'llama.cpp with timings alone',
      null,
      { cache_n: 90, prompt_n: 10, predicted_n: 20 },
      { ...plain, cachedTokens: 90 },
    ],
    ['Ollama, which tells no cache', { ...counts, total_tokens: 120 }, null, plain],
    ['a server that tells the sum', { prompt_tokens: 100, total_tokens: 120 }, null, plain],
    [
      'OpenRouter with its cost in USD',
      { ...counts, prompt_tokens_details: { cached_tokens: 4 }, cost: 0.001234567891, is_byok: false },
      null,
      { ...plain, cachedTokens: 4, costNanoUsd: 1_234_568 },
    ],
    ['OpenRouter for a free model', { ...counts, cost: 0 }, null, { ...plain, costNanoUsd: 0 }],
    [
      'OpenRouter with a key of one’s own: the fee and the service',
      { ...counts, cost: 0.0001, is_byok: true, cost_details: { upstream_inference_cost: 0.002 } },
      null,
      { ...plain, costNanoUsd: 2_100_000 },
    ],
    ['a fee alone, which is not the whole cost', { ...counts, cost: 0.0001, is_byok: true }, null, plain],
    ['costs that are none', { ...counts, cost: -1 }, null, plain],
    ['costs as a text', { ...counts, cost: '0.1' }, null, plain],
    ['more cached than sent', { ...counts, cached_tokens: 101 }, null, { ...plain, cachedTokens: 100 }],
    ['absurd counts', { prompt_tokens: 1e12, completion_tokens: 3 }, null, null],
    ['negative and broken counts', { prompt_tokens: -1, completion_tokens: 0.5 }, null, null],
    ['nothing', undefined, undefined, null],
  ])('of %s', (_, usage, timings, expected) => {
    expect(normalizeUsage(usage, timings)).toEqual(expected);
  });
});
