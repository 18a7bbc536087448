// Time that a test turns: timers fire one at a time, ordered by when they are due and, where that is the same, by a seeded number. Can
// stand in for the process's own timers, so that real code lives by it without knowing.

import { AsyncLocalStorage } from 'node:async_hooks';

const realSetImmediate = setImmediate;
const mostTurns = 100;

export interface VirtualClock {
  /** Milliseconds since 1970; may be set back and forth. */
  now(): number;
  /** Milliseconds since the clock was made; only goes forward. */
  elapsed(): number;
  /** Calls back once after a delay. The answer calls it off. */
  after(delayMs: number, call: () => void): () => void;
  /** Moves what `now` tells and nothing else. */
  jump(ms: number): void;
  /** Lets what `now` tells stand still, or go on from where it would be. */
  freeze(still: boolean): void;
  /** What `work` and everything it leads to sets timers for belongs to `owner`. */
  owned<Result>(owner: object, work: () => Result): Result;
  /** Calls off every timer of an owner, now and later: its process is gone. */
  kill(owner: object): void;
  /** Turns time to the next timer and fires it, once everything else has settled; false when there is none. */
  step(): Promise<boolean>;
  /** Timers that are set, of one owner or of all. */
  pending(owner?: object): number;
  /** Puts this clock in place of `Date.now`, `performance.now` and the global timers; the answer puts those back. */
  install(): () => void;
}

interface Timer {
  atMs: number;
  readonly tie: number;
  readonly call: () => void;
  readonly owner: object | undefined;
}

/** A clock that begins at a time in milliseconds since 1970. `random` orders what is due at the same time. */
export function virtualClock(startMs: number, random: () => number): VirtualClock {
  const timers = new Set<Timer>();
  const owners = new AsyncLocalStorage<object>();
  const killed = new WeakSet<object>();
  let elapsedMs = 0;
  let offsetMs = startMs;
  let frozenMs: number | null = null;

  const set = (delayMs: number, call: () => void): Timer => {
    const owner = owners.getStore();
    const timer = { atMs: elapsedMs + Math.max(0, Number.isFinite(delayMs) ? delayMs : 0), tie: random(), call, owner };
    if (owner === undefined || !killed.has(owner)) timers.add(timer);
    return timer;
  };
  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers)
      if (first === undefined || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.tie < first.tie))
        first = timer;
    return first;
  };

  const clock: VirtualClock = {
    now: () => Math.round(frozenMs ?? offsetMs + elapsedMs),
    elapsed: () => elapsedMs,
    after(delayMs, call) {
      const timer = set(delayMs, call);
      return () => timers.delete(timer);
    },
    jump(ms) {
      offsetMs += ms;
    },
    freeze(still) {
      frozenMs = still ? clock.now() : null;
    },
    owned: (owner, work) => owners.run(owner, work),
    kill(owner) {
      killed.add(owner);
      for (const timer of timers) if (timer.owner === owner) timers.delete(timer);
    },
    async step() {
      await settled();
      // Somebody may be busy with a disk, one turn of the loop after the other, and set a timer only then.
      for (let turn = 0; turn < mostTurns && timers.size === 0; turn += 1) await settled();
      const timer = next();
      if (timer === undefined) return false;
      timers.delete(timer);
      elapsedMs = Math.max(elapsedMs, timer.atMs);
      if (timer.owner === undefined) owners.exit(timer.call);
      else owners.run(timer.owner, timer.call);
      return true;
    },
    pending(owner) {
      if (owner === undefined) return timers.size;
      return [...timers].filter((timer) => timer.owner === owner).length;
    },
    install: () => installed(clock, set, timers),
  };
  return clock;
}

/** Resolves when all that could go on without a timer has done so. Storage in this thread answers one turn of the loop later. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise<void>((resolve) => realSetImmediate(resolve));
}

type Handle = object & { readonly timer: { current: Timer } };

function installed(
  clock: VirtualClock,
  set: (delayMs: number, call: () => void) => Timer,
  timers: Set<Timer>,
): () => void {
  const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = globalThis;
  const dateNow = Date.now;
  const performanceNow = performance.now.bind(performance);

  const begin = (call: (...args: unknown[]) => void, delayMs: number, args: unknown[], again: boolean): Handle => {
    const fire = (): void => {
      if (again) timer.current = set(Math.max(1, delayMs), fire);
      call(...args);
    };
    const timer = { current: set(delayMs, fire) };
    const handle = {
      timer,
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      refresh: () => {
        timers.delete(timer.current);
        timer.current = set(delayMs, fire);
        return handle;
      },
    };
    return handle;
  };
  const end = (handle: Handle | undefined): void => {
    if (handle !== undefined && handle !== null) timers.delete(handle.timer.current);
  };
  Object.assign(globalThis, {
    setTimeout: (call: () => void, delayMs = 0, ...args: unknown[]) => begin(call, delayMs, args, false),
    setInterval: (call: () => void, delayMs = 0, ...args: unknown[]) => begin(call, delayMs, args, true),
    setImmediate: (call: () => void, ...args: unknown[]) => begin(call, 0, args, false),
    clearTimeout: end,
    clearInterval: end,
    clearImmediate: end,
  });
  Date.now = () => clock.now();
  performance.now = () => clock.elapsed();
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate });
    Date.now = dateNow;
    performance.now = performanceNow;
  };
}
