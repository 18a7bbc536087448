// When a failed model request is asked again, as plain data: for each kind of failure how often, and after how long. Who counts and
// waits is the loop; what a failure is was decided where the request was made.

import type { RecordedError, RunEventOf, Verdict } from './events.ts';

type ModelFailed = Pick<RunEventOf<'model.failed'>, 'verdict' | 'error' | 'retryable' | 'retryAfterMs' | 'jitter'>;

/** What tells the kind of a failure. */
interface Ended {
  readonly verdict: Verdict;
  readonly error: RecordedError;
  readonly retryable: boolean;
}

/**
 * `connection`: the network or the server broke, or was busy. `handshake`: the server broke off while the connection was being secured. `resting`: the request was not made, because the server is left alone for a
 * while. `nothing`: a reply that holds neither answer nor call. `repetitive`, `truncated`: a reply that was cut. `never`: asking again
 * would end in the same way.
 */
export type FailureKind = 'connection' | 'handshake' | 'resting' | 'nothing' | 'repetitive' | 'truncated' | 'never';

export interface RetryRule {
  /** How often a request is made again after failures of this kind; the first attempt is not one of them. */
  readonly retries: number;
  /** `backoff`: after what the server asks for, else after a delay that doubles. `none`: at once. */
  readonly wait: 'backoff' | 'none';
}

export const retryRules: Readonly<Record<FailureKind, RetryRule>> = {
  connection: { retries: 9, wait: 'backoff' },
  handshake: { retries: 2, wait: 'backoff' },
  resting: { retries: 30, wait: 'backoff' },
  nothing: { retries: 2, wait: 'none' },
  repetitive: { retries: 1, wait: 'none' },
  truncated: { retries: 1, wait: 'none' },
  never: { retries: 0, wait: 'none' },
};

const firstDelayMs = 500;
const longestDelayMs = 32_000;
const longestWishMs = 120_000;

// Of a code that stands here no other attempt is made, whatever the event says of it.
const hopeless: ReadonlySet<string> = new Set([
  'endpoint.quota',
  'endpoint.refused_history',
  'endpoint.context_overflow',
]);

/** What kind of failure an attempt was. */
export function failureKind({ verdict, error, retryable }: Ended): FailureKind {
  if (!retryable || hopeless.has(error.code)) return 'never';
  switch (verdict) {
    case 'error':
      if (error.code === 'endpoint.tls_cut') return 'handshake';
      return error.code === 'endpoint.resting' ? 'resting' : 'connection';
    case 'incomplete':
      return 'connection';
    case 'think_only':
    case 'empty':
    case 'leaked_tool_tokens':
      return 'nothing';
    case 'repetitive':
    case 'truncated':
      return verdict;
    case 'filtered':
    case 'aborted':
    case 'final':
    case 'tool_calls':
      return 'never';
  }
}

/** How often a step has failed in each way; a kind that is absent has not happened. */
export type FailureCounts = Readonly<Partial<Record<FailureKind, number>>>;

/** The counts after one more failure. Being left alone is counted in a row, everything else over the whole step. */
export function countFailure(counts: FailureCounts, event: ModelFailed): FailureCounts {
  const kind = failureKind(event);
  return { ...counts, ...(kind === 'resting' ? {} : { resting: 0 }), [kind]: (counts[kind] ?? 0) + 1 };
}

/**
 * How long to wait before the next attempt, in milliseconds, or null when there is none. `failures` counts the failures of this one's
 * kind (`failureKind`), this one included. The server's own wish wins up to two minutes; a longer one is not waited for.
 */
export function retryDelayMs(event: ModelFailed, failures: number): number | null {
  const { retries, wait } = retryRules[failureKind(event)];
  if (failures > retries) return null;
  if (wait === 'none') return 0;
  if (event.retryAfterMs !== null) return event.retryAfterMs <= longestWishMs ? event.retryAfterMs : null;
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
  return Math.round(delay * (1 + event.jitter / 4));
}
