// Token counts of all servers in one form. Counts that a server does not give stay unknown; a zero is only what was said to be zero.

import type { Usage } from '../../shared/cost/usage.ts';

/**
 * Usage from a server's `usage` object and, for llama.cpp, its `timings`. Cached tokens: `cached_tokens` (Moonshot),
 * `prompt_tokens_details.cached_tokens`, `prompt_cache_hit_tokens` or what its counterpart leaves (DeepSeek), `timings.cache_n`. Cost:
 * `cost` in USD, with `cost_details.upstream_inference_cost` for keys of one's own (OpenRouter). Null when nothing usable was sent.
 */
export function normalizeUsage(usage: unknown, timings: unknown): Usage | null {
  const counts = objectOf(usage);
  const times = objectOf(timings);
  const cacheN = count(times['cache_n']);
  const promptN = count(times['prompt_n']);
  const total = count(counts['total_tokens']);
  const promptTokens = count(counts['prompt_tokens']) ?? (promptN === null ? null : promptN + (cacheN ?? 0));
  const completionTokens =
    count(counts['completion_tokens']) ?? count(times['predicted_n']) ?? left(total, promptTokens);
  if (promptTokens === null || completionTokens === null) return null;
  const cached =
    count(counts['cached_tokens']) ??
    count(objectOf(counts['prompt_tokens_details'])['cached_tokens']) ??
    count(counts['prompt_cache_hit_tokens']) ??
    left(promptTokens, count(counts['prompt_cache_miss_tokens'])) ??
    cacheN;
  const reasoning =
    count(objectOf(counts['completion_tokens_details'])['reasoning_tokens']) ?? count(counts['reasoning_tokens']);
  const cost = costIn(counts);
  return {
    promptTokens,
    completionTokens,
    cachedTokens: cached === null ? null : Math.min(cached, promptTokens),
    reasoningTokens: reasoning === null ? null : Math.min(reasoning, completionTokens),
    ...(cost === null ? {} : { costNanoUsd: cost }),
  };
}

// No request has more tokens than this; larger numbers are mistakes of a server and would spoil sums.
const mostTokens = 1_000_000_000;
const mostUsd = 10_000;

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostTokens ? value : null;
}

function left(whole: number | null, part: number | null): number | null {
  return whole === null || part === null || part > whole ? null : whole - part;
}

// With a key of one's own OpenRouter's `cost` is its fee alone, and the service is paid beside it.
function costIn(counts: Fields): number | null {
  const fee = usd(counts['cost']);
  if (fee === null || counts['is_byok'] !== true) return fee === null ? null : Math.round(fee * 1e9);
  const upstream = usd(objectOf(counts['cost_details'])['upstream_inference_cost']);
  return upstream === null ? null : Math.round((fee + upstream) * 1e9);
}

function usd(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= mostUsd ? value : null;
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
