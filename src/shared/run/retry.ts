// When a failed model request is asked again, as plain numbers: how often, and after how long.

import type { RunEventOf } from './events.ts';

const transportAttempts = 10;
const replyAttempts = 3;
const firstDelayMs = 500;
const longestDelayMs = 32_000;

/**
 * How long to wait before the next attempt, or null when there is none. What the network or the server broke is tried up to ten times
 * with doubling delays and up to a quarter of jitter, and the server's own wish wins; a reply that was no answer is asked again twice.
 */
export function retryDelayMs(event: RunEventOf<'model.failed'>, failures: number): number | null {
  if (!event.retryable) return null;
  if (event.verdict !== 'error' && event.verdict !== 'incomplete') return failures < replyAttempts ? 0 : null;
  if (failures >= transportAttempts) return null;
  if (event.retryAfterMs !== null) return event.retryAfterMs;
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
  return Math.round(delay * (1 + event.jitter / 4));
}
