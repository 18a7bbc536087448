// Leaves a server alone that has failed several times in a row, and tries it with one request after a while that grows. Closed: all
// requests go. Open: none goes until the time of the trial. Trying: one is under way, and what becomes of it decides. A request that
// began before the last change says nothing about the server of now and is not counted.

import type { Clock } from './clock.ts';

/** What an attempt has shown: `answered` (refusals too), `failed` (the connection or the server broke), `unknown` (it was ended from here). */
export type Shown = 'answered' | 'failed' | 'unknown';

export interface Breaker {
  /** How long until another attempt makes sense, in milliseconds; null: now. */
  restingMs(): number | null;
  /** Begins an attempt, while nothing rests. The answer stands for it. */
  begin(): number;
  /** Whether this attempt decides over all others. */
  isTrial(attempt: number): boolean;
  /** The trial gets an answer, though not yet a whole one: the others may go. */
  alive(attempt: number): void;
  end(attempt: number, shown: Shown): void;
}

export interface BreakerOptions {
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
}

const failuresToOpen = 5;
const firstRestMs = 5000;
const longestRestMs = 60_000;

type State =
  | { readonly is: 'closed' }
  | { readonly is: 'open'; readonly untilMs: number }
  | { readonly is: 'trying'; readonly trial: number; readonly sinceMs: number };

const closed: State = { is: 'closed' };

export function createBreaker({ clock, random }: BreakerOptions): Breaker {
  let state: State = closed;
  let failures = 0;
  let nextRestMs = firstRestMs;
  let begun = 0;
  // Attempts up to this one began before the last change.
  let stale = 0;

  return {
    restingMs() {
      switch (state.is) {
        case 'closed':
          return null;
        case 'open': {
          const leftMs = state.untilMs - clock.elapsed();
          return leftMs > 0 ? Math.ceil(leftMs) : null;
        }
        case 'trying': {
          // Nobody knows how long the trial takes: ask after as long again, so that few questions cover a long time.
          const triedMs = clock.elapsed() - state.sinceMs;
          return Math.ceil(Math.min(longestRestMs, Math.max(firstRestMs, triedMs)) * (1 + random() / 4));
        }
      }
    },

    begin() {
      begun += 1;
      if (state.is === 'open') {
        state = { is: 'trying', trial: begun, sinceMs: clock.elapsed() };
        stale = begun - 1;
      }
      return begun;
    },

    isTrial: (attempt) => state.is === 'trying' && state.trial === attempt,

    alive(attempt) {
      if (state.is !== 'trying' || state.trial !== attempt) return;
      state = closed;
      failures = failuresToOpen - 1;
    },

    end(attempt, shown) {
      if (attempt <= stale) return;
      switch (shown) {
        case 'answered':
          state = closed;
          failures = 0;
          nextRestMs = firstRestMs;
          return;
        case 'failed':
          failures += 1;
          if (state.is === 'trying' ? state.trial === attempt : failures >= failuresToOpen) open();
          return;
        case 'unknown':
          // Whoever comes next is the trial.
          if (state.is === 'trying' && state.trial === attempt) state = { is: 'open', untilMs: clock.elapsed() };
      }
    },
  };

  function open(): void {
    state = { is: 'open', untilMs: clock.elapsed() + nextRestMs * (1 + random() / 4) };
    nextRestMs = Math.min(longestRestMs, nextRestMs * 2);
    stale = begun;
  }
}
