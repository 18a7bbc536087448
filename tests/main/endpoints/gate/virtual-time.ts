// A clock that stands still until it is told to go on. Between two times everything that can happen without time passing does happen.

import type { Clock } from '../../../../src/main/endpoints/gate/clock.ts';

export interface VirtualTime extends Clock {
  /** Goes on by so many milliseconds, and calls back whoever asked for it, in order. */
  advance(ms: number): Promise<void>;
  /** Goes on from one call to the next until nobody waits for a time any more. */
  runOut(): Promise<void>;
  /** How many wait for a time. */
  waiting(): number;
}

/** A clock that stands at `startMs` since 1970. */
export function virtualTime(startMs = 1_800_000_000_000): VirtualTime {
  let elapsedMs = 0;
  let count = 0;
  const timers = new Map<number, { readonly atMs: number; readonly call: () => void }>();
  const next = () => {
    let first: { readonly id: number; readonly atMs: number; readonly call: () => void } | null = null;
    for (const [id, { atMs, call }] of timers) if (first === null || atMs < first.atMs) first = { id, atMs, call };
    return first;
  };
  const goTo = async (atMs: number) => {
    await settled();
    for (let timer = next(); timer !== null && timer.atMs <= atMs; timer = next()) {
      timers.delete(timer.id);
      elapsedMs = Math.max(elapsedMs, timer.atMs);
      timer.call();
      await settled();
    }
  };
  return {
    now: () => startMs + elapsedMs,
    elapsed: () => elapsedMs,
    after(delayMs, call) {
      const id = (count += 1);
      timers.set(id, { atMs: elapsedMs + delayMs, call });
      return () => timers.delete(id);
    },
    async advance(ms) {
      const atMs = elapsedMs + ms;
      await goTo(atMs);
      elapsedMs = atMs;
    },
    async runOut() {
      await settled();
      for (let timer = next(); timer !== null; timer = next()) await goTo(timer.atMs);
    },
    waiting: () => timers.size,
  };
}

/** Everything that needs no time has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
