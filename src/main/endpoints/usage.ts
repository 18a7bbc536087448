// Token counts of all servers in one form. Counts that a server does not give stay unknown; a zero is only what was said to be zero.

import type { Usage } from '../../shared/cost/usage.ts';

/**
 * Usage from a server's `usage` object and, for llama.cpp, its `timings`. Cached tokens: `cached_tokens` (Moonshot),
 * `prompt_tokens_details.cached_tokens`, `prompt_cache_hit_tokens` (DeepSeek), `timings.cache_n`. Null when nothing usable was sent.
 */
export function normalizeUsage(usage: unknown, timings: unknown): Usage | null {
  const counts = objectOf(usage);
  const times = objectOf(timings);
  const cacheN = count(times['cache_n']);
  const promptN = count(times['prompt_n']);
  const promptTokens = count(counts['prompt_tokens']) ?? (promptN === null ? null : promptN + (cacheN ?? 0));
  const completionTokens = count(counts['completion_tokens']) ?? count(times['predicted_n']);
  if (promptTokens === null || completionTokens === null) return null;
  const cached =
    count(counts['cached_tokens']) ??
    count(objectOf(counts['prompt_tokens_details'])['cached_tokens']) ??
    count(counts['prompt_cache_hit_tokens']) ??
    cacheN;
  const reasoning =
    count(objectOf(counts['completion_tokens_details'])['reasoning_tokens']) ?? count(counts['reasoning_tokens']);
  return {
    promptTokens,
    completionTokens,
    cachedTokens: cached === null ? null : Math.min(cached, promptTokens),
    reasoningTokens: reasoning === null ? null : Math.min(reasoning, completionTokens),
  };
}

// No request has more tokens than this; larger numbers are mistakes of a server and would spoil sums.
const mostTokens = 1_000_000_000;

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostTokens ? value : null;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
